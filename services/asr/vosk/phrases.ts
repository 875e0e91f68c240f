/** Sentences for a recogniser that learns its grammar from examples: drawn from the graph of everything that may be said. */
import { createRandom } from '../../../language/statistical/hashing.ts';
import type { Arc, WordGraph } from '../language-model/graph.ts';

/** With 5,000 it hears one command of a hundred worse, with 30,000 none better (docs/bench-ears.md). */
export const phraseCount = 10_000;
/** Longer than any sentence of a skill: what goes on like this is cut. */
const maxWords = 40;

/** Every word of the graph, once. */
export function wordsOf(graph: WordGraph): string[] {
  const words = new Set<string>();
  for (const arcs of graph.arcs) for (const { word } of arcs) if (word !== null) words.add(word);
  return [...words];
}

/** @param share 0 to 1, which of the arcs it falls on by their probabilities */
function choose(arcs: readonly Arc[], share: number): Arc | undefined {
  let left = share * arcs.reduce((sum, { probability }) => sum + probability, 0);
  for (const arc of arcs) {
    left -= arc.probability;
    if (left <= 0) return arc;
  }
  return arcs.at(-1);
}

/**
 * @param words every word of the commands: each is a phrase, too, so that none is unheard of for not being drawn
 * @returns sentences with their words apart, likelier ones more often
 */
export function drawPhrases(graph: WordGraph, words: readonly string[], count = phraseCount): string[] {
  // Begins alike each time: equal models give equal grammars.
  const draw = createRandom(1);
  const phrases: string[] = [];
  for (let drawn = 0; drawn < count; drawn += 1) {
    const said: string[] = [];
    for (let state = graph.start; state !== graph.end && said.length < maxWords; ) {
      const arcs = graph.arcs[state] ?? [];
      const arc = choose(arcs, draw());
      if (arc === undefined) break;
      if (arc.word !== null) said.push(arc.word);
      state = arc.to;
    }
    if (said.length > 0) phrases.push(said.join(' '));
  }
  return [...phrases, ...words];
}
