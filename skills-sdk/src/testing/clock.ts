import type { TestClock } from './types.ts';

/** A clock that only goes when it is told to. */
export function createClock(start: Date | string): TestClock {
  let nowMs = new Date(start).getTime();
  return {
    now: () => new Date(nowMs),
    advance: (ms) => {
      nowMs += ms;
    },
    set: (moment) => {
      nowMs = new Date(moment).getTime();
    },
  };
}
