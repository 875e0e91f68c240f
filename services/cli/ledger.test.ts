import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { query } from '../common/db/pool.ts';
import { type TestStores, useStores } from '../common/testing/stores.ts';
import { LedgerWriter } from '../privacy/ledger/writer.ts';

let stores: TestStores;
const folder = mkdtempSync(join(tmpdir(), 'earshot-ledger-cli-'));
beforeAll(async () => {
  stores = await useStores();
  const chainId = randomUUID();
  await query(stores.pool, 'insert into ledger_heads (chain_id) values ($1)', [chainId]);
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
        fields: [],
        disclosedAtMs: turn,
      },
      1,
    );
  }
});
afterAll(async () => {
  await stores.close();
  rmSync(folder, { recursive: true, force: true });
});

function ledger(...parameters: string[]): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(import.meta.dirname, 'main.ts'), 'ledger', ...parameters],
      { env: { ...process.env, EARSHOT_DATABASE_URL: stores.databaseUrl, EARSHOT_STATE_DIR: folder } },
      (_error, output) => resolve({ status: child.exitCode ?? -1, output }),
    );
  });
}

test('says that the ledger is intact, and with status 1 which line is not', async () => {
  expect(await ledger('verify')).toEqual({ status: 0, output: '3 entries in 1 chains: intact\n' });
  const kept = join(folder, 'heads.json');
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
