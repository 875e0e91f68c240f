/** Writes lines for ever and names each one only when it is acknowledged. Usage: append-until-killed.ts URL CHAIN… */
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { createPool } from '../../common/db/pool.ts';
import { LedgerWriter } from '../ledger/writer.ts';

const [databaseUrl = '', ...chainIds] = process.argv.slice(2);
const writer = new LedgerWriter(createPool(databaseUrl));

async function writeInto(chainId: string): Promise<never> {
  for (;;) {
    const disclosureId = randomUUID();
    const outcome = await writer.append(
      {
        chainId,
        disclosureId,
        kind: 'invoke',
        skillId: 'coffee',
        skillVersion: '1',
        turnId: 'turn-1',
        fields: [],
        disclosedAtMs: Date.now(),
      },
      1,
    );
    // Written at once and not through a buffer that dies with the process.
    if (outcome === 'written') writeSync(1, `${disclosureId}\n`);
  }
}

await Promise.all(chainIds.flatMap((chainId) => [writeInto(chainId), writeInto(chainId)]));
