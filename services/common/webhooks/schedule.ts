/** When a notice that was not taken is tried again. */
const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export function isSchedule(text: string): boolean {
  return /^\s*\d{1,6}[smhd]([\s,]+\d{1,6}[smhd])*\s*$/.test(text);
}

/** `1m 5m 2h 1d` as milliseconds. @throws TypeError naming the part that is not a duration. */
export function parseSchedule(text: string): number[] {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '');
  if (parts.length === 0) throw new TypeError('A schedule needs at least one wait.');
  return parts.map((part) => {
    const match = /^(\d{1,6})([smhd])$/.exec(part);
    const unit = unitMs[match?.[2] ?? ''];
    if (match === null || unit === undefined) throw new TypeError(`Not a duration: ${part}`);
    return Number(match[1]) * unit;
  });
}

/**
 * Wait after a failed attempt, or `undefined` when it was the last.
 * @param attempt Attempts made so far, from 1.
 */
export function waitAfter(scheduleMs: readonly number[], attempt: number): number | undefined {
  return scheduleMs[attempt - 1];
}
