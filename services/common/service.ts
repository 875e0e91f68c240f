/** The life of a service process: boot, run, drain. */

import { flushCompileCache } from 'node:module';
import { type Admin, adminSettings, startAdmin } from './admin.ts';
import { ConfigError, loadConfig } from './config.ts';
import { codeOf } from './errors/earshot-error.ts';
import { reportEventLoop } from './event-loop.ts';
import { heapSettings, keepHeapSmall } from './heap.ts';
import { sayLastWord } from './last-word.ts';
import { createLogger, type Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Readiness } from './readiness.ts';
import { startTraces, tracingSettings } from './tracing/export.ts';

export interface RunningService {
  /** What the process needs for its part of a turn; shown on its admin port. */
  readonly readiness: Readiness;
  /** True from the moment it takes nothing new. */
  readonly isDraining?: boolean;
  /** Numbers of its own beside those of every process. */
  readonly metrics?: readonly Metrics[];
  /** Finishes what is in flight, then lets go of everything. */
  drain(): Promise<void>;
}

export interface ServiceDefinition {
  readonly name: string;
  start(context: { readonly log: Logger }): Promise<RunningService>;
}

/** Longest time a drain may take before the process ends anyway, in milliseconds. */
const maxDrainMs = 15_000;

/**
 * Runs one service until SIGTERM or SIGINT. A failed boot ends the process with status 1; so does an error
 * that nobody caught, because state after it cannot be trusted and a supervisor starts a clean process.
 */
export async function runService({ name, start }: ServiceDefinition): Promise<void> {
  const log = createLogger(name);
  const crash = (error: unknown) => {
    log.error('service.crashed', { code: codeOf(error), processId: process.pid }, error);
    sayLastWord(codeOf(error));
    process.exit(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);

  // Node prints warnings as it likes, with whatever texts they carry; the log takes their names only.
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.warn('process.warning', { state: warning.name }));

  let isDraining = false;
  let running: RunningService;
  let admin: Admin | undefined;
  let endTraces: (() => Promise<void>) | undefined;
  let heapGrowthPercent: number;
  try {
    ({ heapGrowthPercent } = loadConfig(heapSettings));
    const { tracesUrl, tracesPercent } = loadConfig(tracingSettings);
    if (tracesUrl !== undefined) {
      endTraces = await startTraces({ service: name, url: tracesUrl, percent: tracesPercent });
    }
    running = await start({ log });
    const listen = loadConfig(adminSettings(name)).adminListen;
    if (listen !== undefined) {
      const { readiness, metrics = [] } = running;
      admin = await startAdmin({
        ...listen,
        readiness,
        metrics,
        log,
        isDraining: () => isDraining || running.isDraining === true,
      });
    }
  } catch (error) {
    if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
    const code = error instanceof ConfigError ? 'CONFIG_INVALID' : codeOf(error);
    log.error('service.boot-failed', { code }, error);
    sayLastWord(code);
    process.exit(1);
  }
  log.info('service.ready', { processId: process.pid });
  // Left where `NODE_COMPILE_CACHE` says, for a successor that starts without a TypeScript compiler, however this one ends.
  flushCompileCache();
  keepHeapSmall(heapGrowthPercent);
  reportEventLoop(log);

  const drain = (signal: NodeJS.Signals) => {
    if (isDraining) return;
    isDraining = true;
    log.info('service.draining', { signal });
    setTimeout(() => process.exit(1), maxDrainMs).unref();
    const drained = Promise.all([running.drain(), admin?.close()]);
    drained
      .then(() => endTraces?.())
      .then(
        () => process.exit(0),
        (error: unknown) => crash(error),
      );
  };
  process.on('SIGTERM', drain);
  process.on('SIGINT', drain);
  // `earshot up` and tests keep a pipe open: when the parent is gone, so are we.
  if (process.env['EARSHOT_END_WITH_PARENT'] === '1') {
    process.stdin.resume();
    process.stdin.on('end', () => drain('SIGTERM'));
  }
}
