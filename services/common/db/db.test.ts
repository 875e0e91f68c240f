import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestStores, useStores } from '../testing/stores.ts';
import { GroupCommitter } from './group-commit.ts';
import { migrate } from './migrate.ts';
import { query, withTransaction } from './pool.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await useStores();
  await query(stores.pool, 'create table test_things (id integer primary key, words text)');
});
afterAll(async () => stores.close());

test('migrations are applied once, even by two processes at a time', async () => {
  const [first, second] = await Promise.all([migrate(stores.databaseUrl), migrate(stores.databaseUrl)]);
  expect([...first, ...second]).toEqual([]);
});

test('every column says which data class it holds', async () => {
  const rows = await query<{ column: string; comment: string | null }>(
    stores.pool,
    `select c.table_name || '.' || c.column_name as column,
            col_description((quote_ident(c.table_name))::regclass, c.ordinal_position) as comment
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name <> 'test_things'`,
  );
  expect(rows.length).toBeGreaterThan(5);
  const classes =
    /^class: (public|audio|operational|command|utterance|identifier|contact|location_coarse|location_precise|biometric|child|credential|government_id|transaction|health|image|preference)\b/;
  // Sound rests under a seal or nowhere.
  const sound = rows.filter(({ comment }) => comment?.startsWith('class: audio'));
  expect(sound.filter(({ column }) => !column.includes('.sealed_'))).toEqual([]);
  expect(rows.filter(({ comment }) => !classes.test(comment ?? '')).map(({ column }) => column)).toEqual([]);
});

test('an error keeps the SQLSTATE and loses the values', async () => {
  await query(stores.pool, `insert into test_things values (1, 'first')`);
  const failure = await query(stores.pool, 'insert into test_things values ($1, $2)', [
    1,
    'canary words',
  ]).catch((e: unknown) => e);
  expect(failure).toMatchObject({ code: 'STORE_FAILED', detail: { sqlState: '23505' } });
  expect(JSON.stringify(failure) + String(failure)).not.toContain('canary');
});

test('a transaction that fails leaves nothing', async () => {
  await expect(
    withTransaction(stores.pool, async (client) => {
      await client.query('insert into test_things values (2)');
      throw new Error('no');
    }),
  ).rejects.toThrow();
  expect(await query(stores.pool, 'select from test_things where id = 2')).toEqual([]);
});

test('a connection that the server ends in the middle of a transaction fails that transaction and nobody else', async () => {
  const cut = withTransaction(stores.pool, async (client) => {
    const [mine] = await query<{ pid: number }>(client, 'select pg_backend_pid() as pid');
    await query(stores.pool, 'select pg_terminate_backend($1)', [mine?.pid]);
    // Nothing is asked of it while it breaks: that is when nobody listens.
    await new Promise((resolve) => setTimeout(resolve, 100));
    await query(client, 'insert into test_things values (3)');
  });
  await expect(cut).rejects.toMatchObject({ code: 'STORE_FAILED' });
  expect(await query(stores.pool, 'select from test_things where id = 3')).toEqual([]);
});

test('callers of one moment share a commit, and a bad item fails alone', async () => {
  let commits = 0;
  const committer = new GroupCommitter<number, number>((batch) =>
    withTransaction(stores.pool, async (client) => {
      commits += 1;
      for (const id of batch) await client.query('insert into test_things values ($1)', [id]);
      return batch;
    }),
  );
  const settled = await Promise.allSettled([10, 11, 1, 12].map((id) => committer.submit(id)));
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  commits = 0;
  await Promise.all(Array.from({ length: 100 }, (_, index) => committer.submit(100 + index)));
  expect(commits).toBeLessThan(5);
});
