/** Counting what was heard right: error rates, intervals, percentiles. */
import type { Locale } from '@earshot/skills-sdk';
import { toWords } from '../../asr/language-model/words.ts';

/** Units in which errors are counted: words in English, characters in Chinese. */
export function unitsOf(text: string, locale: Locale): string[] {
  const words = toWords(text, locale);
  return locale === 'en-US' ? words : [...words.join('')];
}

/** Fewest insertions, deletions and substitutions between two sequences. */
export function editDistance(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/** Wilson's 95 % interval of a share, as two numbers between 0 and 1. */
export function wilson(hits: number, total: number): [number, number] {
  if (total === 0) return [0, 1];
  const z = 1.96;
  const share = hits / total;
  const centre = share + z ** 2 / (2 * total);
  const spread = z * Math.sqrt((share * (1 - share)) / total + z ** 2 / (4 * total ** 2));
  const scale = 1 + z ** 2 / total;
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)];
}

/** `95 of 100 (88.8 to 97.8 %)` */
export function share(hits: number, total: number): string {
  const [low, high] = wilson(hits, total).map((value) => (value * 100).toFixed(1));
  return total === 0
    ? 'none'
    : `${hits} of ${total} = ${((hits / total) * 100).toFixed(1)} % (${low} to ${high})`;
}

/** Nearest-rank percentile; 0 for no values. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}
