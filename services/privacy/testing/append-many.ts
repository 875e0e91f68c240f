/** One of several processes that write into the same chains at once. Usage: append-many.ts URL COUNT CHAIN… */
import { randomUUID } from 'node:crypto';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { createPool } from '../../common/db/pool.ts';
import { LedgerWriter } from '../ledger/writer.ts';

const [databaseUrl = '', count = '0', ...chainIds] = process.argv.slice(2);
const pool = createPool(databaseUrl);
const writer = new LedgerWriter(pool);
const outcomes = await Promise.all(
  chainIds.flatMap((chainId) =>
    Array.from({ length: Number(count) }, async (_, index) => {
      // Spread out, so that commits hold different mixtures of chains and the processes interleave.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 400));
      return writer.append(
        {
          chainId,
          disclosureId: randomUUID(),
          kind: 'invoke',
          skillId: 'coffee',
          skillVersion: '1',
          turnId: `turn-${process.pid}-${index}`,
          fields: [
            { path: 'slots.Size', valueClass: DataClass.COMMAND, sizeBytes: index, purpose: '', grantId: '' },
          ],
          disclosedAtMs: Date.now(),
        },
        1,
      );
    }),
  ),
);
await pool.end();
process.stdout.write(`${outcomes.filter((outcome) => outcome === 'written').length}\n`);
