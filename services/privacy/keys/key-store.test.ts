/** Every store of keys: the same key as long as it lives, and none afterwards. The Vault here speaks its documented API. */
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs, { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { open, seal } from '../../common/keys/seal.ts';
import { DataKeys } from './data-keys.ts';
import type { KeyStore } from './key-store.ts';
import { VaultKeys } from './vault-keys.ts';

const token = 'a-token-of-the-test';
const folder = mkdtempSync(join(tmpdir(), 'earshot-keys-'));
const tokenFile = join(folder, 'vault-token');
writeFileSync(tokenFile, `${token}\n`);

/** Keys by name, and whether each may be deleted, as the transit engine keeps them. */
const vaulted = new Map<string, { secret: Buffer; mayDelete: boolean }>();
let vault: Server;
let address: string;

beforeAll(async () => {
  vault = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>;
    const answer = (status: number, data?: object) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(data === undefined ? '' : JSON.stringify(data));
    };
    if (request.headers['x-vault-token'] !== token) return answer(403, { errors: ['permission denied'] });
    const [, kind, name = '', rest = ''] =
      /^\/v1\/transit\/(keys|hmac)\/([^/]+)(?:\/(.+))?$/.exec(request.url ?? '') ?? [];
    const key = vaulted.get(name);
    const asked = `${request.method} ${kind} ${rest}`;
    if (asked === 'POST keys ') {
      if (key === undefined) vaulted.set(name, { secret: randomBytes(32), mayDelete: false });
      return answer(200, { data: { name } });
    }
    if (key === undefined) {
      if (request.method === 'GET') return answer(404, { errors: [] });
      return answer(400, {
        errors: [
          request.method === 'DELETE' ? `could not delete key; not found` : 'encryption key not found',
        ],
      });
    }
    switch (asked) {
      case 'POST keys config':
        key.mayDelete = body['deletion_allowed'] === true;
        return answer(200, {});
      case 'GET keys ':
        return answer(200, { data: { name } });
      case 'POST hmac sha2-256': {
        const mac = createHmac('sha256', key.secret).update(Buffer.from(String(body['input']), 'base64'));
        return answer(200, { data: { hmac: `vault:v1:${mac.digest('base64')}` } });
      }
      case 'DELETE keys ':
        if (!key.mayDelete) return answer(400, { errors: ['deletion is not allowed for this key'] });
        vaulted.delete(name);
        return answer(204);
      default:
        return answer(404, { errors: [] });
    }
  });
  vault.listen(0, '127.0.0.1');
  await once(vault, 'listening');
  address = `http://127.0.0.1:${(vault.address() as AddressInfo).port}`;
});
afterAll(() => vault.close());

const stores: readonly (readonly [string, () => KeyStore])[] = [
  ['files', () => new DataKeys(folder, Buffer.alloc(32, 7))],
  ['a Vault', () => new VaultKeys({ address, mount: 'transit', tokenFile })],
];

describe.each(stores)('keys in %s', (_name, make) => {
  test('are the same for every process, differ from each other, and seal', async () => {
    const [here, there] = [make(), make()];
    const [one, other] = [await here.create(), await here.create()];
    const key = await there.get(one);
    expect(key).toHaveLength(32);
    expect(await here.get(one)).toEqual(key);
    expect(await here.get(other)).not.toEqual(key);
    expect(open(await there.get(one), seal(key, 'a word', 'here'), 'here').toString()).toBe('a word');
  });

  test('are gone for everybody once they are destroyed, and destroying twice is once', async () => {
    const [here, there] = [make(), make()];
    const keyId = await here.create();
    await there.get(keyId);
    await here.destroy(keyId);
    await here.destroy(keyId);
    await expect(there.get(keyId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('are found by ids of ours alone', async () => {
    for (const id of ['', '../subject-wrapping', 'x'.repeat(36), `${'0'.repeat(8)}/config`]) {
      await expect(make().get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});

test('a file of a destroyed key is nowhere in its folder', async () => {
  const keys = new DataKeys(folder, Buffer.alloc(32, 7));
  const keyId = await keys.create();
  const names = () => readdirSync(join(folder, 'keys'), { recursive: true }).map(String);
  expect(names().some((name) => name.includes(keyId))).toBe(true);
  await keys.destroy(keyId);
  expect(names().some((name) => name.includes(keyId))).toBe(false);
});

test('a key is its owner’s alone, and nobody’s turn stands still while it is written', async () => {
  const own = mkdtempSync(join(tmpdir(), 'earshot-keys-'));
  const { fsyncSync } = fs;
  let blocked = 0;
  fs.fsyncSync = (descriptor) => {
    blocked += 1;
    fsyncSync(descriptor);
  };
  syncBuiltinESMExports();
  try {
    await new DataKeys(own, Buffer.alloc(32, 7)).create();
  } finally {
    fs.fsyncSync = fsyncSync;
    syncBuiltinESMExports();
  }
  expect(blocked).toBe(0);
  const made = readdirSync(own, { recursive: true }).map((name) => join(own, String(name)));
  expect(made.filter((path) => statSync(path).isFile())).toHaveLength(1);
  expect(made.filter((path) => (statSync(path).mode & 0o077) !== 0)).toEqual([]);
});

test('a Vault that refuses, or is not there, says so, and is not taken for a destroyed key', async () => {
  const wrong = join(folder, 'wrong-token');
  writeFileSync(wrong, 'no');
  const keyId = await new VaultKeys({ address, mount: 'transit', tokenFile }).create();
  for (const options of [
    { address, mount: 'transit', tokenFile: wrong },
    { address, mount: 'transit', tokenFile: join(folder, 'none') },
    { address: 'http://127.0.0.1:9', mount: 'transit', tokenFile },
  ]) {
    const keys = new VaultKeys({ ...options, timeoutMs: 500 });
    await expect(keys.get(keyId)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await expect(keys.destroy(keyId)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  }
});
