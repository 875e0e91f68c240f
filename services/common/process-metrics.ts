/** Numbers that every process shows without doing anything for them. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { processMetrics } from './metrics.ts';

/** Rate, errors and duration of the calls that this process answers (RED), by method of the schema. */
export const calls = {
  seconds: processMetrics.seconds('call_seconds', 'Calls answered, by method and code.', ['method', 'code']),
  inFlight: processMetrics.level('calls_in_flight', 'Calls being answered now, by method.', ['method']),
};

/** Waiting work by queue: rows that were written and not yet done. */
export const backlog = processMetrics.level(
  'outbox_backlog',
  'Rows of the outbox that were due at the last sweep, by queue; 1,000 at most.',
  ['queue'],
);

/** What is read of a pool of database connections. */
interface PoolCounts {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly ended: boolean;
}

const pools = new Set<PoolCounts>();

/** Shows a pool's connections until it has ended. */
export function watchPool(pool: PoolCounts): void {
  pools.add(pool);
}

processMetrics.gauges(
  'database_connections',
  'Connections of all pools; waiting: calls without one.',
  'state',
  () => {
    const counts = { busy: 0, idle: 0, waiting: 0 };
    for (const pool of pools) {
      if (pool.ended) pools.delete(pool);
      else {
        counts.busy += pool.totalCount - pool.idleCount;
        counts.idle += pool.idleCount;
        counts.waiting += pool.waitingCount;
      }
    }
    return counts;
  },
);

/** What keeps this process, in one pass: the list is as long as a gateway has speakers. */
function heldResources(): Record<'timers' | 'sockets' | 'children', number> {
  const held = { timers: 0, sockets: 0, children: 0 };
  for (const name of process.getActiveResourcesInfo()) {
    if (name === 'Timeout') held.timers += 1;
    else if (name === 'TCPSocketWrap') held.sockets += 1;
    else if (name === 'ProcessWrap') held.children += 1;
  }
  return held;
}

let isWatched = false;

/** Between two looks at the loop; what the histogram shows contains it. */
const resolutionMs = 20;

/** Event loop and memory; once for each process. */
export function watchProcess(): void {
  if (isWatched) return;
  isWatched = true;
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  processMetrics.gauge('event_loop_delay_p99_seconds', 'Since the last look.', () => {
    const seconds = Math.max(0, delay.percentile(99) / 1e9 - resolutionMs / 1000);
    delay.reset();
    return Number.isFinite(seconds) ? seconds : 0;
  });
  processMetrics.gauge('resident_memory_bytes', 'Of this process.', () => process.memoryUsage.rss());
  processMetrics.look(
    {
      timers: 'Timers that keep this process, of every kind.',
      sockets: 'Connections over TCP that this process holds.',
      children: 'Processes that this one started and that live.',
    },
    heldResources,
  );
  processMetrics.total('cpu_seconds_total', 'Processor time.', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
}
