import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { propertyRuns } from '../../../property-runs.ts';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { query } from '../../common/db/pool.ts';
import { type TestStores, useStores } from '../../common/testing/stores.ts';
import { bodyHash, type EntryBody, entryHash, genesisHash } from './entry.ts';
import { compareWithKept, takeHeads } from './kept-heads.ts';
import { verifyLedger } from './verify.ts';
import { LedgerWriter } from './writer.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await useStores();
});
afterAll(async () => stores.close());

async function newChain(): Promise<string> {
  const chainId = randomUUID();
  await query(stores.pool, 'insert into ledger_heads (chain_id) values ($1)', [chainId]);
  return chainId;
}

function body(chainId: string, index: number): EntryBody {
  return {
    chainId,
    disclosureId: randomUUID(),
    kind: 'invoke',
    skillId: 'coffee',
    skillVersion: '1',
    turnId: `turn-${index}`,
    fields: [
      {
        path: 'utterance',
        valueClass: DataClass.UTTERANCE,
        sizeBytes: index,
        purpose: '为了点咖啡',
        grantId: 'g',
      },
    ],
    disclosedAtMs: 1_700_000_000_000 + index,
  };
}

describe('hashes', () => {
  const some = body('0b54ae5c-0b54-4b54-8b54-0b54ae5c0b54', 1);

  test('each part of a line changes its hash, and parts cannot flow into each other', () => {
    const texts = fc.string({ maxLength: 12 });
    const bodies = fc.record({
      chainId: texts,
      disclosureId: texts,
      kind: fc.constantFrom('invoke' as const, 'pull' as const),
      skillId: texts,
      skillVersion: texts,
      turnId: texts,
      disclosedAtMs: fc.nat(),
      fields: fc.array(
        fc.record({
          path: texts,
          valueClass: fc.constantFrom(...Object.values(DataClass)),
          sizeBytes: fc.nat(),
          purpose: texts,
          grantId: texts,
        }),
        { maxLength: 3 },
      ),
    });
    fc.assert(
      fc.property(bodies, bodies, (one, other) => {
        const isEqual = JSON.stringify(one) === JSON.stringify(other);
        const keys = (value: EntryBody) => JSON.stringify([value.fields, { ...value, fields: 0 }]);
        expect(bodyHash(one).equals(bodyHash(other))).toBe(isEqual || keys(one) === keys(other));
      }),
      { numRuns: propertyRuns() },
    );
    const shifted = { ...some, skillId: 'coffe', skillVersion: 'e1' };
    expect(bodyHash(shifted).equals(bodyHash(some))).toBe(false);
  });

  test('a line has the hash that it had when it was written, whatever became of this code', () => {
    const line: EntryBody = {
      ...{
        chainId: 'c-1',
        disclosureId: 'd-1',
        kind: 'invoke',
        turnId: 'turn-1',
        disclosedAtMs: 1_796_065_883_376,
      },
      ...{ skillId: 'com.example.skill', skillVersion: '1.2.0' },
      fields: [
        { path: 'slots.Drink', valueClass: 3, sizeBytes: 6, purpose: '', grantId: '' },
        { path: 'utterance', valueClass: 4, sizeBytes: 21, purpose: '用于称呼您。', grantId: 'g-1' },
      ],
    };
    expect(bodyHash(line).toString('hex')).toBe(
      'e3da568fe019226cb3eb494cb1ff3e0d4d9628a279e3e22f249894d870793a34',
    );
  });

  test('the database links lines by the same formula', async () => {
    const chainId = await newChain();
    const writer = new LedgerWriter(stores.pool);
    let previous = genesisHash;
    for (const [index, one] of [body(chainId, 0), body(chainId, 1), body(chainId, 2)].entries()) {
      await writer.append(one, 1);
      previous = entryHash(previous, index + 1, bodyHash(one));
      const [row] = await query<{ entry_hash: Buffer }>(
        stores.pool,
        'select entry_hash from ledger_entries where chain_id = $1 and sequence = $2',
        [chainId, index + 1],
      );
      expect(row?.entry_hash.equals(previous)).toBe(true);
    }
  });
});

