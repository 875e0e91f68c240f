/** How many identifiers were found, how much was taken that is none, by kind. */
import type { Hit } from '../../training/deid/hit.ts';

export interface Span {
  readonly start: number;
  readonly end: number;
  readonly type: string;
}

export interface Sentence {
  readonly text: string;
  readonly locale: string;
  readonly spans: readonly Span[];
  /** Kind of sentence, for rows of their own: `written`, `spoken`, `negative`. */
  readonly group?: string;
  /** `dev` may be looked at, `test` not. */
  readonly part?: string;
}

export interface Counts {
  gold: number;
  found: number;
  /** Hits that touch a gold span of their kind, and all hits of the kind. */
  right: number;
  hits: number;
}

/** Share of an identifier's characters that must be covered: a digit left over is a digit known. */
const coveredShare = 0.9;

const overlap = (a: Span | Hit, b: Span | Hit) =>
  Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));

/** At least 90 % of the span's characters are covered. */
export function isFound(span: Span, hits: readonly Hit[]): boolean {
  const covered = hits.reduce((sum, hit) => sum + overlap(hit, span), 0);
  return covered >= coveredShare * (span.end - span.start);
}

/**
 * Found = at least 90 % of the identifier's characters are covered, by whatever kind: what is replaced is gone. Right = a
 * hit touches an identifier; a hit that touches none was taken from the sentence for nothing.
 */
export function count(sentence: Sentence, hits: readonly Hit[], into: Map<string, Counts>): void {
  const of = (type: string) => {
    const counts = into.get(type) ?? { gold: 0, found: 0, right: 0, hits: 0 };
    into.set(type, counts);
    return counts;
  };
  for (const span of sentence.spans) {
    const counts = of(span.type);
    counts.gold++;
    if (isFound(span, hits)) counts.found++;
  }
  for (const hit of hits) {
    const touched = sentence.spans.find((span) => overlap(hit, span) > 0);
    const counts = of(touched?.type ?? hit.type);
    counts.hits++;
    if (touched !== undefined) counts.right++;
  }
}

export const recallOf = ({ found, gold }: Counts) => (gold === 0 ? Number.NaN : found / gold);
export const precisionOf = ({ right, hits }: Counts) => (hits === 0 ? Number.NaN : right / hits);

export function total(all: Iterable<Counts>): Counts {
  const sum: Counts = { gold: 0, found: 0, right: 0, hits: 0 };
  for (const { gold, found, right, hits } of all) {
    sum.gold += gold;
    sum.found += found;
    sum.right += right;
    sum.hits += hits;
  }
  return sum;
}
