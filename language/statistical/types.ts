/** What the statistical engine learns from and what it is asked with. Offsets are UTF-16 units, `end` is exclusive. */

export interface LabelledSlot {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly value?: string;
}

/** One utterance with its meaning; intent `null` says that no intent should take it. */
export interface LabelledUtterance {
  readonly text: string;
  readonly intent: string | null;
  readonly slots: readonly LabelledSlot[];
  /** Number of the template it was drawn from, among those of its intent. */
  readonly template?: number;
  /** Shows slots and values; how the intent is said is shown by others of the same template. */
  readonly isForSlots?: boolean;
}

export interface SlotHypothesis {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly probability: number;
}

/** One piece of evidence, in words that a skill developer can read. */
export interface Evidence {
  readonly feature: string;
  readonly weight: number;
}

/** Vectors of sentences, computed before they are asked for; undefined for a sentence that was not. */
export interface SentenceVectors {
  get(text: string): Float32Array | undefined;
}

/** The forms that a skill lists for the values of its slots, by the key of their enumeration. */
export type SlotValues = ReadonlyMap<string, readonly string[]>;
