/** A service that starts before its database answers waits for it: it would end, be started again, and find nothing changed. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../log.ts';
import { type Pool, sanitise } from './pool.ts';

const firstPauseMs = 100;
const maxPauseMs = 2_000;
/** Then it ends, so that whoever supervises it sees that something is wrong. */
const patienceMs = 60_000;

/** SQLSTATE of a server that will answer shortly: it starts, or it has no connection left (PostgreSQL, appendix A). */
const comesBack = /^(08...|57P03|53300)$/;

/** No server at all has no SQLSTATE. A wrong password, or a database that there is not, stay as they are. */
function isOnItsWay(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  const isSqlState = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code);
  return !isSqlState || comesBack.test(code);
}

/**
 * Resolves when the database answers; asks again, more and more seldom, for a minute at most.
 * @throws EarshotError STORE_FAILED when it still does not, or says that this service may never in
 */
export async function untilThere(pool: Pool, log: Logger): Promise<void> {
  const giveUpMs = performance.now() + patienceMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, maxPauseMs)) {
    try {
      await pool.query('select 1');
      return;
    } catch (error) {
      if (!isOnItsWay(error) || performance.now() > giveUpMs) throw sanitise(error);
      log.warn('service.waits', { stage: 'database' }, sanitise(error));
      await sleep(pauseMs);
    }
  }
}
