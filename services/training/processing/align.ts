/** Where in a recording the words of a text are: spans of text become spans of time, or nothing where that is unsure. */
import type { MutedSpan } from '../voice/alter.ts';

export interface TimedWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

interface TextSpan {
  readonly start: number;
  readonly end: number;
}

const isSpoken = /[\p{L}\p{N}]/u;
const bare = (text: string) => [...text.normalize('NFKC').toLowerCase()].filter((c) => isSpoken.test(c));

/**
 * The times of the words that each span touches. The words must be the text, letter for letter: otherwise nobody knows
 * what is said where.
 * @returns `undefined` when they are not, or have no usable times
 */
export function timesOf(
  text: string,
  words: readonly TimedWord[],
  spans: readonly TextSpan[],
): MutedSpan[] | undefined {
  const times: MutedSpan[] = [];
  /** For each spoken character of the text, where it stands there. */
  const places = [...text].reduce<{ at: number; places: { start: number; end: number; char: string }[] }>(
    ({ at, places: found }, character) => {
      for (const char of bare(character)) found.push({ start: at, end: at + character.length, char });
      return { at: at + character.length, places: found };
    },
    { at: 0, places: [] },
  ).places;
  let next = 0;
  let lastEndMs = 0;
  for (const word of words) {
    const { startMs, endMs } = word;
    if (!(startMs >= 0 && endMs > startMs && startMs >= lastEndMs - 50)) return undefined;
    lastEndMs = endMs;
    const characters = bare(word.text);
    if (characters.length === 0) continue;
    const taken = places.slice(next, next + characters.length);
    if (taken.map(({ char }) => char).join('') !== characters.join('')) return undefined;
    next += characters.length;
    const start = taken[0]?.start ?? 0;
    const end = taken.at(-1)?.end ?? 0;
    if (spans.some((span) => span.start < end && start < span.end)) times.push({ startMs, endMs });
  }
  return next === places.length ? times : undefined;
}
