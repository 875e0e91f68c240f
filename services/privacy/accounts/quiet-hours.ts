/** Hours in which a speaker does not listen, by the clock of its home. Pure. */

/** Minutes of the day; the first later than the second goes over midnight. */
export interface QuietHours {
  readonly fromMinute: number;
  readonly untilMinute: number;
}

const dayMinutes = 1_440;
const minuteMs = 60_000;

/** Minute of the day, by a clock in this time zone. */
export function minuteIn(timeZone: string, nowMs: number): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const [hour = '0', minute = '0'] = parts.format(nowMs).split(':');
  return Number(hour) * 60 + Number(minute);
}

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
