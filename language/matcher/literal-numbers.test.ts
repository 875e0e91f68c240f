import '../node/outside.ts';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine.ts';
import type { Locale } from '../model/types.ts';

/** The intent of a skill whose own words hold numbers. */
function taken(locale: Locale, sample: string, said: string): boolean {
  const model = {
    invocationNames: {},
    intents: { Own: { slots: {}, samples: { [locale]: [sample] } } },
  };
  const engine = createEngine({ models: [{ skillId: 'own', model }], locale });
  return engine.turn(said).decision === 'invoke';
}

describe('a number among the words of a sample', () => {
  it.each([
    ['en-US', 'raise temperature 30 degrees', 'raise temperature thirty degrees'],
    ['en-US', 'raise temperature thirty degrees', 'raise temperature 30 degrees'],
    ['en-US', 'start programme 21', 'start programme twenty one'],
    ['en-US', 'play radio 105', 'play radio one hundred five'],
    ['en-US', 'play radio 105', 'play radio one oh five'],
    ['en-US', 'call room 1204', 'call room twelve oh four'],
    ['en-US', 'run the 7:30 programme', 'run the seven thirty programme'],
    ['en-US', 'run the 7:05 programme', 'run the seven oh five programme'],
    ['zh-CN', '温度升到30度', '温度升到三十度'],
    ['zh-CN', '温度升到三十度', '温度升到30度'],
    ['zh-CN', '呼叫1204房间', '呼叫幺二零四房间'],
    ['zh-CN', '来2杯热水', '来两杯热水'],
    ['zh-CN', '呼叫200号房', '呼叫二百号房'],
    ['zh-CN', '呼叫200号房', '呼叫两百号房'],
    ['zh-CN', '打开7:30的节目', '打开七点半的节目'],
  ] as const)('%s “%s” is said “%s”', (locale, sample, said) => {
    expect(taken(locale, sample, sample)).toBe(true);
    expect(taken(locale, sample, said)).toBe(true);
  });

  it.each([
    ['en-US', 'raise temperature 30 degrees', 'raise temperature forty degrees'],
    ['en-US', 'raise temperature 30 degrees', 'raise temperature 31 degrees'],
    ['en-US', 'call room 1204', 'call room twelve oh five'],
    ['en-US', 'call room 1204', 'call room 1205'],
    ['en-US', 'call room 1204', 'call room twelve'],
    ['en-US', 'start programme twenty one', 'start programme twenty'],
    ['zh-CN', '温度升到30度', '温度升到三十一度'],
    ['zh-CN', '温度升到30度', '温度升到十度'],
  ] as const)('%s “%s” is not “%s”', (locale, sample, said) => {
    expect(taken(locale, sample, said)).toBe(false);
  });
});
