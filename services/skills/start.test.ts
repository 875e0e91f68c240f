/** A router that starts before what it stands on: it waits, and does not end. */
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callUnary } from '../common/grpc/client.ts';
import { makeHome } from '../privacy/testing/harness.ts';
import { type Harness, startHarness } from './testing/harness.ts';

let harness: Harness;
let directory: string;
beforeAll(async () => {
  harness = await startHarness();
  directory = await mkdtemp(join(tmpdir(), 'earshot-start-'));
});
afterAll(async () => {
  await harness?.close();
  await rm(directory, { recursive: true });
});

test('it serves as soon as its database answers, however late that is', async () => {
  const url = new URL(harness.privacy.stores.databaseUrl);
  const sockets = url.searchParams.get('host') ?? '';
  url.searchParams.set('host', join(directory, 'door'));
  const from = harness.logLines.length;
  let isServing = false;
  const starting = harness.another({ EARSHOT_DATABASE_URL: url.href }).then((router) => {
    isServing = true;
    return router;
  });
  const waits = () =>
    harness.logLines.slice(from).filter((line) => JSON.parse(line).event === 'service.waits').length;
  await expect.poll(waits).toBeGreaterThan(2);
  expect(isServing).toBe(false);
  await symlink(sockets, join(directory, 'door'));
  const router = await starting;
  try {
    const { device } = await makeHome(harness.privacy.client);
    const request = { device, locale: 'en-US' };
    const { skillSet } = await callUnary(router.client, 'getSkillSet', request, { deadlineMs: 5_000 });
    expect(skillSet?.skillSetId).not.toBe('');
  } finally {
    await router.close();
  }
});