test('a decision from another revision of the consent is not written', async () => {
  const chainId = await newChain();
  const writer = new LedgerWriter(stores.pool);
  const outcomes = await Promise.all([
    writer.append(body(chainId, 0), 1),
    writer.append(body(chainId, 1), 2),
    writer.append(body(randomUUID(), 2), 1),
    writer.append(body(chainId, 3), 1),
  ]);
  expect(outcomes).toEqual(['written', 'stale', 'stale', 'written']);
  const rows = await query<{ sequence: number; turn_id: string }>(
    stores.pool,
    'select sequence, turn_id from ledger_entries where chain_id = $1 order by sequence',
    [chainId],
  );
  expect(rows).toEqual([
    { sequence: 1, turn_id: 'turn-0' },
    { sequence: 2, turn_id: 'turn-3' },
  ]);
});

describe('tampering', () => {
  let chainId: string;
  let otherChainId: string;

  beforeEach(async () => {
    await query(stores.pool, 'alter table ledger_entries disable trigger user');
    await query(stores.pool, 'truncate ledger_entries, ledger_heads cascade');
    [chainId, otherChainId] = [await newChain(), await newChain()];
    const writer = new LedgerWriter(stores.pool);
    for (let index = 0; index < 5; index += 1) {
      await writer.append(body(chainId, index), 1);
      await writer.append(body(otherChainId, index), 1);
    }
    expect(await verifyLedger(stores.pool)).toEqual({ verifiedEntries: 10, verifiedChains: 2, findings: [] });
  });

  const third = 'chain_id = $1 and sequence = 3';
  const findings = async () =>
    (await verifyLedger(stores.pool)).findings.map((one) => [one.chainId, one.sequence, one.finding]);

  test.each([
    ['disclosure_id', 'gen_random_uuid()'],
    ['kind', `'pull'`],
    ['skill_id', `'tea'`],
    ['skill_version', `'2'`],
    ['turn_id', `'turn-x'`],
    ['fields', `jsonb_set(fields, '{0,sizeBytes}', '0')`],
    ['fields', `jsonb_set(fields, '{0,purpose}', '"another"')`],
    ['fields', `'[]'`],
    ['disclosed_at_ms', 'disclosed_at_ms + 1'],
  ])('of %s in one line is found there and nowhere else (%s)', async (column, expression) => {
    await query(stores.pool, `update ledger_entries set ${column} = ${expression} where ${third}`, [chainId]);
    expect(await findings()).toEqual([[chainId, 3, 'altered']]);
  });

  test('of a hash is found', async () => {
    await query(
      stores.pool,
      `update ledger_entries set entry_hash = sha256('x') where chain_id = $1 and sequence = 5`,
      [chainId],
    );
    expect(await findings()).toEqual([
      [chainId, 5, 'altered'],
      [chainId, 6, 'truncated'],
    ]);
  });

  test('a removed line, a removed tail and a head set back are found', async () => {
    await query(stores.pool, `delete from ledger_entries where ${third}`, [chainId]);
    expect(await findings()).toEqual([[chainId, 3, 'missing']]);
    await query(stores.pool, 'delete from ledger_entries where chain_id = $1 and sequence > 3', [
      otherChainId,
    ]);
    expect(await findings()).toContainEqual([otherChainId, 4, 'truncated']);
    await query(stores.pool, 'update ledger_heads set last_sequence = 3 where chain_id = $1', [otherChainId]);
    expect(await findings()).toContainEqual([otherChainId, 4, 'truncated']);
  });

  test('two lines that changed places, and a line that moved to another chain, are found', async () => {
    const swap = `update ledger_entries set sequence = case sequence when 2 then 93 when 3 then 92 end
      where chain_id = $1 and sequence in (2, 3)`;
    await query(stores.pool, swap, [chainId]);
    await query(stores.pool, 'update ledger_entries set sequence = sequence - 90 where sequence > 90');
    expect((await findings()).slice(0, 2)).toEqual([
      [chainId, 2, 'altered'],
      [chainId, 3, 'altered'],
    ]);
    await query(
      stores.pool,
      'update ledger_entries set chain_id = $2, sequence = 6 where chain_id = $1 and sequence = 5',
      [chainId, otherChainId],
    );
    expect(await findings()).toEqual(
      expect.arrayContaining([
        [otherChainId, 6, 'altered'],
        [chainId, 5, 'truncated'],
      ]),
    );
  });

  test('that rewrites lines and head together is found by a head that was kept elsewhere', async () => {
    const kept = await takeHeads(stores.pool);
    expect(await compareWithKept(stores.pool, kept)).toEqual([]);
    // What somebody with the whole database in their hands would do: write the last two lines anew.
    await query(stores.pool, 'delete from ledger_entries where chain_id = $1 and sequence > 3', [chainId]);
    await query(
      stores.pool,
      `update ledger_heads h set last_sequence = 3, last_hash = e.entry_hash from ledger_entries e
       where h.chain_id = $1 and e.chain_id = h.chain_id and e.sequence = 3`,
      [chainId],
    );
    expect(await compareWithKept(stores.pool, kept)).toEqual([
      { chainId, sequence: 5, finding: 'truncated' },
    ]);
    const writer = new LedgerWriter(stores.pool);
    for (const index of [30, 40]) await writer.append(body(chainId, index), 1);
    expect(await findings()).toEqual([]);
    expect(await compareWithKept(stores.pool, kept)).toEqual([{ chainId, sequence: 5, finding: 'altered' }]);
    expect(JSON.stringify(kept)).not.toContain('account');
  });

  test('a line without a head is found', async () => {
    await query(stores.pool, 'alter table ledger_entries drop constraint ledger_entries_chain_id_fkey');
    await query(stores.pool, 'delete from ledger_heads where chain_id = $1', [chainId]);
    expect(await findings()).toEqual([[chainId, 1, 'headless']]);
  });

  test('is refused by the database itself as long as nobody switches its guard off', async () => {
    await query(stores.pool, 'alter table ledger_entries enable trigger user');
    for (const statement of [
      'update ledger_entries set turn_id = turn_id',
      'delete from ledger_entries',
      'truncate ledger_entries',
    ]) {
      await expect(query(stores.pool, statement)).rejects.toMatchObject({ detail: { sqlState: '42501' } });
    }
  });
});

