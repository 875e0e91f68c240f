/** How many real-time speakers this machine carries: more and more of them, until somebody waits too long or is lost. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { spreadOf } from './figures.ts';
import { spokenIn } from './plan.ts';
import { prepareRecordings } from './recordings.ts';
import { type DriverName, type LoadResult, runLoad } from './run.ts';
import { steady } from './scenarios/steady.ts';
import { localTarget } from './target.ts';
import type { Look } from './watch.ts';

/** A machine is full when the slowest turn in a hundred takes `fullAtMs`, or when any turn is lost or fails. */
const isCarried = ({ counted }: LoadResult, fullAtMs: number): boolean =>
  counted.lost === 0 && counted.failed === 0 && counted.platformMs.p99 < fullAtMs;

export interface CapacityOptions {
  readonly from: number;
  readonly most: number;
  /** Length of each step. */
  readonly seconds: number;
  /** Steps between the last that was carried and the first that was not, each in the middle. */
  readonly refinements: number;
  /** On the platform's clock, at p99. */
  readonly fullAtMs: number;
  readonly driver: DriverName | undefined;
  readonly recordings?: string | undefined;
  readonly say: (line: string) => void;
}

export interface CapacityStep {
  readonly speakers: number;
  readonly isCarried: boolean;
  readonly result: LoadResult;
  readonly use: MachineUse;
}

/** Of the counted part of a step. */
export interface MachineUse {
  readonly machineCores: number;
  readonly cores: Readonly<Record<string, number>>;
  readonly memoryMb: Readonly<Record<string, number>>;
  readonly totalMemoryMb: number;
  /** The event loop that waited most for a core: part of the time, 0 to 1. */
  readonly worstWait: { readonly service: string; readonly share: number };
  /** The slowest durable write of twenty or so, milliseconds. */
  readonly syncP95Ms: number;
  readonly worstLoop: { readonly service: string; readonly delayMs: number };
  readonly decoders: number;
  readonly waiting: number;
}

export interface Capacity {
  readonly steps: readonly CapacityStep[];
  /** The most that were carried; 0 when not even the first step was. */
  readonly speakers: number;
  /** What gave out first; undefined when nothing did. */
  readonly gaveOut: string | undefined;
}

const growth = 1.5;

