/**
 * Expected n-gram counts of a word graph: how often each word follows each pair of words, when sentences
 * are drawn from the graph at random. One pass in topological order carries, for every state, the mass of
 * each two-word history that can stand there; templates are never expanded.
 */
import type { WordGraph } from './graph.ts';

/** Word numbers of one compilation. 0 to 2 are taken. */
export class Vocabulary {
  readonly #ids = new Map<string, number>([
    ['<s>', 0],
    ['</s>', 1],
    ['<filler>', 2],
  ]);
  readonly words: string[] = ['<s>', '</s>', '<filler>'];

  id(word: string): number {
    let id = this.#ids.get(word);
    if (id === undefined) {
      id = this.words.push(word) - 1;
      this.#ids.set(word, id);
    }
    return id;
  }

  has(word: string): boolean {
    return this.#ids.has(word);
  }
}

export const sentenceStart = 0;
export const sentenceEnd = 1;
export const fillerWord = 2;

/** Numbers below 2^17 words pack three into one exact double. */
export const vocabularyLimit = 131_072;

export interface NGramCounts {
  readonly unigrams: Map<number, number>;
  /** By history, then by word: the mass of each continuation. History of one word. */
  readonly bigrams: Map<number, Map<number, number>>;
  /** History packed by {@link packHistory}. */
  readonly trigrams: Map<number, Map<number, number>>;
}

export const packHistory = (older: number, newer: number): number => older * vocabularyLimit + newer;
export const unpackHistory = (history: number): [number, number] => [
  Math.floor(history / vocabularyLimit),
  history % vocabularyLimit,
];

/** Histories rarer than this at a state are carried on without their older word: they add nothing but time. */
const leastMass = 1e-9;

function bump(table: Map<number, Map<number, number>>, history: number, word: number, mass: number): void {
  let row = table.get(history);
  if (!row) {
    row = new Map();
    table.set(history, row);
  }
  row.set(word, (row.get(word) ?? 0) + mass);
}

export function countNGrams(graph: WordGraph, vocabulary: Vocabulary): NGramCounts {
  const counts: NGramCounts = { unigrams: new Map(), bigrams: new Map(), trigrams: new Map() };
  const histories: (Map<number, number> | undefined)[] = new Array(graph.arcs.length);
  histories[graph.start] = new Map([[packHistory(sentenceStart, sentenceStart), 1]]);

  const emit = (history: number, word: number, mass: number): number => {
    const [older, newer] = unpackHistory(history);
    counts.unigrams.set(word, (counts.unigrams.get(word) ?? 0) + mass);
    bump(counts.bigrams, newer, word, mass);
    // A sentence's second word has one word of history only; `<s> <s>` is no history at all.
    if (older !== newer || older !== sentenceStart) bump(counts.trigrams, history, word, mass);
    return packHistory(newer, word);
  };

  for (let state = 0; state < graph.arcs.length; state += 1) {
    const here = histories[state];
    if (!here) continue;
    histories[state] = undefined;
    if (state === graph.end) {
      for (const [history, mass] of here) emit(history, sentenceEnd, mass);
      continue;
    }
    for (const arc of graph.arcs[state]!) {
      let there = histories[arc.to];
      if (!there) {
        there = new Map();
        histories[arc.to] = there;
      }
      const word = arc.isFiller ? fillerWord : arc.word === null ? undefined : vocabulary.id(arc.word);
      for (const [history, mass] of here) {
        const moved = mass * arc.probability;
        if (moved < leastMass) continue;
        const next = word === undefined ? history : emit(history, word, moved);
        there.set(next, (there.get(next) ?? 0) + moved);
      }
    }
  }
  return counts;
}