test('two processes write into the same chains: no line is lost and no chain breaks', async () => {
  const chains = [await newChain(), await newChain(), await newChain(), await newChain()];
  const script = fileURLToPath(new URL('../testing/append-many.ts', import.meta.url));
  const count = 200;
  const run = () =>
    promisify(execFile)(process.execPath, [script, stores.databaseUrl, String(count), ...chains]);
  const results = await Promise.all([run(), run()]);
  expect(results.map(({ stdout }) => Number(stdout))).toEqual([count * 4, count * 4]);
  const rows = await query<{ lines: number; writers: number }>(
    stores.pool,
    `select count(*)::integer as lines, count(distinct split_part(turn_id, '-', 2))::integer as writers
     from ledger_entries where chain_id = any($1) group by chain_id`,
    [chains],
  );
  expect(rows).toEqual(Array.from({ length: 4 }, () => ({ lines: count * 2, writers: 2 })));
  expect((await verifyLedger(stores.pool)).findings).toEqual([]);
});

test('a writer that is killed takes no acknowledged line with it', async () => {
  const chains = [await newChain(), await newChain(), await newChain()];
  const script = fileURLToPath(new URL('../testing/append-until-killed.ts', import.meta.url));
  const child = spawn(process.execPath, [script, stores.databaseUrl, ...chains], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (output.length > 37 * 300) child.kill('SIGKILL');
  });
  await ended;
  expect(child.signalCode).toBe('SIGKILL');
  const acknowledged = output.split('\n').filter((line) => line.length === 36);
  expect(acknowledged.length).toBeGreaterThan(300);
  const rows = await query<{ disclosure_id: string }>(
    stores.pool,
    'select disclosure_id from ledger_entries where chain_id = any($1)',
    [chains],
  );
  const stored = new Set(rows.map((row) => row.disclosure_id));
  expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  expect((await verifyLedger(stores.pool)).findings).toEqual([]);
});
