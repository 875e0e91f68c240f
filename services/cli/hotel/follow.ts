/** A stream that is to go on for as long as somebody looks: opened anew where it ended, behind what was seen last. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isEarshotError } from '../../common/errors/earshot-error.ts';

/** Between two openings: a service that starts again is back by then, or soon. */
const pauseMs = 1_000;
/** Openings in a row that brought nothing, not even their whole time; then what went wrong is told. */
const maxFailures = 30;

export interface Following<T> {
  /** @param after The greatest revision that was seen */
  open(after: number): AsyncIterable<T>;
  revisionOf(one: T): number;
  readonly pauseMs?: number;
}

/** Without end. @throws EarshotError what no waiting mends, or what lasts */
export async function* follow<T>(following: Following<T>, after: number): AsyncGenerator<T, never> {
  let seen = after;
  let failures = 0;
  for (;;) {
    try {
      for await (const one of following.open(seen)) {
        failures = 0;
        seen = Math.max(seen, following.revisionOf(one));
        yield one;
      }
      failures = 0;
    } catch (error) {
      if (!isEarshotError(error)) throw error;
      // A stream's time is over after an hour, as it should be: no call lasts for ever.
      if (error.code === 'DEADLINE_EXCEEDED') failures = 0;
      else if (!error.entry.isRetryable || ++failures > maxFailures) throw error;
    }
    await sleep(following.pauseMs ?? pauseMs);
  }
}
