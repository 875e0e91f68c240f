/** What goes into the statistical models and what comes out. Offsets are UTF-16 units, `end` is exclusive. */

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
}

export interface IntentHypothesis {
  readonly name: string;
  /** Calibrated, given that some intent is meant; the probabilities of all intents add up to 1. */
  readonly probability: number;
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
  /** Contribution to the winner's score against the average of its rivals; positive speaks for it. */
  readonly weight: number;
}

export interface Prediction {
  /** Best first. Empty only when the model knows no intent. */
  readonly intents: readonly IntentHypothesis[];
  /** In order of `start`, never overlapping. */
  readonly slots: readonly SlotHypothesis[];
  /** 0 to 1: how likely the first intent is meant at all; low means reject. */
  readonly confidence: number;
  readonly explain: () => readonly Evidence[];
}
