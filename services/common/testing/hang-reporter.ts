/** Ends a test run that hangs, and names the file: a loop that never yields outlives every timeout inside its worker. */
import type { Reporter, TestModule } from 'vitest/node';

/** @param limitMs how long one file may take, its stores and processes included. */
export function hangReporter(limitMs: number): Reporter {
  const running = new Map<string, NodeJS.Timeout>();
  const end = (module: TestModule): void => clearTimeout(running.get(module.moduleId));
  return {
    onTestModuleQueued(module: TestModule) {
      const giveUp = (): void => {
        process.stderr.write(
          `\n${module.relativeModuleId} has not ended after ${limitMs / 60_000} minutes: the run is over.\n`,
        );
        // The workers and what they started are ended by start.mjs, with the group of this process.
        process.exit(1);
      };
      running.set(module.moduleId, setTimeout(giveUp, limitMs).unref());
    },
    onTestModuleEnd: end,
  };
}
