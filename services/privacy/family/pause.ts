/** When a child is not heard, by its guardian's rules and the clock of its home. Pure. */
import { type Pause, PauseKind } from '../../../proto/gen/earshot/turn/v1/audience.ts';
import type { QuietHours } from '../accounts/quiet-hours.ts';
import { minuteIn } from '../accounts/zone-clock.ts';

const dayMinutes = 1_440;
const minuteMs = 60_000;

export interface Rules {
  /** `undefined`: no limit. */
  readonly dailyMinutes: number | undefined;
  readonly quiet: QuietHours | undefined;
}

/**
 * The pause that is now, else the next one that the clock alone brings; `undefined` where there is none.
 * @param usedMs Of the home's present day.
 */
export function pauseOf(rules: Rules, usedMs: number, timeZone: string, nowMs: number): Pause | undefined {
  const { dailyMinutes, quiet } = rules;
  const minute = minuteIn(timeZone, nowMs);
  const beganMs = Math.floor(nowMs / minuteMs) * minuteMs;
  const until = (wanted: number) => (wanted - minute + dayMinutes) % dayMinutes;
  const isLimited = dailyMinutes !== undefined && usedMs >= dailyMinutes * minuteMs;
  const limit: Pause | undefined = isLimited
    ? {
        kind: PauseKind.TIME_LIMIT,
        fromMs: beganMs,
        untilMs: beganMs + (dayMinutes - minute) * minuteMs,
      }
    : undefined;
  if (quiet === undefined || quiet.fromMinute === quiet.untilMinute) return limit;
  const length = (quiet.untilMinute - quiet.fromMinute + dayMinutes) % dayMinutes;
  const since = (minute - quiet.fromMinute + dayMinutes) % dayMinutes;
  const isQuiet = since < length;
  const fromMs = isQuiet ? beganMs - since * minuteMs : beganMs + until(quiet.fromMinute) * minuteMs;
  const quietPause: Pause = { kind: PauseKind.QUIET_HOURS, fromMs, untilMs: fromMs + length * minuteMs };
  if (isQuiet) return quietPause;
  return limit ?? quietPause;
}
