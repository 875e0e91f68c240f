/** What a session remembers between turns. */
import type { WantedKinds } from '../matcher/meant.ts';
import type { DayPart } from '../slots/day-parts.ts';
import type { SlotValue } from '../slots/types.ts';

/**
 * What a session remembers between turns: values, never the words they were said in. Plain JSON, kept in the
 * store, so that any process can take the next turn.
 */
export interface DialogueState {
  readonly formatVersion: 1;
  /** The intent being talked about, or the last one that was. */
  readonly frame: Frame | undefined;
  /** What the next utterance is expected to answer. */
  readonly waiting: Waiting | undefined;
  /** A question that another command interrupted; it comes back when that one is done. */
  readonly suspended?: Suspended | undefined;
  /** Counts turns, to vary what is said. */
  readonly turn: number;
  /** When `waiting` and `frame` are forgotten, in milliseconds since 1970. */
  readonly expiresAtMs: number;
}

export interface Suspended {
  readonly frame: Frame;
  readonly waiting: Extract<Waiting, { readonly kind: 'slot' | 'confirm' }>;
}

export interface Frame {
  readonly skillId: string;
  readonly version: string;
  readonly intent: string;
  readonly slots: readonly StoredSlot[];
  /** The part of the day that was said while the hour was not. */
  readonly part?: DayPart;
  /** The skill was called with it. */
  readonly isInvoked: boolean;
  /** The skill said that its conversation is over. */
  readonly isEnded: boolean;
}

export interface StoredSlot {
  readonly name: string;
  readonly value: SlotValue;
  readonly valueId?: string;
  readonly isMatched: boolean;
  /** Chosen among several of one name. */
  readonly isChosen?: boolean;
  /** Of a slot of several types: which of them. */
  readonly typeName?: string;
  readonly kinds?: WantedKinds;
}

export type Waiting =
  | { readonly kind: 'slot'; readonly slot: string; readonly attempts: number }
  /** Several devices have the name that was said in `slot`; these are their ids. */
  | {
      readonly kind: 'device';
      readonly slot: string;
      readonly options: readonly string[];
      readonly attempts: number;
    }
  /** `askedBy` says who acts on the answer. */
  | { readonly kind: 'confirm'; readonly askedBy: 'model' | 'skill'; readonly attempts: number }
  /** The skill talks on and waits for anything. */
  | { readonly kind: 'open' }
  | { readonly kind: 'choice'; readonly options: readonly Frame[]; readonly attempts: number };

/**
 * How long a conversation lives after its last turn: a question may be answered, "and another one" refers to what was
 * done, and the skill finds its attributes. Longer ago, nothing of it is left.
 */
export const conversationLifetimeMs = 120_000;
/** A question is asked this often before it is given up. */
export const maxAttempts = 3;

export const initialState: DialogueState = {
  formatVersion: 1,
  frame: undefined,
  waiting: undefined,
  turn: 0,
  expiresAtMs: 0,
};

/** Without what has expired. */
export function liveState(state: DialogueState, nowMs: number): DialogueState {
  return nowMs < state.expiresAtMs ? state : { ...initialState, turn: state.turn };
}

/** Reads what the store holds; anything else is a session that remembers nothing. */
export function readState(json: unknown): DialogueState {
  const isState =
    typeof json === 'object' && json !== null && (json as { formatVersion?: unknown }).formatVersion === 1;
  return isState ? { ...initialState, ...(json as DialogueState) } : initialState;
}
