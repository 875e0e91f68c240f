/** Whose attempts are counted together. */
import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { clientAddress } from './activation.ts';

const request = (forwarded: string | undefined) =>
  ({
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    socket: { remoteAddress: '10.0.0.1' },
  }) as unknown as IncomingMessage;

test.each([
  ['without a proxy nobody is believed', '203.0.113.9', 0, '10.0.0.1'],
  ['behind one, what it appended counts', '203.0.113.9', 1, '203.0.113.9'],
  ['what the caller put there first is hearsay', '198.51.100.1, 203.0.113.9', 1, '203.0.113.9'],
  ['behind two', '198.51.100.1, 203.0.113.9, 10.0.0.7', 2, '203.0.113.9'],
  ['a proxy that names nobody', undefined, 1, '10.0.0.1'],
  ['fewer names than proxies', '203.0.113.9', 2, '10.0.0.1'],
])('%s', (_name, forwarded, hops, address) => {
  expect(clientAddress(request(forwarded), hops)).toBe(address);
});
