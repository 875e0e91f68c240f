import type { InteractionModel } from '@earshot/skills-sdk';
import { describe, expect, it } from 'vitest';
import { buildGraph, type CompileInput } from './compile.ts';
import { countNGrams, Vocabulary } from './counts.ts';
import { expectAnswer, wantsFreeText } from './focus.ts';

const coffee: InteractionModel = {
  invocationNames: {},
  intents: {
    Order: {
      slots: {
        size: { type: 'Size', required: true, elicit: { 'en-US': ['Which size?'] } },
        note: { type: 'text', elicit: { 'en-US': ['What shall I write on it?'] } },
      },
      samples: { 'en-US': ['a {size} coffee', 'a coffee'] },
    },
  },
  types: { Size: { values: [{ id: 'l', forms: { 'en-US': ['large'] } }] } },
};
const lights: InteractionModel = {
  invocationNames: {},
  intents: { On: { samples: { 'en-US': ['turn on the light'] } } },
};
const input: CompileInput = {
  locale: 'en-US',
  skills: [
    { skillId: 'coffee', model: coffee },
    { skillId: 'lights', model: lights },
  ],
  names: {},
};

/** How likely a sentence begins with this word. */
function shareAtStart(from: CompileInput, word: string): number {
  const vocabulary = new Vocabulary();
  const { bigrams } = countNGrams(buildGraph(from).graph, vocabulary);
  const row = bigrams.get(vocabulary.id('<s>')) ?? new Map<number, number>();
  const total = [...row.values()].reduce((sum, count) => sum + count, 0);
  return (row.get(vocabulary.id(word)) ?? 0) / total;
}

describe('the answer to a question', () => {
  const asked = expectAnswer(input, { skillId: 'coffee', slot: 'size' });

  it('is likelier than before, and everything else can still be said', () => {
    expect(shareAtStart(asked, 'large')).toBeGreaterThan(5 * shareAtStart(input, 'large'));
    expect(shareAtStart(asked, 'turn')).toBeGreaterThan(0);
    expect(asked.skills.map(({ skillId }) => skillId)).toEqual(['coffee', 'lights', 'coffee']);
  });

  it('leaves the models alone where nobody asked', () => {
    expect(expectAnswer(input, undefined)).toBe(input);
    expect(expectAnswer(input, { skillId: 'gone', slot: 'size' })).toBe(input);
  });

  it('favours the skill where it asked for a yes, and where a slot is unheard of or inherited', () => {
    for (const slot of ['', 'colour', 'constructor']) {
      const { skills } = expectAnswer(input, { skillId: 'coffee', slot });
      expect(skills).toHaveLength(2);
      expect(skills[0]?.weight).toBeGreaterThan(1);
    }
  });

  it('may be free text, which no model foresees, or a name that the household gave', () => {
    expect(wantsFreeText(input, { skillId: 'coffee', slot: 'note' })).toBe(true);
    expect(wantsFreeText({ ...input, names: { text: ['x'] } }, { skillId: 'coffee', slot: 'note' })).toBe(
      false,
    );
    expect(wantsFreeText(input, { skillId: 'coffee', slot: 'size' })).toBe(false);
    expect(wantsFreeText(input, { skillId: 'gone', slot: 'note' })).toBe(false);
    expect(expectAnswer(input, { skillId: 'coffee', slot: 'note' }).skills).toHaveLength(2);
  });
});
