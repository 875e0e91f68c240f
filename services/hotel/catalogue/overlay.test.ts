/** A hotel's own file over the default: what it adds is understood, what it takes away is gone, what is wrong has a line. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Converter } from '../conversion/convert.ts';
import { HotelSpeech } from '../speech/speech.ts';
import { layOver } from './overlay.ts';
import { CatalogueError, defaultCataloguePath } from './read.ts';

const over = (yaml: string) => layOver(yaml, 'ours.yaml', defaultCataloguePath);

const ours = `
items:
  bath_salts:
    give: deliver
    limit: 2
    department: wellness
    say: { zh-CN: 浴盐, en-US: bath salts }
    words: { zh-CN: [浴盐], en-US: ['bath salt[s]'] }
  crib: ~
  water:
    limit: 12
    words: { zh-CN: [圣水], en-US: [agua] }
departments:
  wellness: { zh-CN: 康体部, en-US: Wellness }
topics:
  breakfast:
    answer: { en-US: Breakfast is on the roof. }
`;

test('the file of the example for integrators is good, and what it adds is understood', () => {
  const path = new URL('../../../skills-sdk/examples/hotel/catalogue.yaml', import.meta.url);
  const converter = new Converter(over(readFileSync(path, 'utf8')));
  expect(converter.convert('could we borrow two pairs of swim shoes', 'en-US').commands).toEqual([
    { type: 'borrow', item: 'swim_shoes', quantity: 2 },
  ]);
  expect(converter.convert('麻烦送点浴盐', 'zh-CN').commands).toMatchObject([
    { type: 'deliver', item: 'bath_salts' },
  ]);
});

describe('opening hours', () => {
  const topic = (hours: string) =>
    `topics:\n  breakfast:\n${hours}    answer: { en-US: 'From {from} to {to}.' }\n`;

  test('are data that the answer is told with', () => {
    const { topics } = layOver(
      topic(`    hours: { from: '07:00', to: '11:00' }\n`),
      'own',
      defaultCataloguePath,
    );
    expect(topics['breakfast']?.hours).toEqual({ from: '07:00', to: '11:00' });
  });

  test.each([
    [`    hours: { from: '7', to: '11:00' }\n`, /own:3: topics\.breakfast\.hours\.from/],
    ['', /topics\.breakfast\.hours: the answer names hours/],
  ])('that are wrong, or missing, are named: %s', (hours, problem) => {
    expect(() => layOver(topic(hours), 'own', defaultCataloguePath)).toThrow(problem);
  });
});

describe('a hotel’s own catalogue', () => {
  const catalogue = over(ours);

  test('adds, changes and takes away, and leaves the rest', async () => {
    const converter = await Converter.compile(catalogue);
    const commands = (text: string, locale: 'zh-CN' | 'en-US' = 'en-US') => converter.convert(text, locale);
    expect(commands('could I have some bath salts please').commands).toMatchObject([{ item: 'bath_salts' }]);
    expect(commands('麻烦送点浴盐', 'zh-CN').commands).toMatchObject([{ item: 'bath_salts' }]);
    expect(commands('can I get two agua and a towel please').commands).toMatchObject([
      { item: 'water', quantity: 2 },
      { item: 'towel' },
    ]);
    expect(commands('ten bottles of water please').toConfirm).toEqual([]);
    expect(commands('could we borrow a crib please').commands).toEqual([]);
  });

  test('tells its own facts, and the default’s in a language that it left out', () => {
    expect(new HotelSpeech(catalogue, 'en-US').answer('breakfast')).toBe('Breakfast is on the roof.');
    expect(new HotelSpeech(catalogue, 'zh-CN').answer('breakfast')).toMatch(/^早餐/);
  });

  test('is the default when it is empty, and compiled in slices it reads as when compiled at once', async () => {
    const sentence = 'two towels and an iron please, and the sink is clogged';
    const sliced = await Converter.compile(over(''));
    expect(sliced.convert(sentence, 'en-US')).toEqual(new Converter(over('')).convert(sentence, 'en-US'));
    expect(sliced.convert(sentence, 'en-US').commands).toHaveLength(3);
  });
});

describe('what is wrong', () => {
  test.each([
    ['items:\n  water:\n    limit: many\n', 3, 'items.water.limit'],
    ['items:\n  water:\n    department: moon\n', 3, 'items.water.department'],
    ['items:\n  tea:\n    giv: deliver\n', 3, 'items.tea'],
    ['\n\nthings: {}\n', 3, ''],
    ['departments:\n  housekeeping: ~\n', 1, 'services'],
    ['items: &a\n  tea: ~\ntopics: *a\n', 1, ''],
    ['items: [', 1, 'YAML'],
    ['- a list\n', 1, ''],
    ['__proto__: {}\n', 1, '__proto__'],
  ])('%j is named with its line', (yaml, line, path) => {
    try {
      over(yaml);
    } catch (error) {
      if (!(error instanceof CatalogueError)) throw error;
      expect(error.message).toContain('ours.yaml:');
      expect(error.problems.some((one) => one.path.startsWith(path))).toBe(true);
      expect(error.problems.map((one) => one.line)).toContain(line);
      return;
    }
    throw new Error('it was taken');
  });

  test('in a part of its own is named at the very line', () => {
    expect(() => over('topics:\n  wifi:\n    answer:\n      en-US: 7\n')).toThrow(
      /^ours\.yaml:4: topics\.wifi\.answer\.en-US/,
    );
  });
});
