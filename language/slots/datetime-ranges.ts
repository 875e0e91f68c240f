/** What two moments or two days with a word of range between them mean; the words are each language's own. */
import { dayNumber, isoDateTime, localTime } from './calendar.ts';
import type { SlotContext, SlotMatch } from './types.ts';

interface Pair<End> {
  readonly from: End;
  readonly to: End;
}

type Moment = { readonly text: string; readonly end: number };
type Days = { readonly from: number; readonly to: number; readonly end: number };

/**
 * How the end of a range may be read: as from today, or, where that lies before the beginning, as from the
 * beginning. "Friday to Monday" and 五月一号到三号 name the next such day after their first one.
 */
export function endings<T>(
  fromToday: readonly T[],
  fromBeginning: () => readonly T[],
  isAfter: (end: T) => boolean,
): T[] {
  const kept = fromToday.filter(isAfter);
  return kept.length === fromToday.length ? kept : [...kept, ...fromBeginning().filter(isAfter)];
}

/** The same moment of the day on which `text` (`YYYY-MM-DDTHH:MM`) lies. */
function laterContext(context: SlotContext, text: string): SlotContext {
  const now = localTime(context.nowMs, context.timeZone);
  const [year = 0, month = 1, day = 1] = text.slice(0, 10).split('-').map(Number);
  const ahead = dayNumber(year, month, day) - dayNumber(now.year, now.month, now.day);
  return { ...context, nowMs: context.nowMs + ahead * 86_400_000 };
}

/** How a range between two moments that name their day begins, and how it may end. */
export function datedEnds<M extends Moment & { readonly hasDay: boolean }>(
  moments: (at: number, context: SlotContext) => readonly M[],
  context: SlotContext,
): { begin: (at: number) => M[]; end: (at: number, from: M) => M[] } {
  const dated = (at: number, from: SlotContext) => moments(at, from).filter(({ hasDay }) => hasDay);
  return {
    begin: (at) => dated(at, context),
    end: (at, from) =>
      endings(
        dated(at, context),
        () => dated(at, laterContext(context, from.text)),
        (end) => end.text > from.text,
      ),
  };
}

/** Ranges that run forward. A range of days covers them whole, and could easily mean a plain date range. */
export function rangeMatches(moments: Iterable<Pair<Moment>>, days: Iterable<Pair<Days>>): SlotMatch[] {
  const found: SlotMatch[] = [];
  for (const { from, to } of moments) {
    if (to.text > from.text) found.push({ end: to.end, value: { from: from.text, to: to.text } });
  }
  for (const { from, to } of days) {
    if (to.to < from.from) continue;
    const value = { from: isoDateTime(from.from, 0), to: isoDateTime(to.to, 1439) };
    found.push({ end: to.end, value, isWeak: true });
  }
  return found;
}
