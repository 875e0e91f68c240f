/** A second process of the privacy service over the stores of a harness, to be killed; and where a name stands in any table. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { FamilyServiceClient } from '../../../proto/gen/earshot/family/v1/family.ts';
import { PrivacyServiceClient } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { RightsServiceClient } from '../../../proto/gen/earshot/rights/v1/rights.ts';
import { type Pool, query } from '../../common/db/pool.ts';
import { columnClasses } from '../../common/holders/tables.ts';
import { connectAsNamed } from '../../common/testing/callers.ts';
import type { Harness } from '../../skills/testing/harness.ts';

const victims = new Set<ChildProcess>();

/** Whatever a test that failed left behind. */
export function killVictims(): void {
  for (const victim of victims) victim.kill('SIGKILL');
}

let started = 0;

export async function startVictim(harness: Harness) {
  started += 1;
  const { stores, stateDirectory } = harness.privacy;
  const address = `unix:${join(stateDirectory, `victim-${started}.sock`)}`;
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '../../privacy/testing/privacy-process.ts')],
    {
      env: {
        PATH: process.env['PATH'],
        EARSHOT_STATE_DIR: stateDirectory,
        EARSHOT_PRIVACY_ADDRESS: address,
        EARSHOT_SKILLS_ADDRESS: harness.service.address,
        EARSHOT_DIALOGUE_ADDRESS: harness.dialogueAddress,
        EARSHOT_HOTEL_ADDRESS: `unix:${join(stateDirectory, 'hotel.sock')}`,
        EARSHOT_TRAINING_ADDRESS: `unix:${join(stateDirectory, 'training.sock')}`,
        EARSHOT_DATABASE_URL: stores.databaseUrl,
        EARSHOT_REDIS_URL: stores.redisUrl,
        EARSHOT_PULL_LISTEN: '127.0.0.1:0',
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  victims.add(child);
  await once(child.stdout, 'data');
  const rights = connectAsNamed(RightsServiceClient, address, stateDirectory);
  const privacy = connectAsNamed(PrivacyServiceClient, address, stateDirectory);
  const family = connectAsNamed(FamilyServiceClient, address, stateDirectory);
  return {
    ...{ rights, privacy, family },
    async kill() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      victims.delete(child);
      for (const client of [rights, privacy, family]) client.close();
    },
  };
}

/** Tables in which one of these names stands. */
export async function tablesWith(pool: Pool, names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const table of (await columnClasses(pool)).keys()) {
    const rows = await query<{ row: string }>(pool, `select t::text as row from ${table} t`);
    if (rows.some(({ row }) => names.some((name) => row.includes(name)))) found.push(table);
  }
  return found;
}
