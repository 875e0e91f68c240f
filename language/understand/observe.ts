/** What the conversation keeps of a skill's answer. */
import type { StoredSlot, Waiting } from './state.ts';
import { conversationLifetimeMs, type DialogueState, type Frame, initialState } from './state.ts';

/** What the skill answered, as far as the dialogue goes on from it. */
export interface Observation {
  readonly skillId: string;
  readonly version: string;
  readonly intent: string;
  readonly slots: readonly StoredSlot[];
  /** The skill asks for this slot next; empty if none. */
  readonly elicitSlot: string;
  readonly isConfirming: boolean;
  readonly isExpectingSpeech: boolean;
  readonly isSessionEnded: boolean;
}

/** The session after the skill has answered. Pure. */
export function observe(state: DialogueState, answer: Observation, nowMs: number): DialogueState {
  const { skillId, version, intent } = answer;
  const known = state.frame?.skillId === skillId && state.frame.intent === intent ? state.frame.slots : [];
  const frame: Frame = {
    skillId,
    version,
    intent,
    slots: answer.slots.length > 0 ? answer.slots : known,
    isInvoked: true,
    isEnded: answer.isSessionEnded,
  };
  const waiting = answer.isSessionEnded ? undefined : waitingFor(answer);
  const base = nowMs < state.expiresAtMs ? state : initialState;
  if (!waiting && base.suspended) {
    const { suspended, turn } = base;
    return { formatVersion: 1, ...suspended, turn, expiresAtMs: nowMs + conversationLifetimeMs };
  }
  return {
    formatVersion: 1,
    frame,
    waiting,
    ...(base.suspended ? { suspended: base.suspended } : {}),
    turn: base.turn,
    expiresAtMs: nowMs + conversationLifetimeMs,
  };
}

function waitingFor(answer: Observation): Waiting | undefined {
  if (answer.elicitSlot !== '') return { kind: 'slot', slot: answer.elicitSlot, attempts: 1 };
  if (answer.isConfirming) return { kind: 'confirm', askedBy: 'skill', attempts: 1 };
  return answer.isExpectingSpeech ? { kind: 'open' } : undefined;
}
