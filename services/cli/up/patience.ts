/**
 * A service that has just started may still be looking for its neighbours. What asks it during start-up, and may
 * be asked twice, asks again for a moment.
 */
import { catalogue, isErrorCode } from '../../common/errors/catalogue.ts';

const patienceMs = 5_000;
const pauseMs = 100;

/** Repeats `ask` while it fails with a retryable code. Only for what is safe to do twice. */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + patienceMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (!isErrorCode(code) || !catalogue[code].isRetryable || Date.now() > giveUpAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
