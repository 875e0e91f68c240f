/**
 * What is shared and pretrained, computed once for a sentence whichever skills are enabled: its word and letter
 * n-grams, weighed by how rare the words are in the language (the order of the word vectors is their frequency), and
 * what its words mean on average.
 */
import { combine, hashRange, IntBuffer } from './hashing.ts';
import type { TokenisedUtterance } from './tokens.ts';
import { readUtterance } from './words.ts';

export interface SentenceFeatures {
  readonly utterance: TokenisedUtterance;
  /** Distinct features in rising order. */
  readonly keys: Int32Array;
  /** What each is worth: it follows from the feature alone, so the same one weighs the same everywhere. */
  readonly weights: Float32Array;
  /** Features of whole words, which say what to look for; the others are letters. */
  readonly words: Int32Array;
  /** Unit length; all zeros where no word is known. */
  readonly meaning: Float32Array;
  /** Length of the weights as a vector. */
  readonly norm: number;
}

/** What is compared with samples. */
export interface Sentence {
  readonly features: SentenceFeatures;
  /** Its sentence vector; absent where the engine has no encoder, or not all skills were learnt with one. */
  readonly vector: Float32Array | undefined;
}

/** Letters of a token that are looked at: longer ones are no words, and cost must stay bounded. */
const longestSpelt = 40;
const boundary = 0x5bd1e995;
/** Letters only say again what words say, but for endings and slips. */
const letterShare = 0.5;
/** A word that the language hardly knows. */
const rarest = 2.2;

/** The most frequent words say least. */
const rarityOf = (place: number): number =>
  place < 0 ? rarest : Math.min(rarest, 0.3 + 0.2 * Math.log(1 + place / 10));

const found = new IntBuffer();

export function sentenceFeatures(text: string, locale: string): SentenceFeatures {
  const utterance = readUtterance(text, locale);
  const { tokens, reading } = utterance;
  const vectors = reading?.vectors;
  const rarity = tokens.map((token) => (vectors === undefined ? 1 : rarityOf(vectors.id(token.text))));
  const weights = new Map<number, number>();
  found.clear();
  const word = (key: number, weight: number): void => {
    if (!weights.has(key)) found.push(key);
    weights.set(key, weight);
  };
  const hash = (i: number): number => (i < 0 || i >= tokens.length ? boundary : tokens[i]!.hash);
  for (let i = 0; i < tokens.length; i++) {
    const own = rarity[i]!;
    const next = rarity[i + 1];
    word(combine(1, hash(i)), own);
    if (i === 0) word(combine(combine(2, boundary), hash(0)), 0.9 * own);
    word(combine(combine(2, hash(i)), hash(i + 1)), 0.9 * (next === undefined ? own : (own + next) / 2));
    const after = rarity[i + 2];
    if (next === undefined || after === undefined) continue;
    word(combine(combine(combine(3, hash(i)), hash(i + 1)), hash(i + 2)), (0.8 * (own + next + after)) / 3);
    word(combine(combine(4, hash(i)), hash(i + 2)), 0.4 * (own + after));
  }
  if (reading?.segmented === true) for (const { key, vector } of reading.words) word(key, rarityOf(vector));
  const words = found.toArray();
  for (const token of tokens) {
    if (token.shape === 4 || token.shape === 5) continue;
    const marked = `<${token.text.slice(0, longestSpelt)}>`;
    for (let size = 3; size <= 4; size++)
      for (let at = 0; at + size <= marked.length; at++)
        // The same letters weigh the same in whichever word they stand.
        weights.set(combine(20 + size, hashRange(marked, at, at + size)), letterShare);
  }
  const keys = Int32Array.from(weights.keys()).sort();
  const sorted = Float32Array.from(keys, (key) => weights.get(key)!);
  let squares = 0;
  for (const weight of sorted) squares += weight * weight;
  return {
    utterance,
    keys,
    weights: sorted,
    words,
    meaning: meaningOf(utterance),
    norm: Math.sqrt(squares) || 1,
  };
}

function meaningOf({ reading }: TokenisedUtterance): Float32Array {
  if (reading === undefined) return new Float32Array(0);
  const { vectors, words } = reading;
  const sum = new Float32Array(vectors.dimensions);
  for (const { vector } of words) if (vector >= 0) vectors.add(vector, rarityOf(vector), sum);
  return unit(sum);
}

/** In place. */
export function unit(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  if (length > 0) for (let d = 0; d < vector.length; d++) vector[d] = vector[d]! / length;
  return vector;
}
