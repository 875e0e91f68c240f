/** Looks at the processes of a local Earshot once a second: processor, memory, event loop, queues. */
import { closeSync, fdatasync, openSync, write } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fetchMetrics } from '../services/cli/top/metrics-text.ts';
import { type Stack, serviceNames } from '../services/cli/up/stack.ts';
import type { FurtherGateway } from './gateways.ts';

export interface Look {
  /** From the start of the run. */
  readonly atMs: number;
  readonly services: Readonly<Record<string, ServiceLook>>;
  /** Cores in use on the whole machine. */
  readonly machineCores: number;
  /** A durable write of one page where the stores are, milliseconds: each turn waits for a few. */
  readonly syncMs: number;
}

export interface ServiceLook {
  /** Cores in use since the last look, with all child processes. */
  readonly cores: number;
  /** Proportional set size in MB, with all child processes: what is shared counts once. */
  readonly memoryMb: number;
  readonly processes: number;
  readonly loopDelayP99Ms: number;
  /** Part of the time in which its event loop was ready and had no core, 0 to 1. */
  readonly coreWait: number;
  /** Work that waits, by its name in the metrics. */
  readonly queues: Readonly<Record<string, number>>;
}

const everyMs = 1_000;
/** Counting shared pages keeps the kernel busy, so memory is looked at in one look of so many. */
const memoryEvery = 5;
/** Ticks of /proc/*\/stat in a second; the same on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** Metrics that are queues: what waits, and what has a bound. */
const queueMetrics: readonly string[] = [
  'earshot_asr_decoders',
  'earshot_asr_decoders_busy',
  'earshot_asr_waiting',
  'earshot_asr_refused_total',
  'earshot_asr_behind_seconds',
  'earshot_gateway_turns',
  'earshot_gateway_sessions',
  'earshot_process_outbox_backlog',
  'earshot_process_timers',
  'earshot_process_sockets',
];

export interface Watch {
  /** From here on looks carry the time of the run. */
  startsAt(startMs: number): void;
  /** Of this second. */
  readonly last: Look | undefined;
  stop(): Promise<readonly Look[]>;
}

/**
 * Nothing is watched where the processes are not ours.
 * @param further gateways beside the one in the stack
 */
export function watchStack(stack: Stack | undefined, further: readonly FurtherGateway[] = []): Watch {
  const looks: Look[] = [];
  let startMs = Date.now();
  let isStopped = false;
  const before = new Map<string, number>();
  const probe = stack && openSync(join(stack.storesDir, 'watch-probe'), 'w', 0o600);
  const going = (async () => {
    let idle = await machineTicks();
    let atMs = Date.now();
    while (!isStopped && stack !== undefined) {
      await new Promise((resolve) => setTimeout(resolve, everyMs));
      const tree = await processTree();
      const ticks = await machineTicks();
      const nowMs = Date.now();
      const seconds = (nowMs - atMs) / 1000;
      const watched: readonly Watched[] = [
        ...serviceNames.map((name) => ({
          name,
          pid: stack.process(name).pid,
          adminListen: stack.env[`EARSHOT_${name.toUpperCase()}_ADMIN_LISTEN`],
        })),
        ...further,
      ];
      const isWithMemory = looks.length % memoryEvery === 0;
      const services = Object.fromEntries(
        await Promise.all(
          watched.map(async (one) => [
            one.name,
            await lookAt({
              watched: one,
              tree,
              before,
              seconds,
              lastMb: isWithMemory ? undefined : looks.at(-1)?.services[one.name]?.memoryMb,
            }),
          ]),
        ),
      ) as Record<string, ServiceLook>;
      looks.push({
        atMs: nowMs - startMs,
        services,
        machineCores: Number(((ticks - idle) / ticksPerSecond / seconds).toFixed(2)),
        syncMs: probe === undefined ? 0 : await durableWriteMs(probe),
      });
      [idle, atMs] = [ticks, nowMs];
    }
  })();
  return {
    startsAt: (ms) => {
      startMs = ms;
    },
    get last() {
      return looks.at(-1);
    },
    async stop() {
      isStopped = true;
      await going;
      if (probe !== undefined) closeSync(probe);
      return looks;
    },
  };
}

