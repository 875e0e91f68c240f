/** Hours in which a speaker does not listen, by the clock of its home. Pure. */
import { minuteIn } from './zone-clock.ts';

/** Minutes of the day; the first later than the second goes over midnight. */
export interface QuietHours {
  readonly fromMinute: number;
  readonly untilMinute: number;
}

const dayMinutes = 1_440;
const minuteMs = 60_000;

/** When the quiet that is now ends, in milliseconds since the epoch; `undefined` when it is not quiet now. */
export function quietUntilMs(
  quiet: QuietHours | undefined,
  timeZone: string,
  nowMs: number,
): number | undefined {
  if (quiet === undefined || quiet.fromMinute === quiet.untilMinute) return undefined;
  const minute = minuteIn(timeZone, nowMs);
  const sinceBegin = (minute - quiet.fromMinute + dayMinutes) % dayMinutes;
  const length = (quiet.untilMinute - quiet.fromMinute + dayMinutes) % dayMinutes;
  if (sinceBegin >= length) return undefined;
  return Math.floor(nowMs / minuteMs) * minuteMs + (length - sinceBegin) * minuteMs;
}
