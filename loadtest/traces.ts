/** Where the milliseconds of turns went, hop by hop, from the spans of a run. */
import type { CollectedSpan } from './collector.ts';
import { type Spread, spreadOf } from './figures.ts';

export interface Hop {
  readonly service: string;
  readonly name: string;
  /** Of all turns, how many have it. */
  readonly turns: number;
  readonly perTurn: number;
  /** From its start to its end. */
  readonly ms: Spread;
  /** Of that, what none of its own parts took: computing, and waiting for a core or for the wire. */
  readonly ownMs: Spread;
}

export interface Turn {
  readonly traceId: string;
  /** Its stages `understand`, `route` and `act`. */
  readonly answerMs: number;
  readonly spans: readonly CollectedSpan[];
}

const turnName = 'turn';
const isStage = (name: string): boolean => name.startsWith('stage ');
const ourStages: readonly string[] = ['stage understand', 'stage route', 'stage act'];
/** What a listen waits for its speaker is no hop of ours. */
const isOfAnswer = ({ name }: CollectedSpan): boolean => !['stage wake', 'stage listen'].includes(name);

/** Turns that came whole, slowest answer first. */
export function turnsOf(spans: readonly CollectedSpan[]): Turn[] {
  const byTrace = Map.groupBy(spans, ({ traceId }) => traceId);
  return [...byTrace]
    .filter(([, own]) => own.some(({ name }) => name === turnName))
    .map(([traceId, own]) => ({
      traceId,
      answerMs: own
        .filter(({ name }) => ourStages.includes(name))
        .reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0),
      spans: own.toSorted((a, b) => a.startMs - b.startMs),
    }))
    .sort((a, b) => b.answerMs - a.answerMs);
}

/** Length of what the spans cover together, within a span. */
function coveredMs({ startMs, endMs }: CollectedSpan, parts: readonly CollectedSpan[]): number {
  let [covered, until] = [0, startMs];
  for (const part of parts.toSorted((a, b) => a.startMs - b.startMs)) {
    const from = Math.max(until, part.startMs);
    const to = Math.min(endMs, part.endMs);
    if (to <= from) continue;
    covered += to - from;
    until = to;
  }
  return covered;
}

export function hopsOf(turns: readonly Turn[]): Hop[] {
  const hops = new Map<string, { span: CollectedSpan; turns: Set<string>; ms: number[]; ownMs: number[] }>();
  for (const { traceId, spans } of turns) {
    const byParent = Map.groupBy(spans, ({ parentSpanId }) => parentSpanId);
    // Calls hang under the turn; a stage is made of those that went on in it.
    const calls = spans.filter(({ name }) => !isStage(name) && name !== turnName);
    const partsOf = ({ name, spanId }: CollectedSpan) =>
      isStage(name) ? calls : (byParent.get(spanId) ?? []);
    for (const span of spans.filter(isOfAnswer)) {
      const key = `${span.service} ${span.name}`;
      const hop = hops.get(key) ?? { span, turns: new Set(), ms: [], ownMs: [] };
      hops.set(key, hop);
      const ms = span.endMs - span.startMs;
      hop.turns.add(traceId);
      hop.ms.push(ms);
      hop.ownMs.push(ms - coveredMs(span, partsOf(span)));
    }
  }
  return [...hops.values()].map(({ span, turns: seen, ms, ownMs }) => ({
    ...{ service: span.service, name: span.name, turns: seen.size },
    perTurn: Number((ms.length / turns.length).toFixed(2)),
    ...{ ms: spreadOf(ms), ownMs: spreadOf(ownMs) },
  }));
}

const width = 40;

/** One turn from the end of its speech on, as lines: when, how long, who, what. */
export function waterfall({ spans, traceId }: Turn): string {
  const root = spans.find(({ name }) => name === turnName);
  if (root === undefined) return '';
  const zeroMs = spans.find(({ name }) => name === 'stage listen')?.endMs ?? root.startMs;
  const shown = spans.filter((span) => isOfAnswer(span) && span !== root && span.endMs > zeroMs);
  const lastMs = Math.max(...shown.filter(({ name }) => name !== 'stage speak').map(({ endMs }) => endMs));
  const at = (ms: number) =>
    Math.max(0, Math.min(width, Math.round(((ms - zeroMs) / (lastMs - zeroMs)) * width)));
  const lines = shown.map(({ startMs, endMs, service, name }) => {
    const from = Math.min(at(startMs), width - 1);
    const bar = `${' '.repeat(from)}${'█'.repeat(Math.max(1, at(endMs) - from))}`.padEnd(width);
    const when = (startMs - zeroMs).toFixed(1).padStart(8);
    return `${when} ${(endMs - startMs).toFixed(1).padStart(8)} ${bar} ${service.padEnd(9)} ${name}`;
  });
  return [`turn ${traceId}: milliseconds from the end of speech, length`, ...lines].join('\n');
}

/** The text of `earshot load --traces`: all hops, then a turn in the middle and the slowest ones. */
export function tracesText(spans: readonly CollectedSpan[], slowest = 5): string {
  const turns = turnsOf(spans);
  if (turns.length === 0) return 'no turn was traced\n';
  const header = 'turns  each    p50    p95    p99  | own p50    p95    p99  hop (milliseconds)';
  const rows = hopsOf(turns)
    .toSorted((a, b) => b.ms.p50 - a.ms.p50)
    .map(({ service, name, turns: seen, perTurn, ms, ownMs }) => {
      const figures = [ms.p50, ms.p95, ms.p99].map((value) => String(value).padStart(6)).join(' ');
      const own = [ownMs.p50, ownMs.p95, ownMs.p99].map((value) => String(value).padStart(6)).join(' ');
      return `${String(seen).padStart(5)} ${String(perTurn).padStart(5)} ${figures}  |  ${own}  ${service} ${name}`;
    });
  const middle = turns[Math.floor(turns.length / 2)];
  const shown = [...(middle === undefined ? [] : [middle]), ...turns.slice(0, slowest)];
  return `${[header, ...rows, '', ...shown.map(waterfall)].join('\n')}\n`;
}
