import { expect, test } from 'vitest';
import { card } from './card.ts';
import { figuresText, readFigures } from './figures.ts';

test('the figures are those of the pages that the benches wrote; run: npm run docs', () => {
  expect(readFigures()).toEqual(JSON.parse(figuresText()));
  expect(figuresText()).toMatch(/^ {4}\["zh-CN", "written", "account", .*\],$/m);
});

test('a card carries recall and precision of each kind and what each attacker gets, and no other word for it than de-identified', () => {
  const about = {
    ...{ format: 1 as const, copyId: crypto.randomUUID(), version: 3, recipient: 'Example Lab' },
    ...{ exportedOn: '2026-11-30', consentVersion: '2', expiresOn: '2027-05-01' },
  };
  const text = card(about, new Map());
  const { words, voice } = readFigures();
  for (const kind of ['phone', 'person', 'address', 'email', 'plate']) {
    const rows = words.filter((row) => row[2] === kind);
    expect(rows.length, kind).toBeGreaterThan(0);
    for (const row of rows) expect(text).toContain(`| ${row.join(' | ')} |`);
  }
  for (const [attacker, rate] of voice) expect(text).toContain(`| ${attacker} | ${rate} |`);
  expect(text).toContain('semi-informed');
  expect(text).not.toMatch(/anonym/i);
});
