/** Plaintext from another machine is refused at every way in, unless a proxy ends TLS or the operator listed the network. */
import { afterEach, expect, test } from 'vitest';
import { type Harness, startHarness } from '../testing/harness.ts';

let harness: Harness | undefined;
afterEach(() => harness?.close());

/** To this gateway a test comes from nowhere near. */
const elsewhere = { EARSHOT_GATEWAY_CLEAR_TEXT_FROM: '192.0.2.0/24' };

const activate = async ({ url }: Harness, headers: Record<string, string> = {}) => {
  const body = JSON.stringify({ claimCode: 'GOOD-CODE', model: 'test' });
  const http = url.replace('ws:', 'http:');
  const response = await fetch(`${http}/v1/activate`, { method: 'POST', headers, body });
  return { status: response.status, ...((await response.json()) as { code?: string; deviceToken?: string }) };
};

test('a speaker and a claim code that come in clear text from another machine are refused', async () => {
  harness = await startHarness({}, elsewhere);
  await expect(harness.raw('far')).rejects.toMatchObject({ status: 403 });
  const refused = await activate(harness);
  expect(refused).toMatchObject({ status: 403, code: 'CLEAR_TEXT_REFUSED' });
  expect(refused.deviceToken).toBeUndefined();
  // Nobody behind a proxy that there is not is believed to be encrypted.
  const claimed = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '127.0.0.1' };
  expect(await activate(harness, claimed)).toMatchObject({ status: 403 });
});

test('from this machine, and as it comes, they are let in', async () => {
  harness = await startHarness();
  const speaker = await harness.raw('near');
  await speaker.hello();
  speaker.socket.close();
  expect(await activate(harness)).toMatchObject({ status: 200 });
});

test('through a proxy that ends TLS they are let in from everywhere', async () => {
  harness = await startHarness({}, { ...elsewhere, EARSHOT_GATEWAY_PROXY_HOPS: '1' });
  const speaker = await harness.raw('proxied');
  await speaker.hello();
  speaker.socket.close();
  expect(await activate(harness, { 'x-forwarded-for': '203.0.113.9' })).toMatchObject({ status: 200 });
});
