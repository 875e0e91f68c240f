/** What the samples of a run amount to. */

import type { Left } from './left-behind.ts';
import type { MemoryGrowth } from './memory.ts';
import type { Sample, TurnSample } from './sample.ts';
import type { Thresholds } from './scenario.ts';
import type { Steadiness } from './steadiness.ts';

export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

const round = (value: number): number => Number(value.toFixed(1));

/** The value below which so much of a sorted list is, nearest rank. NaN of none. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Percentiles of values in milliseconds. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => round(percentile(sorted, share));
  return {
    count: sorted.length,
    ...{ p50: at(0.5), p95: at(0.95), p99: at(0.99), p999: at(0.999), max: at(1) },
  };
}

export const stageNames = ['listen', 'recognise', 'understand', 'route', 'act', 'speak'] as const;

export interface LoadFigures {
  readonly said: number;
  readonly completed: number;
  readonly failed: number;
  readonly aborted: number;
  readonly lost: number;
  /** Scheduled end of speech to first audio of the reply, at the speaker. */
  readonly perceivedMs: Spread;
  /** End-of-speech decision to first reply byte, at the gateway. */
  readonly platformMs: Spread;
  readonly silencedMs: Spread;
  readonly stagesMs: Readonly<Record<string, Spread>>;
  readonly connectMs: Spread;
  /** The last to be greeted after a break, counted from the first of its crowd. */
  readonly settledMs: number;
  /** Failed turns of good speakers, by code. */
  readonly failures: Readonly<Record<string, number>>;
  /** What was refused to good speakers, and to hostile ones. */
  readonly refusals: Readonly<Record<string, number>>;
  readonly hostileRefusals: Readonly<Record<string, number>>;
  /** What people waited at speakers of each dialect; the second is empty where only ours were there. */
  readonly dialectsMs: { readonly earshot: Spread; readonly xiaozhi: Spread };
}

const isTurn = (sample: Sample): sample is TurnSample => sample.type === 'turn';

function countBy(keys: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort(([, a], [, b]) => b - a));
}

/** Turns that are measured: of good speakers. */
export const measured = (samples: readonly Sample[]): TurnSample[] =>
  samples.filter(isTurn).filter(({ role }) => role === 'good');

/** @param isWarmUp whether the figures are of the warm-up, or of what is counted */
export function figuresOf(all: readonly Sample[], isWarmUp = false): LoadFigures {
  const samples = all.filter((sample) => sample.type === 'refusal' || sample.isWarmUp === isWarmUp);
  const turns = measured(samples);
  const ends = countBy(turns.map(({ end }) => end));
  const completed = turns.filter(({ end }) => end === 'completed');
  const known = (pick: (turn: TurnSample) => number | undefined, from = completed) =>
    spreadOf(from.flatMap((turn) => pick(turn) ?? []));
  const connects = samples
    .filter((sample) => sample.type === 'connect')
    .filter(({ role }) => role === 'good');
  const refused = samples.filter((sample) => sample.type === 'refusal');
  const codesOf = (isHostile: boolean) =>
    countBy(refused.filter(({ role }) => (role === 'hostile') === isHostile).map(({ code }) => code));
  return {
    said: turns.length,
    completed: completed.length,
    failed: ends['failed'] ?? 0,
    aborted: ends['aborted'] ?? 0,
    lost: ends['lost'] ?? 0,
    perceivedMs: known(({ perceivedMs }) => perceivedMs),
    platformMs: known(({ platformMs }) => platformMs),
    silencedMs: known(({ silencedMs }) => silencedMs, turns),
    stagesMs: Object.fromEntries(stageNames.map((stage) => [stage, known(({ stages }) => stages[stage])])),
    connectMs: spreadOf(connects.map(({ tookMs }) => tookMs)),
    settledMs: settledAfter(connects),
    failures: countBy(turns.filter(({ end }) => end === 'failed').map(({ code }) => code)),
    refusals: codesOf(false),
    hostileRefusals: codesOf(true),
    dialectsMs: {
      earshot: known((turn) => (turn.dialect === undefined ? turn.perceivedMs : undefined)),
      xiaozhi: known((turn) => (turn.dialect === 'xiaozhi' ? turn.perceivedMs : undefined)),
    },
  };
}

/** Storms lie further apart than any of them should take. */
const stormGapMs = 3_000;

function settledAfter(connects: readonly { isAgain: boolean; atMs: number; tookMs: number }[]): number {
  const again = connects.filter(({ isAgain }) => isAgain).toSorted((a, b) => a.atMs - b.atMs);
  let settledMs = 0;
  let [beganMs, lastMs] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { atMs, tookMs } of again) {
    if (atMs - lastMs > stormGapMs) beganMs = atMs;
    lastMs = atMs;
    settledMs = Math.max(settledMs, atMs + tookMs - beganMs);
  }
  return Math.round(settledMs);
}

export interface Broken {
  readonly what: string;
  readonly is: number;
  readonly limit: number;
}

/** By how much the median wait at the slower dialect is longer than at the quicker one, as a share. 0 where there is one alone. */
export function dialectDifference({ dialectsMs: { earshot, xiaozhi } }: LoadFigures): number {
  if (earshot.count === 0 || xiaozhi.count === 0) return 0;
  return Number((Math.max(earshot.p50, xiaozhi.p50) / Math.min(earshot.p50, xiaozhi.p50) - 1).toFixed(3));
}

/** What was seen of the processes, where they are ours. */
export interface Seen {
  readonly memory?: MemoryGrowth | undefined;
  readonly steadiness?: Steadiness | undefined;
  /** What was still held when everybody had gone. */
  readonly left?: readonly Left[] | undefined;
}

/** The thresholds that a run did not keep. A percentile of nothing keeps every one. */
export function brokenThresholds(
  figures: LoadFigures,
  thresholds: Thresholds,
  { memory, steadiness, left = [] }: Seen = {},
): Broken[] {
  const { platformMs, perceivedMs, lost, failed, said, settledMs } = figures;
  const checks: (readonly [string, number, number | undefined])[] = [
    ['platform p95 in ms', platformMs.p95, thresholds.platformP95Ms],
    ['platform p99 in ms', platformMs.p99, thresholds.platformP99Ms],
    ['perceived p95 in ms', perceivedMs.p95, thresholds.perceivedP95Ms],
    ['perceived p99 in ms', perceivedMs.p99, thresholds.perceivedP99Ms],
    ['turns lost', lost, thresholds.maxLost ?? 0],
    ['share of turns that failed', said === 0 ? 0 : failed / said, thresholds.maxFailedShare ?? 0],
    ['settled after a storm in ms', settledMs, thresholds.settledMs],
    ['memory of each speaker in kB', memory?.perSpeakerKb ?? 0, thresholds.maxKbPerSpeaker],
    ['difference of dialects', dialectDifference(figures), thresholds.maxDialectDifference],
  ];
  const over = checks.flatMap(([what, is, limit]) =>
    limit !== undefined && is > limit ? [{ what, is, limit }] : [],
  );
  const grown = (thresholds.isSteady && steadiness?.grown) || [];
  return [
    ...over,
    ...grown.map(({ service, what, from, to }) => ({
      what: `${service}: ${what} grew`,
      is: to,
      limit: from,
    })),
    ...(thresholds.isSteady ? left : []).map(({ service, what, before, after }) => ({
      what: `${service}: ${what} left behind`,
      is: after,
      limit: before,
    })),
  ];
}
