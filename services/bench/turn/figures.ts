/** What many turns amount to. */
import type { SpokenTurn } from '../../speaker/index.ts';
import type { FloorFigures } from './floor.ts';

export interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Percentiles in milliseconds of values in microseconds, nearest rank. */
export function spreadOf(valuesUs: readonly number[]): Spread {
  const sorted = [...valuesUs].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted.length === 0
      ? Number.NaN
      : round((sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number) / 1000);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

const round = (value: number): number => Number(value.toFixed(2));

export interface TurnFigures {
  readonly speakers: number;
  readonly completed: number;
  readonly failed: number;
  /** Last speech sample to first reply byte. */
  readonly perceivedMs: Spread;
  /** End-of-speech decision to first reply byte. */
  readonly platformMs: Spread;
  readonly stagesMs: Readonly<Record<string, Spread>>;
  /** Understand and route: what is neither the recogniser, nor the skill, nor the synthesiser. */
  readonly ownMs: Spread;
  /** Round trip through a bare `ws` echo and through a bare grpc-js echo, in the same seconds. */
  readonly floorWebSocketMs: Spread;
  readonly floorGrpcMs: Spread;
  /** `ownMs.p99` over the sum of both floors' p99. */
  readonly ownOverFloor: number;
  /** p99 of the event-loop delay of each service, the worst second. */
  readonly eventLoopMs: Readonly<Record<string, number>>;
}

const durationUs = (turn: SpokenTurn, stage: string): number =>
  turn.stages
    .filter((span) => span.stage === stage)
    .reduce((sum, span) => sum + span.endUs - span.startUs, 0);

function floorSpread(histogram: FloorFigures['grpcUs']): Spread {
  const at = (percentile: number) => round(histogram.getValueAtPercentile(percentile) / 1000);
  return { p50: at(50), p95: at(95), p99: at(99) };
}

export function figuresOf(
  speakers: number,
  turns: readonly SpokenTurn[],
  floor: FloorFigures,
  eventLoopMs: Readonly<Record<string, number>>,
): TurnFigures {
  const completed = turns.filter(({ end }) => end === 'completed');
  const stages = ['recognise', 'understand', 'route', 'act', 'speak'];
  const ownMs = spreadOf(completed.map((turn) => durationUs(turn, 'understand') + durationUs(turn, 'route')));
  const floorWebSocketMs = floorSpread(floor.webSocketUs);
  const floorGrpcMs = floorSpread(floor.grpcUs);
  return {
    speakers,
    completed: completed.length,
    failed: turns.length - completed.length,
    perceivedMs: spreadOf(completed.map(({ perceivedUs }) => perceivedUs)),
    platformMs: spreadOf(completed.map(({ platformUs }) => platformUs)),
    stagesMs: Object.fromEntries(
      stages.map((stage) => [stage, spreadOf(completed.map((turn) => durationUs(turn, stage)))]),
    ),
    ownMs,
    floorWebSocketMs,
    floorGrpcMs,
    ownOverFloor: round(ownMs.p99 / (floorWebSocketMs.p99 + floorGrpcMs.p99)),
    eventLoopMs,
  };
}
