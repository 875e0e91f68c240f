/** What a turn says in the end, whoever found the words. */
import type { Speech } from '../../../proto/gen/earshot/turn/v1/turn.ts';

export interface Answer {
  /** Absent, or without words: nothing is said. */
  readonly speech: Speech | undefined;
  readonly isExpectingSpeech: boolean;
  /** Who speaks; empty for the house itself. */
  readonly skillId: string;
  readonly intent: string;
  /** Whoever spoke gave it up. */
  readonly isGivenUp?: boolean;
  /** Nothing was understood, and this skill was the nearest. */
  readonly nearestSkillId?: string;
  /** Awaited when the words are out; may still fail the turn. */
  readonly afterwards?: () => Promise<void>;
}
