import '../node/outside.ts';
import { describe, expect, test } from 'vitest';
import { createEngine } from '../engine.ts';
import type { InteractionModel } from '../model/types.ts';
import { sentenceFor, valuePlace } from './sentence.ts';

const model = {
  invocationNames: { 'en-US': ['tea house'], 'zh-CN': ['茶馆'] },
  intents: {
    Brew: {
      slots: { tea: { type: 'Tea' }, cups: { type: 'number' } },
      samples: {
        'en-US': [
          '[please] brew [me] [a cup of|some|{cups} (cup|cups) of] {tea} [please]',
          'I want {cups} cups',
        ],
        'zh-CN': ['[请][给我]泡[一点|{cups}杯]{tea}'],
      },
    },
    Menu: { samples: { 'en-US': ['(show|read) [me] the menu'], 'zh-CN': ['看菜单'] } },
    Ruled: { samples: { 'en-US': ['<often> tea'] } },
  },
  types: { Tea: { values: [{ id: 'mint', forms: { 'en-US': ['mint tea'], 'zh-CN': ['薄荷茶'] } }] } },
  rules: { 'en-US': { often: 'always|often' } },
} as const satisfies InteractionModel;

describe('the sentence of a touch', () => {
  test('is the shortest sample with the value and nothing else open, after the name of its skill', () => {
    expect(sentenceFor(model, 'Brew', 'en-US', 'tea')).toBe('ask tea house to brew {}');
    expect(sentenceFor(model, 'Brew', 'zh-CN', 'tea')).toBe('让茶馆泡{}');
    expect(sentenceFor(model, 'Menu', 'en-US', undefined)).toBe('ask tea house to show the menu');
  });

  test('is none where no sample says so', () => {
    expect(sentenceFor(model, 'Menu', 'en-US', 'tea')).toBeUndefined();
    expect(sentenceFor(model, 'Brew', 'en-US', undefined)).toBeUndefined();
    expect(sentenceFor(model, 'Ruled', 'en-US', undefined)).toBeUndefined();
    expect(sentenceFor(model, 'Nobody', 'en-US', undefined)).toBeUndefined();
  });

  test.each([
    ['en-US', 'mint tea'],
    ['zh-CN', '薄荷茶'],
  ] as const)('is understood as what it means, beside a skill with the same words: %s', (locale, form) => {
    const rival = { ...model, invocationNames: { 'en-US': ['kettle'], 'zh-CN': ['水壶'] } };
    const models = [
      { skillId: 'a', model: model as InteractionModel },
      { skillId: 'b', model: rival as InteractionModel },
    ];
    const said = sentenceFor(model, 'Brew', locale, 'tea')?.replace(valuePlace, form) ?? '';
    const { interpretation } = createEngine({ models, locale }).turn(said);
    expect(interpretation).toMatchObject({ skillId: 'a', intent: 'Brew' });
    expect(interpretation?.slots).toEqual([expect.objectContaining({ name: 'tea', valueId: 'mint' })]);
  });
});
