/** How long this process kept its event loop from turning: the first thing that suffers under load. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Logger } from './log.ts';

/** Milliseconds between two looks at the loop; delays shorter than this cannot be seen. */
const resolutionMs = 10;

/**
 * Writes `process.event-loop` every `everyMs` with the p99 delay of that span in `durationMs`.
 * Off unless `EARSHOT_EVENT_LOOP_REPORT_MS` is set: benchmarks and load tests set it.
 */
export function reportEventLoop(
  log: Logger,
  everyMs = Number(process.env['EARSHOT_EVENT_LOOP_REPORT_MS'] ?? 0),
): void {
  if (!(everyMs > 0)) return;
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  setInterval(() => {
    const p99Ms = Math.max(0, histogram.percentile(99) / 1e6 - resolutionMs);
    log.info('process.event-loop', {
      durationMs: Number(p99Ms.toFixed(2)),
      bytes: process.memoryUsage.rss(),
      processId: process.pid,
    });
    histogram.reset();
  }, everyMs).unref();
}
