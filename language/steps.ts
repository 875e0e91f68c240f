/** Work that pauses after each small step, so that others get their turn. */
import { setImmediate } from 'node:timers/promises';

/** Work that pauses after each small step, so that whoever runs it decides when others have their turn. */
export type Steps<T> = Generator<undefined, T>;

/** Runs all steps in one go. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Lets the event loop do what waits there whenever `sliceMs` have passed: it is held up for that and one step more. */
export async function inSlices<T>(steps: Steps<T>, sliceMs: number): Promise<T> {
  let until = performance.now() + sliceMs;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() < until) continue;
    await setImmediate();
    until = performance.now() + sliceMs;
  }
}