type Watched = Pick<FurtherGateway, 'name' | 'pid'> & { readonly adminListen: string | undefined };

interface LookAt {
  readonly watched: Watched;
  readonly tree: ReadonlyMap<number, readonly number[]>;
  /** Ticks of each process at the last look; kept up to date here. */
  readonly before: Map<string, number>;
  readonly seconds: number;
  /** Taken over instead of looking. */
  readonly lastMb: number | undefined;
}

async function lookAt({ watched, tree, before, seconds, lastMb }: LookAt): Promise<ServiceLook> {
  const { name, pid = 0, adminListen } = watched;
  const pids = descendants(pid, tree);
  const [used, waited, memory, metrics] = await Promise.all([
    Promise.all(pids.map(ticksOf)),
    waitedSecondsOf(pids[0] ?? 0),
    lastMb === undefined ? Promise.all(pids.map(proportionalKb)) : [lastMb * 1024],
    readMetrics(adminListen),
  ]);
  let ticks = 0;
  for (const [index, pid] of pids.entries()) {
    const now = used[index] ?? 0;
    ticks += Math.max(0, now - (before.get(`${pid}`) ?? now));
    before.set(`${pid}`, now);
  }
  const waitedBefore = before.get(`${name} waited`) ?? waited;
  before.set(`${name} waited`, waited);
  return {
    coreWait: Number(Math.max(0, (waited - waitedBefore) / seconds).toFixed(3)),
    cores: Number((ticks / ticksPerSecond / seconds).toFixed(3)),
    memoryMb: Number((memory.reduce((sum, kb) => sum + kb, 0) / 1024).toFixed(2)),
    processes: pids.length,
    loopDelayP99Ms: Number(
      ((metrics.get('earshot_process_event_loop_delay_p99_seconds') ?? 0) * 1000).toFixed(1),
    ),
    queues: Object.fromEntries(
      queueMetrics.flatMap((key) => (metrics.has(key) ? [[key, metrics.get(key)]] : [])),
    ) as Record<string, number>,
  };
}

/** Values by name; those of several labels are added up. Empty where nobody answers. */
async function readMetrics(listen: string | undefined): Promise<Map<string, number>> {
  const values = new Map<string, number>();
  for (const { name, value } of await fetchMetrics(listen)) values.set(name, (values.get(name) ?? 0) + value);
  return values;
}

/** Children of each process. */
async function processTree(): Promise<Map<number, number[]>> {
  const children = new Map<number, number[]>();
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      if (Number.isFinite(parent)) children.set(parent, [...(children.get(parent) ?? []), Number(pid)]);
    }),
  );
  return children;
}

function descendants(pid: number, tree: ReadonlyMap<number, readonly number[]>): number[] {
  if (pid === 0) return [];
  return [pid, ...(tree.get(pid) ?? []).flatMap((child) => descendants(child, tree))];
}

async function ticksOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

/** How long the main thread was ready and had no core, since its start. */
async function waitedSecondsOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/schedstat`, 'utf8').catch(() => '');
  return Number(text.split(' ')[1] ?? 0) / 1e9;
}

const page = Buffer.alloc(8_192);
const writeAsync = promisify(write);
const syncAsync = promisify(fdatasync);

/** As a store's commit does it; the thread pool waits, and no event loop. */
async function durableWriteMs(file: number): Promise<number> {
  const startedAt = performance.now();
  await writeAsync(file, page, 0, page.length, 0);
  await syncAsync(file);
  return Number((performance.now() - startedAt).toFixed(1));
}

async function proportionalKb(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
}

/** Ticks in which any core of the machine worked. */
async function machineTicks(): Promise<number> {
  const fields =
    (await readFile('/proc/stat', 'utf8')).split('\n', 1)[0]?.trim().split(/\s+/).slice(1).map(Number) ?? [];
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = fields;
  return user + nice + system + irq + softIrq;
}
