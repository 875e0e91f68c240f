/** What is read of an utterance beside its tokens: its words, and where they stand in the word vectors. */
import type { WordVectors } from '../word-vectors/word-vectors.ts';

export interface Word {
  readonly hash: number;
  /** Key of the intent feature that stands for this word alone. */
  readonly key: number;
  /** Place in the word vectors, or -1. */
  readonly vector: number;
  /** Tokens that the word covers, both ends inclusive. */
  readonly first: number;
  readonly last: number;
}

export interface Reading {
  readonly words: readonly Word[];
  readonly vectors: WordVectors;
  /** Words were cut out of a row of characters: they are more than the tokens. */
  readonly segmented: boolean;
}
