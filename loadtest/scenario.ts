/** What a load test is: data, read by both drivers. Each scenario is a file in `scenarios/`. */

/** At `at` (0 to 1 of the run) so much of the full rate is spoken; between two points it changes evenly. */
export interface RatePoint {
  readonly at: number;
  readonly share: number;
}

/** Bounds that fail the run; milliseconds, over what is counted (not the warm-up). */
export interface Thresholds {
  readonly platformP95Ms?: number;
  readonly platformP99Ms?: number;
  readonly perceivedP95Ms?: number;
  readonly perceivedP99Ms?: number;
  /** Turns without an end. Default 0. */
  readonly maxLost?: number;
  /** Turns that failed, of all that were said. Default 0. */
  readonly maxFailedShare?: number;
  /** From the moment at which a crowd is thrown out until the last of it is greeted again. */
  readonly settledMs?: number;
  /** By how much the median wait at speakers of one dialect may differ from that at the other's. */
  readonly maxDialectDifference?: number;
}

/**
 * `recordings`: commands of people, aloud. `rooms`: what hotel guests ask for, typed in a room's panel.
 * `greeting`: one typed question after hello, then nothing.
 */
export type Saying = 'recordings' | 'rooms' | 'greeting';

export interface Scenario {
  readonly name: string;
  /** For somebody who has never seen this: what happens and what it shows. */
  readonly summary: string;
  readonly speakers: number;
  /** Counted part of the run. */
  readonly seconds: number;
  /** Same traffic before it, reported apart. */
  readonly warmUpSeconds: number;
  readonly saying: Saying;
  /** Mean time from one utterance of a speaker to its next (Poisson), milliseconds. */
  readonly everyMs: number;
  /** Of the utterances, how many are meant for nobody. */
  readonly nobodyShare?: number;
  /** Of the replies, how many are spoken into. */
  readonly bargeInShare?: number;
  /** Of the speakers, how many stop reading while they are spoken to. Needs the Node driver. */
  readonly slowShare?: number;
  /** Of the speakers, how many send junk instead of speaking; the others are measured. */
  readonly hostileShare?: number;
  /** Of the speakers, how many come over a partner's gRPC streams. */
  readonly partnerShare?: number;
  /** Of the speakers, how many speak as those of another maker do. */
  readonly xiaozhiShare?: number;
  /** Points of the run (0 to 1) at which everybody's line breaks. */
  readonly storms?: readonly number[];
  readonly rate?: readonly RatePoint[];
  /** Connections that share one device; at most 8. Default 1. */
  readonly socketsPerDevice?: number;
  readonly frameMs: 20 | 60;
  readonly thresholds: Thresholds;
}

/** Share of the full rate at a point of the run. */
export function rateAt({ rate = [] }: Pick<Scenario, 'rate'>, at: number): number {
  const next = rate.findIndex((point) => point.at >= at);
  const after = rate[next === -1 ? rate.length - 1 : next];
  const before = rate[next <= 0 ? 0 : next - 1];
  if (after === undefined || before === undefined) return 1;
  if (next === -1 || after.at === before.at) return after.share;
  return before.share + ((at - before.at) / (after.at - before.at)) * (after.share - before.share);
}
