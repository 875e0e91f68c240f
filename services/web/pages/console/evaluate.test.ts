import { expect, test } from 'vitest';
import { Decision } from '../../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { evaluationOf, readSentences } from './evaluate.ts';

test('reads intents and sentences, with a byte order mark, tabs, Chinese colons and remarks', () => {
  const text =
    '\uFEFF# mine\r\nBrew: make tea\nBrew\t泡茶\nBrew：来杯茶\n- : what a day\n\nno intent here\nBrew:\n';
  expect(readSentences(text)).toEqual({
    wanted: [
      { intent: 'Brew', sentence: 'make tea' },
      { intent: 'Brew', sentence: '泡茶' },
      { intent: 'Brew', sentence: '来杯茶' },
      { intent: '', sentence: 'what a day' },
    ],
    unreadable: [7, 8],
  });
});

test('counts what came by what was expected, and names another skill', () => {
  const file = readSentences('Brew: a\nBrew: b\nPour: c\n-: d\n__proto__: e');
  const evaluated = [
    { decision: Decision.INVOKE, skillId: 'tea', intent: 'Brew' },
    { decision: Decision.REJECT, skillId: '', intent: '' },
    { decision: Decision.ASK, skillId: 'coffee', intent: 'Pour' },
    { decision: Decision.REJECT, skillId: '', intent: '' },
    { decision: Decision.INVOKE, skillId: 'tea', intent: '__proto__' },
  ].map((one) => ({ ...one, confidence: 0.5, reasons: ['why'] }));
  const { rightCount, confusion, rows } = evaluationOf(file, evaluated, 'tea');
  expect(rightCount).toBe(3);
  expect(JSON.parse(JSON.stringify(confusion))).toMatchObject({
    Brew: { Brew: 1, '': 1 },
    Pour: { 'coffee/Pour': 1 },
    '': { '': 1 },
  });
  expect(Object.hasOwn(confusion, '__proto__')).toBe(true);
  expect(rows.map(({ isRight }) => isRight)).toEqual([true, false, false, true, true]);
});
