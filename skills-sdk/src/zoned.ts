/**
 * Times of a `datetime` slot are local to the user. These two lead to instants and back; the zone is
 * `turn.timeZone`, where the user granted `device.timeZone`.
 */

/** Year to minute of an instant in a zone, as numbers. */
function localParts(atMs: number, timeZone: string): (type: string) => number {
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
  return (type) => Number(parts.find((one) => one.type === type)?.value ?? 0);
}

function offsetMs(timeZone: string, atMs: number): number {
  const part = localParts(atMs, timeZone);
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

const dayMs = 86_400_000;

/**
 * The instant of a local time in a zone. A time that a change of clocks skips (02:30 on the night in which 02:00
 * becomes 03:00) is as much later as was skipped, 03:30; of a time that comes twice, the first is meant.
 * @param local `2026-03-01T06:30`, as a `datetime` slot holds it
 * @param timeZone IANA name
 * @returns milliseconds since the epoch
 */
export function zonedTimeMs(local: string, timeZone: string): number {
  const asUtc = Date.parse(`${local}:00Z`);
  const before = asUtc - offsetMs(timeZone, asUtc - dayMs);
  if (zonedDateTime(before, timeZone) === local) return before;
  const after = asUtc - offsetMs(timeZone, asUtc + dayMs);
  // In the gap, the offset in force before it leads past it.
  return zonedDateTime(after, timeZone) === local ? after : before;
}

/**
 * The local time of an instant in a zone.
 * @param atMs milliseconds since the epoch
 * @param timeZone IANA name
 * @returns `2026-03-01T06:30`
 */
export function zonedDateTime(atMs: number, timeZone: string): string {
  const part = localParts(atMs, timeZone);
  const two = (type: string) => String(part(type)).padStart(2, '0');
  return `${part('year')}-${two('month')}-${two('day')}T${two('hour')}:${two('minute')}`;
}
