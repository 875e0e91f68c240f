/** How well predictions fit the labels: the same counting for every engine. */
import type { LabelledUtterance } from '../../../language/statistical/types.ts';

export interface Predicted {
  readonly intent: string | null;
  readonly slots: readonly { readonly name: string; readonly start: number; readonly end: number }[];
  /** 0 to 1; undefined when the engine gives none. */
  readonly confidence?: number;
}

export interface Scores {
  readonly utterances: number;
  /** Over utterances whose label is an intent, as are the three that follow. */
  readonly intentAccuracy: number;
  readonly slotPrecision: number;
  readonly slotRecall: number;
  /** Micro-averaged over spans: name, start and end must all be right. */
  readonly slotF1: number;
  /** Intent right and the set of spans equal. */
  readonly exactMatch: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly outOfScope?: OutOfScopeScores;
}

export interface OutOfScopeScores {
  readonly utterances: number;
  /** The confidence below which the engine itself says to reject. */
  readonly threshold: number;
  readonly falseAcceptance: number;
  readonly falseRejection: number;
  /** With the threshold set on this very test so that just 5 % or 10 % of the in-scope utterances are rejected. */
  readonly falseAcceptanceAtFivePercent: number;
  readonly falseAcceptanceAtTenPercent: number;
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** The value below which `share` of the numbers lie. */
export function quantile(numbers: readonly number[], share: number): number {
  if (numbers.length === 0) return 0;
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

/** Share of `outside` that is accepted when `share` of `inside` is rejected. */
export function falseAcceptanceAt(
  inside: readonly number[],
  outside: readonly number[],
  share: number,
): { threshold: number; falseAcceptance: number } {
  const threshold = quantile(inside, share);
  return { threshold, falseAcceptance: ratio(outside.filter((c) => c >= threshold).length, outside.length) };
}

/** Milliseconds of the quickest of three runs: what the work takes, without what other processes took meanwhile. */
export function bestOfThree(work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let k = 0; k < 3; k++) {
    const started = performance.now();
    work();
    best = Math.min(best, performance.now() - started);
  }
  return best;
}

function spans(slots: Predicted['slots']): Set<string> {
  return new Set(slots.map(({ name, start, end }) => `${start}:${end}:${name}`));
}

/** Warms up, then takes each utterance with the clock on. */
export function evaluate(
  rows: readonly LabelledUtterance[],
  predict: (text: string) => Predicted,
  rejectBelow = 0.5,
): Scores {
  // The compiler needs a few hundred calls before it has settled.
  for (let k = 0; k < 1000 && rows.length > 0; k++) predict(rows[k % rows.length]!.text);
  const elapsed: number[] = [];
  const inside: number[] = [];
  const outside: number[] = [];
  let scored = 0;
  let right = 0;
  let exact = 0;
  let shared = 0;
  let named = 0;
  let gold = 0;
  for (const row of rows) {
    const predicted = predict(row.text);
    elapsed.push(bestOfThree(() => predict(row.text)));
    (row.intent === null ? outside : inside).push(predicted.confidence ?? 1);
    if (row.intent === null) continue;
    scored++;
    const said = spans(predicted.slots);
    const meant = spans(row.slots);
    let both = 0;
    for (const span of said) if (meant.has(span)) both++;
    shared += both;
    named += said.size;
    gold += meant.size;
    const hit = predicted.intent === row.intent;
    if (hit) right++;
    if (hit && both === said.size && both === meant.size) exact++;
  }
  const rejected = inside.filter((confidence) => confidence < rejectBelow).length;
  return {
    utterances: rows.length,
    intentAccuracy: ratio(right, scored),
    slotPrecision: ratio(shared, named),
    slotRecall: ratio(shared, gold),
    slotF1: ratio(2 * shared, named + gold),
    exactMatch: ratio(exact, scored),
    latencyMs: { p50: quantile(elapsed, 0.5), p99: quantile(elapsed, 0.99), max: quantile(elapsed, 1) },
    ...(outside.length === 0
      ? {}
      : {
          outOfScope: {
            utterances: outside.length,
            threshold: rejectBelow,
            falseAcceptance: ratio(outside.filter((c) => c >= rejectBelow).length, outside.length),
            falseRejection: ratio(rejected, inside.length),
            falseAcceptanceAtFivePercent: falseAcceptanceAt(inside, outside, 0.05).falseAcceptance,
            falseAcceptanceAtTenPercent: falseAcceptanceAt(inside, outside, 0.1).falseAcceptance,
          },
        }),
  };
}

export const percent = (share: number): string => (100 * share).toFixed(1);
