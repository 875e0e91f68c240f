/** A slot, and where in the sentence it was found. */
import type { SlotMatch } from '../slots/types.ts';

/** A slot as it was found in the sentence. */
export interface Capture {
  readonly name: string;
  /** Tokens of the sentence. */
  readonly start: number;
  readonly end: number;
  /** Of a slot of several types: which of them. */
  readonly type?: string;
  readonly match: SlotMatch;
}
