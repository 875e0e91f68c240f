/**
 * The one record of a conversation: what is asked, of whom and in what words, what was said of it so far, and what the
 * skill noted. It lives `conversationLifetimeMs` after the last turn and then it is gone, all of it at once.
 */

import { nothingAsked } from '../../language/answer/asked-permission.ts';
import { type DialogueState, type Frame, initialState, readState } from '../../language/understand/state.ts';
import type { NamedValue } from '../../proto/gen/earshot/turn/v1/turn.ts';

/** What the skill and this session have going. */
export interface SkillThread {
  readonly skillId: string;
  readonly conversationId: string;
  /** The skill's own JSON object; empty text = none. */
  readonly attributesJson: string;
  readonly history: readonly string[];
  /** By which names the skill knew the user. */
  readonly readerCheck: string;
  /** Values that it added to its own types. */
  readonly names: readonly NamedValue[];
  /** Permissions that the platform asked for, and whether the last of them is the question that is open. */
  readonly askedPermissions: readonly string[];
  readonly isPermissionOpen: boolean;
}

export interface Conversation {
  readonly state: DialogueState;
  readonly thread: SkillThread | undefined;
  /** The skill's own words for when nobody answers it. */
  readonly reprompt: string | undefined;
  /** Nobody answered, and it was asked once more. */
  readonly isReprompted: boolean;
}

export const noConversation: Conversation = {
  state: initialState,
  thread: undefined,
  reprompt: undefined,
  isReprompted: false,
};

/** Reads what was sealed; anything else is a conversation that never was. */
export function readConversation(json: string): Conversation {
  const value: unknown = JSON.parse(json);
  if (typeof value !== 'object' || value === null) return noConversation;
  const { state, thread, reprompt, isReprompted } = value as Partial<Conversation>;
  const known = thread && { ...nothingAsked, ...thread, names: thread.names ?? [] };
  return { state: readState(state), thread: known, reprompt, isReprompted: isReprompted === true };
}

/** Ids, numbers, dates and times. Nothing that somebody could have said fits. */
const token = /^[\w:.+-]{1,64}$/;

function isBounded(value: unknown, depth = 0): boolean {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return true;
  if (typeof value === 'string') return value === '' || token.test(value);
  if (typeof value !== 'object' || depth > 4) return false;
  return Object.entries(value).every(([key, entry]) => token.test(key) && isBounded(entry, depth + 1));
}

function boundedAttributes(json: string): string {
  if (json === '') return '';
  try {
    return isBounded(JSON.parse(json)) ? json : '';
  } catch {
    return '';
  }
}

const boundedFrame = (frame: Frame): Frame => ({
  ...frame,
  slots: frame.slots.filter(({ value, isMatched }) => isMatched && isBounded(value)),
});

/** What may be kept of a hotel's guest or of a child: enumerations, numbers and times, and no words of anybody. */
export function bounded({ state, thread, isReprompted }: Conversation): Conversation {
  const { frame, waiting, suspended } = state;
  return {
    state: {
      ...state,
      frame: frame && boundedFrame(frame),
      ...(suspended ? { suspended: { ...suspended, frame: boundedFrame(suspended.frame) } } : {}),
      waiting:
        waiting?.kind === 'choice' ? { ...waiting, options: waiting.options.map(boundedFrame) } : waiting,
    },
    thread: thread && {
      ...thread,
      history: [],
      names: [],
      attributesJson: boundedAttributes(thread.attributesJson),
    },
    reprompt: undefined,
    isReprompted,
  };
}
