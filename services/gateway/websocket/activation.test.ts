/** Whose attempts are counted together. */
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renewToken } from '../../speaker/index.ts';
import { type Harness, startHarness } from '../testing/harness.ts';
import { clientAddress, sourceOf } from './sources.ts';

const request = (forwarded: string | undefined) =>
  ({
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    socket: { remoteAddress: '10.0.0.1' },
  }) as unknown as IncomingMessage;

test.each([
  ['without a proxy nobody is believed', '203.0.113.9', 0, '10.0.0.1'],
  ['behind one, what it appended counts', '203.0.113.9', 1, '203.0.113.9'],
  ['what the caller put there first does not count', '198.51.100.1, 203.0.113.9', 1, '203.0.113.9'],
  ['behind two', '198.51.100.1, 203.0.113.9, 10.0.0.7', 2, '203.0.113.9'],
  ['a proxy that names nobody', undefined, 1, '10.0.0.1'],
  ['fewer names than proxies', '203.0.113.9', 2, '10.0.0.1'],
])('%s', (_name, forwarded, hops, address) => {
  expect(clientAddress(request(forwarded), hops)).toBe(address);
});

test('an address of IPv6 counts with its whole /64, one of IPv4 alone, however it is written', () => {
  expect(sourceOf('2001:db8:1:2:3:4:5:6')).toBe(sourceOf('2001:DB8:0001:2::9'));
  expect(sourceOf('2001:db8:1:2::1')).not.toBe(sourceOf('2001:db8:1:3::1'));
  expect(sourceOf('::1')).toBe('0:0:0:0');
  expect(sourceOf('fe80::1%eth0')).toBe(sourceOf('fe80::2'));
  expect(sourceOf('::ffff:203.0.113.9')).toBe('203.0.113.9');
  expect(sourceOf('203.0.113.9')).toBe('203.0.113.9');
});

describe('guessing', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({}, { EARSHOT_GATEWAY_PROXY_HOPS: '1' });
  });
  afterAll(() => harness.close());

  const activate = async (address: string, claimCode: string) => {
    const response = await fetch(`${harness.url.replace('ws:', 'http:')}/v1/activate`, {
      method: 'POST',
      headers: { 'x-forwarded-for': address },
      body: JSON.stringify({ claimCode, model: 'test' }),
    });
    const { code } = (await response.json()) as { code?: string };
    return { status: response.status, code, retryAfterS: Number(response.headers.get('retry-after')) };
  };

  test('70 wrong codes from 7 addresses are no business of anybody else', async () => {
    const answers = await Promise.all(
      Array.from({ length: 70 }, (_, index) => activate(`203.0.113.${index % 7}`, `WRONG-${index}`)),
    );
    expect(new Set(answers.map(({ code }) => code))).toEqual(new Set(['CLAIM_CODE_WRONG']));
    expect(await activate('198.51.100.1', 'GOOD-CODE')).toMatchObject({ status: 200 });
    expect(await activate('203.0.113.1', 'GOOD-CODE')).toMatchObject({ status: 429 });
  });

  test('whoever guesses is told how long to wait, a right code costs nothing', async () => {
    for (let count = 0; count < 10; count += 1) {
      expect(await activate('2001:db8::1', `NOT-${count}`)).toMatchObject({ status: 403 });
    }
    // Another address of the same /64.
    const slowed = await activate('2001:db8::2', 'NOT-11');
    expect(slowed).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
    expect(slowed.retryAfterS).toBeGreaterThan(1);
    expect(slowed.retryAfterS).toBeLessThanOrEqual(6);
  });

  test('one code from many addresses is slowed too', async () => {
    const statuses = [];
    for (let count = 0; count < 8; count += 1)
      statuses.push((await activate(`192.0.2.${count}`, 'ONE-CODE')).status);
    expect(statuses).toEqual([403, 403, 403, 403, 403, 429, 429, 429]);
  });
});

describe('a device that shows a code', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  const ask = async (path: string, body: object) => {
    const response = await fetch(`${harness.url.replace('ws:', 'http:')}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };

  test('gets its token once its owner entered the code, and the same again', async () => {
    const shown = await ask('/v1/device-code', { model: 'shelf' });
    expect(shown).toMatchObject({ status: 200, body: { userCode: '135790', intervalS: 5, expiresInS: 600 } });
    const { deviceCode = '' } = shown.body;
    expect(await ask('/v1/device-token', { deviceCode })).toEqual({ status: 202, body: {} });
    harness.script.accepted.add(deviceCode);
    const given = await ask('/v1/device-token', { deviceCode });
    expect(given).toMatchObject({ status: 200, body: { deviceToken: `token-${deviceCode}` } });
    expect(await ask('/v1/device-token', { deviceCode })).toEqual(given);
  });

  test('takes a new token for the one it has, and is told when it is time', async () => {
    harness.script.isTokenOld = true;
    const told: boolean[] = [];
    await harness.speaker('aged', {
      onMessage: (message) => {
        if (message.type === 'hello_ack') told.push(message.isTokenOld);
      },
    });
    harness.script.isTokenOld = false;
    expect(told).toEqual([true]);
    expect(await renewToken(harness.url, 'token-aged')).toBe('token-aged-renewed');
    harness.script.revoked.add('nobody');
    await expect(renewToken(harness.url, 'token-nobody')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await ask('/v1/device-token/renew', {})).toMatchObject({ status: 401 });
  });

  test.each([
    ['/v1/device-code', {}, 400],
    ['/v1/device-code', { model: 'x'.repeat(65) }, 400],
    ['/v1/device-token', { deviceCode: 'guess' }, 400],
    ['/v1/device-token', { deviceCode: `edc_${'A'.repeat(43)}` }, 404],
  ])('%s with %j is refused', async (path, body, status) => {
    expect(await ask(path, body)).toMatchObject({ status });
  });
});
