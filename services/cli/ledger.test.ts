import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import { query } from '../common/db/pool.ts';
import type { TestStores } from '../common/testing/stores.ts';
import { LedgerWriter } from '../privacy/ledger/writer.ts';
import { type Harness, startHarness } from '../privacy/testing/harness.ts';

let privacy: Harness;
let stores: TestStores;
beforeAll(async () => {
  privacy = await startHarness();
  stores = privacy.stores;
  const chainId = randomUUID();
  await query(stores.pool, 'insert into ledger_heads (chain_id) values ($1)', [chainId]);
  await query(stores.pool, `insert into households values ('home', 'cn', 'Asia/Shanghai')`);
  await query(stores.pool, `insert into subjects values ('account', 'home', $1)`, [chainId]);
  const writer = new LedgerWriter(stores.pool);
  for (let turn = 0; turn < 3; turn += 1) {
    await writer.append(
      {
        chainId,
        disclosureId: randomUUID(),
        kind: 'invoke',
        skillId: 'coffee',
        skillVersion: '1',
        turnId: `turn-${turn}`,
        fields: [
          { path: 'slots.Size', valueClass: DataClass.COMMAND, sizeBytes: 5, purpose: '', grantId: '' },
          {
            path: 'user.name',
            valueClass: DataClass.IDENTIFIER,
            sizeBytes: 6,
            purpose: 'To write it on the cup.',
            grantId: 'g',
          },
        ],
        disclosedAtMs: turn,
      },
      1,
    );
  }
});
afterAll(() => privacy.close());

function ledger(...parameters: string[]): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(import.meta.dirname, 'main.ts'), 'ledger', ...parameters],
      {
        env: {
          ...process.env,
          EARSHOT_PRIVACY_ADDRESS: privacy.service.address,
          EARSHOT_STATE_DIR: privacy.stateDirectory,
        },
      },
      (_error, output) => resolve({ status: child.exitCode ?? -1, output }),
    );
  });
}

test('shows what left, to whom and why', async () => {
  const { status, output } = await ledger('show', '--subject', 'account', '--after', '2');
  expect(status).toBe(0);
  expect(output).toBe(
    '3  1970-01-01T00:00:00.002Z  coffee 1  turn turn-2  1 bounded fields\n' +
      '      user.name (identifier, 6 bytes): To write it on the cup.\n',
  );
  const lines = (await ledger('show', '--subject', 'account', '--json')).output.trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { sequence: number }).sequence)).toEqual([1, 2, 3]);
});

test('says that the ledger is intact, and with status 1 which line is not', async () => {
  expect(await ledger('verify')).toEqual({ status: 0, output: '3 entries in 1 chains: intact\n' });
  const kept = join(privacy.stateDirectory, 'heads.json');
  writeFileSync(kept, (await ledger('heads')).output);
  expect((await ledger('verify', '--heads', kept)).status).toBe(0);
  await query(stores.pool, 'alter table ledger_entries disable trigger user');
  await query(stores.pool, `update ledger_entries set skill_id = 'tea' where sequence = 2`);
  const { status, output } = await ledger('verify', '--json', '--heads', kept);
  expect(status).toBe(1);
  expect(JSON.parse(output)).toMatchObject({
    isIntact: false,
    verifiedEntries: 3,
    findings: [{ sequence: 2, finding: 'altered' }],
  });
  expect((await ledger('verify', '--subject', 'account-unknown')).status).toBe(2);
});
