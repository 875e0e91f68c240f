import type { Locale } from '@earshot/skills-sdk';
import { describe, expect, it } from 'vitest';
import { buildGraph, type CompileInput } from './compile.ts';
import { listSentences, writeFiniteGrammar } from './finite-grammar.ts';

const input = (locale: Locale, samples: readonly string[]): CompileInput => ({
  locale,
  skills: [
    { skillId: 's', model: { invocationNames: {}, intents: { I: { samples: { [locale]: [...samples] } } } } },
  ],
  names: {},
});
const sentences = (samples: readonly string[], limit = 150) =>
  listSentences(buildGraph(input('en-US', samples)).graph, limit)?.map((words) => words.join(' '));

describe('the grammar of a short list', () => {
  it('has every sentence that the templates foresee, once', () => {
    expect(sentences(['[please] (open|close) the door', 'open the door', 'stop'])?.sort()).toEqual([
      'close the door',
      'open the door',
      'please close the door',
      'please open the door',
      'stop',
    ]);
  });

  it('is not made of more ways than the limit, or where any word may stand', () => {
    expect(sentences(['(a|b) (c|d)'], 4)).toHaveLength(4);
    expect(sentences(['(a|b) (c|d)'], 3)).toBeUndefined();
    expect(sentences(['open <filler>'])).toBeUndefined();
  });

  it('leads from start to final state along each sentence, and nowhere else', () => {
    const list = [['stop'], ['open', 'the', 'door'], ['open', 'it']];
    const arcs = new Map<string, [to: string, word: string][]>();
    let first = 0;
    for (const line of writeFiniteGrammar(list).split('\n')) {
      const [kind, from, to, probability, word] = line.split(' ');
      if (kind !== 'TRANSITION') continue;
      arcs.set(from!, [...(arcs.get(from!) ?? []), [to!, word!]]);
      if (from === '0') first += Number(probability);
    }
    const read = (state: string, said: string[]): string[] =>
      state === '1'
        ? [said.join(' ')]
        : (arcs.get(state) ?? []).flatMap(([to, word]) => read(to, [...said, word]));
    expect(read('0', []).sort()).toEqual(['open it', 'open the door', 'stop']);
    expect(first).toBeCloseTo(1, 4);
  });
});
