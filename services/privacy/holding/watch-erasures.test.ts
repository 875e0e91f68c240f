/** Whoever keeps what is in no table hears of each erasure, and of those that it missed. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callUnary, openServerStream } from '../../common/grpc/client.ts';
import { type Harness, limits, makeHome, startHarness } from '../testing/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

test('an erasure is told at once, and to whoever comes later by another state than the last', async () => {
  const { client } = harness;
  const watch = () => {
    const states = openServerStream(client.watchErasures.bind(client), {}, { deadlineMs: 20_000 });
    return { next: async () => (await states.next()).value?.state, end: () => states.return?.(undefined) };
  };
  const home = await makeHome(client);
  const watching = watch();
  const before = await watching.next();
  const erasing = callUnary(client, 'eraseData', { householdId: home.householdId, tenantId: '' }, limits);
  const told = await watching.next();
  await erasing;
  expect(told).not.toBe(before);
  const later = watch();
  expect(await later.next()).toBe(told);
  await Promise.all([watching.end(), later.end()]);
});
