/** Whether a device may listen: from its row, at a moment. */
import type { ListeningSwitches } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';

import type { QuietHours } from './quiet-hours.ts';

/** The columns of a device that say so. */
export interface SwitchesRow {
  is_wake_word_off: boolean;
  wake_word_off_until: Date | null;
  is_muted: boolean;
  muted_until: Date | null;
  wake_words: string[];
  quiet_from: number | null;
  quiet_until: number | null;
}

export const quietOf = ({ quiet_from, quiet_until }: SwitchesRow): QuietHours | undefined =>
  quiet_from === null || quiet_until === null
    ? undefined
    : { fromMinute: quiet_from, untilMinute: quiet_until };

export function switchesOf(row: SwitchesRow): ListeningSwitches {
  return {
    isWakeWordOff: row.is_wake_word_off,
    isMuted: row.is_muted,
    wakeWordOffUntilMs: row.wake_word_off_until?.getTime() ?? 0,
    mutedUntilMs: row.muted_until?.getTime() ?? 0,
    wakeWords: row.wake_words,
  };
}

/**
 * Switches as they are at this moment: one whose time is over is on again, whether or not a row says so yet; and in quiet
 * hours the microphone is off, until they end at the earliest.
 */
export function listeningAt(
  listening: ListeningSwitches,
  nowMs: number,
  quietEndMs?: number,
): ListeningSwitches {
  const isOver = (untilMs: number) => untilMs !== 0 && untilMs <= nowMs;
  const isWakeWordOff = listening.isWakeWordOff && !isOver(listening.wakeWordOffUntilMs);
  const isSilenced = listening.isMuted && !isOver(listening.mutedUntilMs);
  const isMuted = isSilenced || quietEndMs !== undefined;
  // Of two silences the longer one; an own one without an end has none.
  const mutedUntilMs = isSilenced
    ? listening.mutedUntilMs && Math.max(listening.mutedUntilMs, quietEndMs ?? 0)
    : (quietEndMs ?? 0);
  return {
    isWakeWordOff,
    isMuted,
    wakeWordOffUntilMs: isWakeWordOff ? listening.wakeWordOffUntilMs : 0,
    mutedUntilMs,
    wakeWords: listening.wakeWords,
  };
}
