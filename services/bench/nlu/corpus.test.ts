import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { missingShared, sharedPath } from '../../common/testing/shared-data.ts';
import { readOptions } from '../nlu.ts';
import { CorpusError, readAnnotated, readCorpus, readRow } from './corpus.ts';
import { evaluate, falseAcceptanceAt } from './evaluate.ts';
import { detectLocale } from './product.ts';

const folder = mkdtempSync(join(tmpdir(), 'corpus-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('rows', () => {
  test('of MASSIVE become spans', () => {
    expect(readAnnotated('wake me at [time : nine am] on [date : friday]')).toEqual({
      text: 'wake me at nine am on friday',
      slots: [
        { name: 'time', start: 11, end: 18, value: 'nine am' },
        { name: 'date', start: 22, end: 28, value: 'friday' },
      ],
    });
  });

  test('of SMP2020 have inclusive ends and may repeat themselves', () => {
    const entity = { type: 'dishName', start_idx: 3, end_idx: 5 };
    const row = readRow({ text: '我想听回锅肉做法。', entities: [entity, entity], intent: 'QUERY' }, '1');
    expect(row.slots).toEqual([{ name: 'dishName', start: 3, end: 6 }]);
    expect(row.text.slice(3, 6)).toBe('回锅肉');
  });

  test('of our own may be out of scope', () => {
    expect(readRow({ id: 'a', text: 'hm', intent: null }, '1')).toMatchObject({
      id: 'a',
      intent: null,
      slots: [],
    });
  });

  test.each([
    ['{"text":"x","intent":"i","slots":[{"name":"s","start":0,"end":9}]}', 'slot "s" spans [0, 9)'],
    [
      '{"text":"x","intent":"i","slots":[{"name":"s","start":0.5,"end":1}]}',
      '"start" must be a whole number',
    ],
    ['{"text":"x"}', '"intent" must be a non-empty string, or null'],
    ['{"text":"x","intent":"a","slots":[null]}', '"slots" must be a list of objects'],
    ['{"text":"x","intent":"a","entities":[7]}', '"entities" must be a list of objects'],
    ['{"text":7,"intent":"i"}', '"text" must be a string'],
    ['[1]', 'not a JSON object'],
    ['{"words":"x"}', 'no known shape'],
    ['{', 'not a line of JSON'],
  ])('that are wrong name file, line and reason: %s', (line, reason) => {
    const path = file('bad.jsonl', `{"text":"fine","intent":"i"}\n\n${line}\n`);
    expect(() => readCorpus(path)).toThrow(CorpusError);
    expect(() => readCorpus(path)).toThrow(`${path}:3: `);
    expect(() => readCorpus(path)).toThrow(reason);
  });

  test('must exist', () => {
    expect(() => readCorpus(join(folder, 'absent'))).toThrow('cannot be read (ENOENT)');
    expect(() => readCorpus(file('empty.jsonl', '\n'))).toThrow('holds no rows');
  });
});

describe('scores', () => {
  const rows = [
    { text: 'a', intent: 'x', slots: [{ name: 's', start: 0, end: 1 }] },
    { text: 'b', intent: 'x', slots: [] },
    { text: 'c', intent: 'y', slots: [] },
    { text: 'd', intent: null, slots: [] },
  ];

  test('count what is right, and only that', async () => {
    const scores = await evaluate(
      rows,
      async (text) => ({
        intent: 'x',
        slots: text === 'c' ? [] : [{ name: 's', words: text }],
        confidence: text === 'd' ? 0.6 : 0.9,
      }),
      0.5,
    );
    expect(scores).toMatchObject({ utterances: 4, slotPrecision: 0.5, slotRecall: 1 });
    expect(scores.intentAccuracy).toBeCloseTo(2 / 3);
    expect(scores.exactMatch).toBeCloseTo(1 / 3);
    expect(scores.slotF1).toBeCloseTo(2 / 3);
    expect(scores.outOfScope).toMatchObject({ utterances: 1, falseAcceptance: 1, falseRejection: 0 });
    expect(scores.outOfScope!.falseAcceptanceAtFivePercent).toBe(0);
  });

  test('at a given price of false rejection', () => {
    const inside = Array.from({ length: 100 }, (_, k) => k / 100);
    expect(falseAcceptanceAt(inside, [0.01, 0.04, 0.06, 0.5], 0.05)).toEqual({
      threshold: 0.05,
      falseAcceptance: 0.5,
    });
  });
});

describe('arguments', () => {
  test('take lists of files', () => {
    expect(readOptions(['--train', 'a', 'b', '--json', '--test', 'c', '--locale', 'zh-CN'])).toMatchObject({
      train: ['a', 'b'],
      test: ['c'],
      json: true,
      locale: 'zh-CN',
    });
    expect(readOptions(['--train=a', '--test=b'])).toMatchObject({ train: ['a'], test: ['b'] });
  });

  test.each([
    [['--train', 'a']],
    [['--test', 'a']],
    [['--what']],
    [['--train', 'a', '--test', 'b', '--locale', 'tlh']],
  ])('refuse %j', (args) => {
    expect(() => readOptions(args)).toThrow();
  });

  test('the locale is read from the text', () => {
    const row = (text: string) => ({ text, intent: 'i', slots: [] });
    expect(detectLocale([row('打开TCL电视')])).toBe('zh-CN');
    expect(detectLocale([row('turn on the light')])).toBe('en-US');
  });
});

const corpora = ['data/nlu/massive-en-US', 'data/nlu/smp2020-zh-CN'];
const missing = missingShared(...corpora);
test.skipIf(missing !== undefined)(
  `spans of the shared corpora are what they mark (${missing ?? 'present'})`,
  () => {
    for (const corpus of corpora) {
      for (const row of readCorpus(sharedPath(`${corpus}/dev.jsonl`))) {
        for (const slot of row.slots) {
          const value = row.text.slice(slot.start, slot.end);
          expect(value.trim()).toBe(value);
          expect(value).not.toBe('');
          if (slot.value !== undefined) expect(value).toBe(slot.value);
        }
      }
    }
  },
);
