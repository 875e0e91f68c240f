/** What an utterance turned out to be, and what comes of it. */
import type { CompiledIntent } from '../matcher/skill.ts';
import type { Reading } from './readings.ts';
import type { FilledSlot } from './slots.ts';
import type { DialogueState, Frame } from './state.ts';

/** What an utterance turned out to be. */
export type Plan =
  | {
      readonly kind: 'fill';
      readonly intent: CompiledIntent;
      readonly slots: readonly FilledSlot[];
      /** How it was read, when it was read by itself. */
      readonly reading?: Reading;
      readonly isCorrection: boolean;
      /** The words are nothing but this. */
      readonly isWhole: boolean;
      readonly isFresh?: boolean;
      /** Slots that were said with a value out of their bounds. */
      readonly refused?: readonly string[];
    }
  | { readonly kind: 'confirmed'; readonly isYes: boolean }
  | { readonly kind: 'chosen'; readonly frame: Frame }
  | { readonly kind: 'cancel' };

export type Decision = 'invoke' | 'ask' | 'cancel' | 'reject';

export interface Interpretation {
  readonly skillId: string;
  readonly version: string;
  readonly intent: string;
  readonly slots: readonly FilledSlot[];
  readonly confidence: number;
  readonly confirmation: 'none' | 'confirmed' | 'denied';
  readonly isNewConversation: boolean;
  /** Why, readable by a skill developer. Made only when asked for: it holds the user's words. */
  readonly reasons: () => readonly string[];
}

export interface Outcome {
  readonly decision: Decision;
  readonly interpretation: Interpretation | undefined;
  readonly alternatives: readonly Interpretation[];
  readonly nextState: DialogueState;
  readonly speech: string | undefined;
  readonly reprompt: string | undefined;
  /** The question that this command interrupted, to be asked again once the skill has answered. */
  readonly resume?: string | undefined;
  /** Further requests of the same sentence, to be done after this one, in order. */
  readonly also?: readonly Interpretation[];
  /** These words correct what was understood the turn before. */
  readonly isCorrection?: boolean;
  /** The hypothesis that was understood. */
  readonly text: string;
}
