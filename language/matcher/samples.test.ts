/** Sentences that are drawn from templates: in the form that what people say is compared in, and with all of a list's values. */
import '../node/outside.ts';
import { describe, expect, it } from 'vitest';
import type { InteractionModel } from '../model/types.ts';
import { plainSentence, tokenise } from '../text/tokenise.ts';
import { samplesOfSkill } from './samples.ts';
import { compileSkill } from './skill.ts';

const forms = ['Coca-Cola', 'u. s. dollar', "today's", 'p. m.', 'R. & B.', 'café', 'one', 'two', 'three'];

const model: InteractionModel = {
  invocationNames: { 'en-US': ['the shop'] },
  types: { Thing: { values: forms.map((form, n) => ({ id: `v${n}`, forms: { 'en-US': [form] } })) } },
  intents: {
    Buy: {
      slots: { thing: { type: 'Thing' } },
      samples: {
        'en-US': [...'abcdefghijklmnopqrstuvwxyz'].flatMap((a) => [`${a} {thing}`, `{thing} ${a}`]),
      },
    },
  },
};

describe('samples', () => {
  const samples = samplesOfSkill(compileSkill('shop', '1.0.0', model, 'en-US'));

  it('have the form in which sentences are compared, and mark values in it', () => {
    expect(samples.length).toBeGreaterThan(100);
    for (const { text, slots } of samples) {
      expect(plainSentence(tokenise(text, 'en-US'), 'en-US')).toBe(text);
      for (const { start, end, value } of slots) expect(text.slice(start, end)).toBe(value);
    }
  });

  it('of an intent with many templates show it all values of a list, whatever slots are shown beside', () => {
    const shown = samples.flatMap(({ isForSlots, slots }) => (isForSlots === true ? [] : slots));
    expect(new Set(shown.map(({ value }) => value)).size).toBe(forms.length);
  });
});