export async function findCapacity(options: CapacityOptions): Promise<Capacity> {
  const { from, most, seconds, refinements, fullAtMs, driver, recordings, say } = options;
  const directory = await mkdtemp(join(tmpdir(), 'earshot-capacity-'));
  const steps: CapacityStep[] = [];
  try {
    const prepared = await prepareRecordings(join(directory, 'audio'), recordings);
    const locales = spokenIn(prepared);
    const target = await localTarget({ directory, devices: most, saying: 'recordings', locales, say });
    const step = async (speakers: number): Promise<boolean> => {
      // The first step has cold caches everywhere; the others find what it left.
      const warmUpSeconds = steps.length === 0 ? 12 : 6;
      const scenario = { ...steady, speakers, seconds, warmUpSeconds };
      const result = await runLoad({ scenario, target, directory, driver, recordings: prepared, say });
      const carried = isCarried(result, fullAtMs);
      steps.push({ speakers, isCarried: carried, result, use: useOf(result) });
      const { platformMs, lost, failed } = result.counted;
      say(
        `${speakers} speakers: platform p99 ${platformMs.p99} ms, ${failed} failed, ${lost} lost${carried ? '' : ': not carried'}`,
      );
      return carried;
    };
    try {
      let [carried, tooMany] = [0, Number.POSITIVE_INFINITY];
      for (let speakers = from; speakers <= most; speakers = Math.ceil(speakers * growth)) {
        if (await step(speakers)) carried = speakers;
        else {
          tooMany = speakers;
          break;
        }
      }
      for (let count = 0; count < refinements && tooMany - carried > 4 && tooMany <= most; count += 1) {
        const middle = Math.round((carried + tooMany) / 2);
        if (await step(middle)) carried = middle;
        else tooMany = middle;
      }
      const full = steps.filter((one) => !one.isCarried).toSorted((a, b) => a.speakers - b.speakers)[0];
      return { steps, speakers: carried, gaveOut: full && whatGaveOut(full) };
    } finally {
      await target.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

export function useOf({ looks, scenario }: Pick<LoadResult, 'looks' | 'scenario'>): MachineUse {
  const until = (scenario.warmUpSeconds + scenario.seconds) * 1000;
  const seen = looks.filter(({ atMs }) => atMs >= scenario.warmUpSeconds * 1000 && atMs <= until);
  const names = Object.keys(seen[0]?.services ?? {});
  const each = (pick: (look: Look, name: string) => number, sum: (values: number[]) => number) =>
    Object.fromEntries(
      names.map((name) => [name, Number(sum(seen.map((look) => pick(look, name))).toFixed(2))]),
    );
  const memoryMb = each(
    ({ services }, name) => Math.round(services[name]?.memoryMb ?? 0),
    (values) => Math.max(...values),
  );
  const loops = each(({ services }, name) => services[name]?.loopDelayP99Ms ?? 0, mean);
  const [service = '', delayMs = 0] = Object.entries(loops).sort(([, a], [, b]) => b - a)[0] ?? [];
  const waits = each(({ services }, name) => services[name]?.coreWait ?? 0, mean);
  const [waiter = '', share = 0] = Object.entries(waits).sort(([, a], [, b]) => b - a)[0] ?? [];
  const asr = (metric: string) =>
    Math.max(0, ...seen.map(({ services }) => services['asr']?.queues[metric] ?? 0));
  return {
    machineCores: Number(mean(seen.map(({ machineCores }) => machineCores)).toFixed(2)),
    cores: each(({ services }, name) => services[name]?.cores ?? 0, mean),
    memoryMb,
    totalMemoryMb: Object.values(memoryMb).reduce((sum, mb) => sum + mb, 0),
    worstLoop: { service, delayMs },
    worstWait: { service: waiter, share },
    syncP95Ms: seen.length === 0 ? 0 : spreadOf(seen.map(({ syncMs }) => syncMs)).p95,
    decoders: asr('earshot_asr_decoders'),
    waiting: asr('earshot_asr_waiting'),
  };
}

/** A machine whose cores are this busy has none to spare. */
const busyShare = 0.9;
/** Where the services have less than this part of what is in use, they are not what fills the machine. */
const ownShare = 0.6;

/** A disk that takes so long for one page is what turns wait for. */
const slowSyncMs = 30;

/** In words, from what was seen while it happened. */
export function whatGaveOut(
  { use, result }: Pick<CapacityStep, 'use' | 'result'>,
  cores = availableParallelism(),
): string {
  const { counted } = result;
  const codes = Object.keys(counted.failures);
  const [hungriest = '', itsCores = 0] = Object.entries(use.cores).sort(([, a], [, b]) => b - a)[0] ?? [];
  const [slowest = ''] =
    Object.entries(counted.stagesMs)
      .filter(([stage, { count }]) => count > 0 && !['listen', 'speak'].includes(stage))
      .sort(([, a], [, b]) => b.p99 - a.p99)[0] ?? [];
  const stage =
    slowest === ''
      ? ''
      : `; the stage that waited longest was ${slowest}, p99 ${counted.stagesMs[slowest]?.p99} ms`;
  const failed = codes.length === 0 ? '' : `; turns failed with ${codes.join(', ')}`;
  const own = Object.values(use.cores).reduce((sum, one) => sum + one, 0);
  if (use.machineCores >= cores * busyShare && own < use.machineCores * ownShare) {
    return `the processor, to others: ${use.machineCores} of ${cores} cores were in use, ${own.toFixed(2)} of them by the services; the rest went to the generator, stores, skills and whatever else runs here; ${use.worstWait.service} was ready and had no core for ${Math.round(use.worstWait.share * 100)} % of the time${stage}${failed}`;
  }
  if (use.machineCores >= cores * busyShare) {
    return `the processor: ${use.machineCores} of ${cores} cores were in use, ${itsCores} of them by ${hungriest}${stage}${failed}`;
  }
  if (use.waiting > 0) {
    return `decoders: up to ${use.waiting} utterances waited for one of ${use.decoders}, while ${use.machineCores} of ${cores} cores were in use${stage}${failed}`;
  }
  if (use.syncP95Ms > slowSyncMs) {
    return `the disk: a durable write took ${use.syncP95Ms} ms at its p95, and a turn waits for a few${stage}${failed}`;
  }
  if (use.worstLoop.delayMs > 20) {
    return `the event loop of ${use.worstLoop.service}, which was ${use.worstLoop.delayMs} ms late at its p99${stage}${failed}`;
  }
  return `nothing that is watched: ${use.machineCores} of ${cores} cores were in use${stage}${failed}`;
}
