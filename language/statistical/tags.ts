/** Slots as one tag per token (begin, inside, outside) and back. */

import type { TokenisedUtterance } from './tokens.ts';
import type { LabelledSlot } from './types.ts';

/** Tag 0 is outside; slot k begins with 2k + 1 and continues with 2k + 2. */
export function tagOf(slot: number, begin: boolean): number {
  return 2 * slot + (begin ? 1 : 2);
}

export function slotOf(tag: number): number {
  return (tag - 1) >> 1;
}

export function isInside(tag: number): boolean {
  return tag > 0 && (tag & 1) === 0;
}

export function mayFollow(previous: number, tag: number): boolean {
  return !isInside(tag) || previous === tag || previous === tag - 1;
}

/** The longer of two overlapping slots is kept; one that ends inside a token takes the whole token. */
export function encodeTags(
  utterance: TokenisedUtterance,
  slots: readonly LabelledSlot[],
  slotIndex: ReadonlyMap<string, number>,
): Int32Array {
  const { tokens } = utterance;
  const tags = new Int32Array(tokens.length);
  const ordered = [...slots].sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start);
  for (const slot of ordered) {
    const index = slotIndex.get(slot.name);
    if (index === undefined) continue;
    let first = -1;
    let last = -1;
    for (let i = 0; i < tokens.length; i++) {
      if (tokens[i]!.end > slot.start && tokens[i]!.start < slot.end) {
        if (first < 0) first = i;
        last = i;
      }
    }
    if (first < 0) continue;
    let free = true;
    for (let i = first; i <= last; i++) if (tags[i] !== 0) free = false;
    if (!free) continue;
    tags[first] = tagOf(index, true);
    for (let i = first + 1; i <= last; i++) tags[i] = tagOf(index, false);
  }
  return tags;
}

export interface TokenSpan {
  readonly slot: number;
  readonly first: number;
  readonly last: number;
}

export function decodeTags(tags: ArrayLike<number>): TokenSpan[] {
  const spans: TokenSpan[] = [];
  for (let i = 0; i < tags.length; i++) {
    const tag = tags[i]!;
    if (tag === 0) continue;
    const slot = slotOf(tag);
    let last = i;
    while (last + 1 < tags.length && tags[last + 1] === tagOf(slot, false)) last++;
    spans.push({ slot, first: i, last });
    i = last;
  }
  return spans;
}
