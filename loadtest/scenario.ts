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
  /** Nothing may only grow: memory, queues, timers, sockets. And nothing of the crowd may be held once it has gone. */
  readonly isSteady?: boolean;
  /** Memory of all services that one speaker more takes, in units of 1,024 bytes. Needs an `arrival`. */
  readonly maxKbPerSpeaker?: number;
}

/**
 * A crowd that comes evenly instead of at once, as a part of the warm-up. A tenth of it comes first and rests; what the services'
 * memory grows by between the end of that rest and the end of the run is what the others cost.
 */
export interface Arrival {
  readonly perSecond: number;
  readonly restSeconds: number;
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
  /** Default: within two seconds, or over 4 ms for each but no longer than half of the warm-up. */
  readonly arrival?: Arrival;
  /** Gateway processes of an Earshot that is started for this; speakers are spread over them. Default 1. */
  readonly gateways?: number;
  /** Processes that play the speakers, where k6 does. Default 1. */
  readonly generators?: number;
  /** Connections that share one device; at most 8. Default 1. */
  readonly socketsPerDevice?: number;
  readonly frameMs: 20 | 60;
  readonly thresholds: Thresholds;
}

/** The first part of a crowd that arrives, before it rests. */
const firstShare = 0.1;

/** When a speaker of a crowd connects, milliseconds from the start. */
export function arrivesAtMs(index: number, count: number, { perSecond, restSeconds }: Arrival): number {
  const isFirst = index < Math.floor(count * firstShare);
  return (index / perSecond + (isFirst ? 0 : restSeconds)) * 1000;
}

/** With what its crowd needs to arrive in the warm-up. */
export function withArrival(scenario: Scenario): Scenario {
  const { arrival, speakers, warmUpSeconds } = scenario;
  if (arrival === undefined) return scenario;
  return {
    ...scenario,
    warmUpSeconds: warmUpSeconds + Math.ceil(arrivesAtMs(speakers, speakers, arrival) / 1000),
  };
}

/** Speakers that had come by the end of the first rest, and when that ends, milliseconds from the start. */
export function firstArrived({ arrival, speakers }: Scenario): {
  readonly count: number;
  readonly restEndsMs: number;
} {
  const count = Math.floor(speakers * firstShare);
  // Then the next one comes.
  return { count, restEndsMs: arrival === undefined ? 0 : arrivesAtMs(count, speakers, arrival) };
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
