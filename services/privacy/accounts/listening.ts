/** Whether a device may listen: from its row, at a moment. */
import type { ListeningSwitches } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';

/** The columns of a device that say so. */
export interface SwitchesRow {
  is_wake_word_off: boolean;
  wake_word_off_until: Date | null;
  is_muted: boolean;
  muted_until: Date | null;
  wake_words: string[];
}

export function switchesOf(row: SwitchesRow): ListeningSwitches {
  return {
    isWakeWordOff: row.is_wake_word_off,
    isMuted: row.is_muted,
    wakeWordOffUntilMs: row.wake_word_off_until?.getTime() ?? 0,
    mutedUntilMs: row.muted_until?.getTime() ?? 0,
    wakeWords: row.wake_words,
  };
}

/** Switches as they are at this moment: one whose time is over is on again, whether or not a row says so yet. */
export function listeningAt(listening: ListeningSwitches, nowMs: number): ListeningSwitches {
  const isOver = (untilMs: number) => untilMs !== 0 && untilMs <= nowMs;
  const isWakeWordOff = listening.isWakeWordOff && !isOver(listening.wakeWordOffUntilMs);
  const isMuted = listening.isMuted && !isOver(listening.mutedUntilMs);
  return {
    isWakeWordOff,
    isMuted,
    wakeWordOffUntilMs: isWakeWordOff ? listening.wakeWordOffUntilMs : 0,
    mutedUntilMs: isMuted ? listening.mutedUntilMs : 0,
    wakeWords: listening.wakeWords,
  };
}
