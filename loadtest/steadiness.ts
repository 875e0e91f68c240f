/** Whether anything only grew during a run: memory, queues, and what the processes hold. A leak is small beside the noise of a minute, and not beside that of half an hour. */
import type { Scenario } from './scenario.ts';
import type { Look } from './watch.ts';

/** Something that went up, and by how much. */
export interface Growth {
  readonly service: string;
  readonly what: string;
  /** Of the line through the run: at its begin, and at its end. */
  readonly from: number;
  readonly to: number;
}

export interface Steadiness {
  readonly minutes: number;
  /** Megabytes an hour, by service. */
  readonly memoryMbPerHour: Readonly<Record<string, number>>;
  readonly grown: readonly Growth[];
}

/** Caches fill and code is compiled in the first part of any run: it is not looked at. */
const settlingShare = 1 / 3;
/** Growth over the rest that is no leak: a part of what there was… */
const memoryShare = 0.1;
/** …or so much in any case. */
const memoryMb = 12;
const heldShare = 0.25;
const held = 10;

export type Point = readonly [x: number, y: number];

const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
};

/** Points of a long run are thinned to these: pairs are their square. */
const mostPoints = 300;

/** The line through points that a few of them, however far off, do not bend: the median slope of all pairs (Theil and Sen). */
export function lineThrough(points: readonly Point[]): { readonly slope: number; at(x: number): number } {
  const every = Math.ceil(points.length / mostPoints);
  const used = points.filter((_, index) => index % every === 0);
  const slopes = used.flatMap(([x1, y1], index) =>
    used.slice(index + 1).flatMap(([x2, y2]) => (x2 === x1 ? [] : [(y2 - y1) / (x2 - x1)])),
  );
  const slope = slopes.length === 0 ? 0 : median(slopes);
  const offset = used.length === 0 ? 0 : median(used.map(([x, y]) => y - slope * x));
  return { slope, at: (x) => offset + slope * x };
}

/** Undefined where there is too little to draw a line through. */
export function steadiness(
  looks: readonly Look[],
  { warmUpSeconds, seconds }: Pick<Scenario, 'warmUpSeconds' | 'seconds'>,
): Steadiness | undefined {
  const endMs = (warmUpSeconds + seconds) * 1000;
  const fromMs = warmUpSeconds * 1000 + seconds * 1000 * settlingShare;
  const seen = looks.filter(({ atMs }) => atMs >= fromMs && atMs <= endMs);
  if (seen.length < 10) return undefined;
  const grown: Growth[] = [];
  const memoryMbPerHour: Record<string, number> = {};
  const look = (
    service: string,
    what: string,
    read: (one: Look) => number | undefined,
    allowed: number,
    share: number,
  ) => {
    const points = seen.flatMap((one): Point[] => {
      const value = read(one);
      return value === undefined ? [] : [[one.atMs, value]];
    });
    const line = lineThrough(points);
    const [from, to] = [line.at(fromMs), line.at(endMs)];
    if (to - from > Math.max(allowed, from * share)) {
      grown.push({ service, what, from: Number(from.toFixed(1)), to: Number(to.toFixed(1)) });
    }
    return line;
  };
  for (const service of Object.keys(seen[0]?.services ?? {})) {
    const memory = look(
      service,
      'memory in MB',
      ({ services }) => services[service]?.memoryMb,
      memoryMb,
      memoryShare,
    );
    memoryMbPerHour[service] = Number((memory.slope * 3_600_000).toFixed(1));
    const names = new Set(seen.flatMap(({ services }) => Object.keys(services[service]?.queues ?? {})));
    for (const name of names) {
      look(service, name, ({ services }) => services[service]?.queues[name], held, heldShare);
    }
  }
  return { minutes: Number(((endMs - fromMs) / 60_000).toFixed(1)), memoryMbPerHour, grown };
}
