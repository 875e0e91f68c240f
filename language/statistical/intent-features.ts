/** What the intent classifiers look at: word and character n-grams, positions, shapes. */
import { combine, hashRange, type IntBuffer } from './hashing.ts';
import type { TokenisedUtterance } from './tokens.ts';
import type { Word } from './words.ts';

/** Feature families; each is normalised by itself, so that the many characters do not drown the few words. */
export const familyCount = 3;

/** Letters of a token that are looked at: longer ones are no words, and cost must stay bounded. */
const longestSpelt = 40;

const boundary = 0x5bd1e995;

/**
 * Appends pairs (hash, family) to `out`. `extra` holds one hash per token that replaces it in delexicalised
 * n-grams (the slot that an earlier tagger found there), or 0 for the word itself.
 */
export function intentFeatures(utterance: TokenisedUtterance, out: IntBuffer): void {
  const { tokens } = utterance;
  const n = tokens.length;
  const add = (hash: number, family: number): void => {
    out.push(hash);
    out.push(family);
  };
  for (let i = 0; i < n; i++) {
    const word = tokens[i]!;
    const hash = word.hash;
    const next = i + 1 < n ? tokens[i + 1]!.hash : boundary;
    add(combine(1, hash), 0);
    add(combine(combine(2, hash), next), 0);
    if (i === 0) add(combine(combine(2, boundary), hash), 0);
    if (i + 2 < n) {
      const after = tokens[i + 2]!.hash;
      add(combine(combine(combine(3, hash), next), after), 0);
      add(combine(combine(4, hash), after), 0);
      if (i + 3 < n) add(combine(combine(5, hash), tokens[i + 3]!.hash), 0);
    }
    if (i + 2 === n) add(combine(combine(combine(3, hash), next), boundary), 0);
    if (i === 1) add(combine(combine(combine(3, boundary), tokens[0]!.hash), hash), 0);
    add(combine(combine(6, word.shape), i === 0 ? 1 : 0), 2);
    if (i + 1 < n) add(combine(combine(7, word.shape), tokens[i + 1]!.shape), 2);
  }
  add(combine(8, Math.min(n, 12)), 2);
  characterFeatures(utterance, add);
  if (utterance.reading?.segmented) segmentedFeatures(utterance.reading.words, add);
}

/** Words cut out of characters weigh as a family of their own; there are no letters beside them. */
function segmentedFeatures(words: readonly Word[], add: (hash: number, family: number) => void): void {
  for (const [i, word] of words.entries()) {
    add(word.key, 1);
    add(combine(combine(10, word.hash), words[i + 1]?.hash ?? boundary), 1);
    if (i === 0) add(combine(11, word.hash), 1);
  }
}

function characterFeatures(utterance: TokenisedUtterance, add: (hash: number, family: number) => void): void {
  for (const token of utterance.tokens) {
    if (token.shape === 4 || token.shape === 5) continue;
    const marked = `<${token.text.slice(0, longestSpelt)}>`;
    for (let size = 3; size <= 5; size++) {
      for (let at = 0; at + size <= marked.length; at++)
        add(combine(20 + size, hashRange(marked, at, at + size)), 1);
    }
  }
}
