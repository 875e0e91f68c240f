/** Compares commands with those expected. */
import type { Converter } from '../../hotel/conversion/convert.ts';
import type { CorpusLine } from './corpus.ts';

export interface Counts {
  all: number;
  exact: number;
  /** Sentences of which something is expected, and those of them that are exact. */
  requests: number;
  exactRequests: number;
  /** Sentences of which nothing is expected and something came out. */
  leaks: number;
  /** The guest was asked first, in doubt, whether that is what they want: of those that are exact, and where nothing is expected. */
  askedExact: number;
  askedIdle: number;
}

export interface Mistake {
  readonly line: CorpusLine;
  readonly found: readonly Readonly<Record<string, unknown>>[];
}

/** One way to write a command down: a missing quantity is 1, a missing time is now. */
export function canonical(command: Readonly<Record<string, unknown>>): string {
  const plain = Object.entries(command)
    .filter(([key, value]) => !(key === 'quantity' && value === 1) && !(key === 'time' && value === 'now'))
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => [key, key === 'time' ? waitInMinutes(String(value)) : String(value)])
    .sort(([a], [b]) => (a! < b! ? -1 : 1));
  return JSON.stringify(plain);
}

/** "+2h" and "+120m" are one wait. */
function waitInMinutes(time: string): string {
  const hours = /^\+([0-9]+)h$/.exec(time);
  return hours ? `+${Number(hours[1]) * 60}m` : time;
}

const same = (a: Mistake['found'], b: Mistake['found']) =>
  JSON.stringify(a.map(canonical).sort()) === JSON.stringify(b.map(canonical).sort());

export function measure(
  lines: readonly CorpusLine[],
  converter: Converter,
): { counts: Counts; mistakes: Mistake[] } {
  const counts: Counts = {
    all: 0,
    exact: 0,
    requests: 0,
    exactRequests: 0,
    leaks: 0,
    askedExact: 0,
    askedIdle: 0,
  };
  const mistakes: Mistake[] = [];
  for (const line of lines) {
    const { commands, toConfirm, toAsk } = converter.convert(line.text, line.locale);
    // What leaves after a yes counts as leaving where a guest would say yes.
    const isAsked = toAsk.length > 0;
    const isIdle = line.commands.length === 0;
    const found = [...commands, ...toConfirm, ...(isIdle ? [] : toAsk)].map((command) => ({ ...command }));
    const isRight = same(found, line.commands);
    if (isAsked && isIdle) counts.askedIdle += 1;
    if (isAsked && !isIdle && isRight) counts.askedExact += 1;
    counts.all += 1;
    counts.exact += isRight ? 1 : 0;
    if (line.commands.length > 0) {
      counts.requests += 1;
      counts.exactRequests += isRight ? 1 : 0;
    } else if (found.length > 0) counts.leaks += 1;
    if (!isRight) mistakes.push({ line, found });
  }
  return { counts, mistakes };
}

export const percent = (part: number, whole: number) =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
