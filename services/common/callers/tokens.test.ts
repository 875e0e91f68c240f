/** Tokens that say something else than a trusted key does open nothing. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError } from '../config.ts';
import { codeOf } from '../errors/earshot-error.ts';
import { callerConfig } from '../testing/callers.ts';
import { loadCredentials } from './credentials.ts';
import {
  callerKeysDir,
  createCallerKeys,
  loadSigningKey,
  loadTrustedKeys,
  privateKeyFile,
  type SigningKey,
  trustDirOf,
} from './keys.ts';
import { TokenSigner, TokenVerifier } from './tokens.ts';

let stateDir: string;
let keysDir: string;
let gateway: SigningKey;
let nowMs = Date.UTC(2026, 0, 1);
const now = () => nowMs;
const verifier = () => new TokenVerifier(() => loadTrustedKeys(trustDirOf(keysDir)), now);

beforeAll(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'earshot-tokens-'));
  keysDir = callerKeysDir(stateDir);
  createCallerKeys(keysDir);
  gateway = loadSigningKey(privateKeyFile(keysDir, 'gateway'));
});
afterAll(() => rmSync(stateDir, { recursive: true, force: true }));

const outcome = async (check: () => unknown): Promise<unknown> => {
  try {
    return await check();
  } catch (error) {
    return codeOf(error);
  }
};

/** A token as an attacker who holds some key would make it. */
function forged(claims: JWTPayload, key: SigningKey = gateway, alg = 'EdDSA'): Promise<string> {
  const seconds = Math.floor(nowMs / 1000);
  const usual = { iss: 'gateway', aud: 'privacy', iat: seconds, exp: seconds + 300 };
  return new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg, kid: key.keyId }).sign(key.key);
}

describe('a token', () => {
  test('names its service, and the person it speaks for', async () => {
    const signer = new TokenSigner('gateway', gateway, now);
    const person = { role: 'owner', subjectId: 's', householdId: 'h' } as const;
    const checking = verifier();
    expect(await checking.check(await signer.tokenFor('privacy'), 'privacy')).toEqual({ service: 'gateway' });
    expect(await checking.check(await signer.tokenFor('privacy', person), 'privacy')).toEqual({
      service: 'gateway',
      person,
    });
    // The second time neither side computes anything.
    expect(signer.tokenFor('privacy', person)).toBeTypeOf('string');
    expect(checking.check(signer.tokenFor('privacy') as string, 'privacy')).toEqual({ service: 'gateway' });
  });

  test('is renewed before it ends, and opens nothing after it', async () => {
    const signer = new TokenSigner('gateway', gateway, now);
    const first = await signer.tokenFor('privacy');
    const checking = verifier();
    await checking.check(first, 'privacy');
    nowMs += 250_000;
    expect(await signer.tokenFor('privacy')).not.toBe(first);
    nowMs += 61_000;
    expect(await outcome(() => checking.check(first, 'privacy'))).toBe('CALLER_UNKNOWN');
    expect(await outcome(() => verifier().check(first, 'privacy'))).toBe('CALLER_UNKNOWN');
  });

  test('for one service opens no other, remembered or not', async () => {
    const token = await new TokenSigner('gateway', gateway, now).tokenFor('privacy');
    const checking = verifier();
    expect(await outcome(() => checking.check(token, 'skills'))).toBe('CALLER_UNKNOWN');
    await checking.check(token, 'privacy');
    expect(await outcome(() => checking.check(token, 'skills'))).toBe('CALLER_UNKNOWN');
  });

  test.each<[string, () => Promise<string | undefined>]>([
    ['absent', async () => undefined],
    ['no token', async () => 'hello'],
    ['too long', async () => 'x'.repeat(5_000)],
    ['of a service for another', () => forged({ iss: 'skills' })],
    ['longer than allowed', () => forged({ exp: Math.floor(nowMs / 1000) + 3_600 })],
    [
      'from the future',
      () => forged({ iat: Math.floor(nowMs / 1000) + 100, exp: Math.floor(nowMs / 1000) + 200 }),
    ],
    ['without an end', () => forged({ exp: undefined as never })],
    ['for a role that does not exist', () => forged({ role: 'emperor' })],
    [
      'signed by a key that nobody trusts',
      () => forged({}, { ...gateway, key: generateKeyPairSync('ed25519').privateKey }),
    ],
    [
      'not signed',
      async () => {
        const [, claims] = (await forged({})).split('.');
        return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`;
      },
    ],
    [
      'changed on the way',
      async () => {
        const [header, , signature] = (await forged({})).split('.');
        const claims = {
          iss: 'gateway',
          aud: 'privacy',
          role: 'operator',
          iat: nowMs / 1000,
          exp: nowMs / 1000 + 9,
        };
        return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
      },
    ],
  ])('%s is refused', async (_what, make) => {
    expect(await outcome(async () => verifier().check(await make(), 'privacy'))).toBe('CALLER_UNKNOWN');
  });
});

describe('keys', () => {
  test('a new key beside the old one is trusted without a restart', async () => {
    const checking = verifier();
    const pair = generateKeyPairSync('ed25519');
    const path = join(stateDir, 'next.jwk');
    writeFileSync(path, JSON.stringify(pair.privateKey.export({ format: 'jwk' })), { mode: 0o600 });
    const token = await new TokenSigner('tts', loadSigningKey(path), now).tokenFor('privacy');
    expect(await outcome(() => checking.check(token, 'privacy'))).toBe('CALLER_UNKNOWN');
    const trusted = JSON.stringify(pair.publicKey.export({ format: 'jwk' }));
    writeFileSync(join(trustDirOf(keysDir), 'tts.next.jwk'), trusted);
    nowMs += 6_000;
    expect(await checking.check(token, 'privacy')).toEqual({ service: 'tts' });
  });

  test('made twice stay the same', () => {
    createCallerKeys(keysDir);
    expect(loadSigningKey(privateKeyFile(keysDir, 'gateway')).keyId).toBe(gateway.keyId);
  });

  test('that everybody can read, or that are not there, keep a service from starting', () => {
    const open = join(stateDir, 'open.jwk');
    writeFileSync(open, '{}', { mode: 0o644 });
    expect(() => loadCredentials('asr', { ...callerConfig(stateDir), callerKeyFile: open })).toThrow(
      ConfigError,
    );
    const absent = { ...callerConfig(stateDir), tlsCaFile: join(stateDir, 'absent.pem') };
    expect(() => loadCredentials('asr', absent)).toThrow(/EARSHOT_TLS_/);
  });
});
