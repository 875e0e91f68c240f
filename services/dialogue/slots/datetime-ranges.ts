/** What two moments or two days with a word of range between them mean; the words are each language's own. */
import { isoDateTime } from './calendar.ts';
import type { SlotMatch } from './types.ts';

interface Pair<End> {
  readonly from: End;
  readonly to: End;
}

type Moment = { readonly text: string; readonly end: number };
type Days = { readonly from: number; readonly to: number; readonly end: number };

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
