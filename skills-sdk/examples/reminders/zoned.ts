/** How far a zone is from UTC at an instant, in milliseconds. */
function offsetMs(timeZone: string, atMs: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(atMs);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return local - Math.floor(atMs / 1000) * 1000;
}

/**
 * The instant of a local time (`2026-03-01T06:30`) in a zone.
 * @returns milliseconds since the epoch
 */
export function zonedTimeMs(local: string, timeZone: string): number {
  const asUtc = Date.parse(`${local}:00Z`);
  // The offset in force then is not always the one in force now; a second look settles it.
  const guess = asUtc - offsetMs(timeZone, asUtc);
  return asUtc - offsetMs(timeZone, guess);
}
