/** Every fault over a whole Earshot of real processes, while a person goes on speaking; writes its part of docs/reliability.md. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool, type Pool } from '../common/db/pool.ts';
import { type Earshot, startEarshot } from '../e2e/testing/earshot.ts';
import { type Account, type Fault, suffer } from './fault.ts';
import { processes } from './list/processes.ts';
import { resources } from './list/resources.ts';
import { stores } from './list/stores.ts';
import { wire } from './list/wire.ts';
import { heard, table, writePart } from './page.ts';

const faults: readonly Fault[] = [...processes, ...stores, ...wire, ...resources];

let earshot: Earshot;
let pool: Pool;
const accounts: Account[] = [];
beforeAll(async () => {
  earshot = await startEarshot(['rover'], {}, { withOwnStores: true });
  pool = createPool(earshot.stack.env['EARSHOT_DATABASE_URL'] ?? '', { max: 1 });
}, 120_000);
afterAll(async () => {
  await pool?.end();
  await earshot?.stop();
  // A part of them is no page.
  if (accounts.length === faults.length) await writePart('faults', table(accounts));
});

test.each(faults.map((fault) => [fault.name, fault] as const))(
  '%s: nothing accepted is lost, and turns go well again',
  async (_name, fault) => {
    const account = await suffer(fault, { earshot, pool });
    accounts.push(account);
    console.info(
      `${fault.name}: ${account.said}; ${heard(account)}; well again after ${account.recoveryMs} ms`,
    );
    expect(account.lost).toBe(0);
    expect(account.unexplained).toBe(0);
    if (!fault.mayFail) expect(account.failures).toEqual({});
  },
  150_000,
);
