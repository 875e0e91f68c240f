import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { propertyRuns } from '../../../property-runs.ts';
import { loadWebhookSigningKeys } from './signing-keys.ts';
import {
  generateWebhookKey,
  parseWebhookSigningKey,
  parseWebhookVerificationKey,
  signStandardWebhook,
  timestampToleranceMs,
  verifyStandardWebhook,
} from './standard-webhooks.ts';

// RFC 8032, section 7.1, test 1: seed and public key. Not made by our own code.
const seedHex = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
const pointHex = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';

const nowMs = 1_700_000_000_000;

function freshKey() {
  const signing = parseWebhookSigningKey(generateWebhookKey());
  return { signing, trusted: parseWebhookVerificationKey(signing.verificationKey) };
}

describe('standard webhooks', () => {
  test('derives the public key of RFC 8032 from its seed, alone or with the public half', () => {
    const publicText = `whpk_${Buffer.from(pointHex, 'hex').toString('base64')}`;
    const seedText = `whsk_${Buffer.from(seedHex, 'hex').toString('base64')}`;
    const bothText = `whsk_${Buffer.from(seedHex + pointHex, 'hex').toString('base64')}`;
    expect(parseWebhookSigningKey(seedText).verificationKey).toBe(publicText);
    expect(parseWebhookSigningKey(bothText).verificationKey).toBe(publicText);
    const mixed = Buffer.concat([Buffer.from(seedHex, 'hex'), Buffer.alloc(32, 1)]).toString('base64');
    expect(() => parseWebhookSigningKey(`whsk_${mixed}`)).toThrow(TypeError);
    expect(() => parseWebhookSigningKey('whsec_abc')).toThrow(TypeError);
    expect(() => parseWebhookVerificationKey('whpk_abc')).toThrow(TypeError);
  });

  test('accepts what it signed, and nothing that differs in one byte', () => {
    const { signing, trusted } = freshKey();
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(), (body, position) => {
        const headers = signStandardWebhook('msg_1', body, [signing], nowMs);
        expect(verifyStandardWebhook({ ...headers }, body, [trusted], nowMs)).toEqual({ isValid: true });
        const changed = Uint8Array.from(body);
        changed[position % changed.length] = (changed[position % changed.length] ?? 0) ^ 1;
        expect(verifyStandardWebhook({ ...headers }, changed, [trusted], nowMs).isValid).toBe(false);
      }),
      { numRuns: propertyRuns(50) },
    );
  });

  test('binds the id and the timestamp', () => {
    const { signing, trusted } = freshKey();
    const headers = { ...signStandardWebhook('msg_1', '{}', [signing], nowMs) };
    expect(verifyStandardWebhook({ ...headers, 'webhook-id': 'msg_2' }, '{}', [trusted], nowMs).isValid).toBe(
      false,
    );
    const later = String(Number(headers['webhook-timestamp']) + 1);
    expect(verifyStandardWebhook({ ...headers, 'webhook-timestamp': later }, '{}', [trusted], nowMs)).toEqual(
      {
        isValid: false,
        reason: 'wrong_signature',
      },
    );
  });

  test('takes five minutes both ways and not a second more', () => {
    const { signing, trusted } = freshKey();
    const headers = { ...signStandardWebhook('msg_1', '{}', [signing], nowMs) };
    const at = (offsetMs: number) => verifyStandardWebhook(headers, '{}', [trusted], nowMs + offsetMs);
    expect(at(timestampToleranceMs).isValid).toBe(true);
    expect(at(-timestampToleranceMs).isValid).toBe(true);
    expect(at(timestampToleranceMs + 1)).toEqual({ isValid: false, reason: 'too_old' });
    expect(at(-timestampToleranceMs - 1)).toEqual({ isValid: false, reason: 'too_new' });
  });

  test('rotates: two keys sign, either receiver accepts, a stranger does not', () => {
    const [old, fresh, stranger] = [freshKey(), freshKey(), freshKey()];
    const headers = { ...signStandardWebhook('msg_1', '{}', [fresh.signing, old.signing], nowMs) };
    expect(verifyStandardWebhook(headers, '{}', [old.trusted], nowMs).isValid).toBe(true);
    expect(verifyStandardWebhook(headers, '{}', [fresh.trusted], nowMs).isValid).toBe(true);
    expect(verifyStandardWebhook(headers, '{}', [stranger.trusted], nowMs).isValid).toBe(false);
    expect(verifyStandardWebhook(headers, '{}', [], nowMs).isValid).toBe(false);
  });

  test('never throws on arbitrary headers', () => {
    const { trusted } = freshKey();
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (id, timestamp, signature, body) => {
        const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
        expect(verifyStandardWebhook(headers, body, [trusted], nowMs).isValid).toBe(false);
      }),
    );
    expect(verifyStandardWebhook({}, '', [trusted], nowMs)).toEqual({
      isValid: false,
      reason: 'missing_header',
    });
  });
});

describe('signing keys', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  test('are made once, kept, and readable by their owner alone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'earshot-keys-'));
    folders.push(folder);
    const [first] = loadWebhookSigningKeys(folder);
    const [second] = loadWebhookSigningKeys(folder);
    const path = join(folder, 'keys', 'webhooks', 'signing.keys');
    expect(second?.verificationKey).toBe(first?.verificationKey);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    writeFileSync(path, `${generateWebhookKey()}\n${readFileSync(path, 'utf8')}`);
    expect(loadWebhookSigningKeys(folder).map((key) => key.verificationKey)[1]).toBe(first?.verificationKey);
    chmodSync(path, 0o644);
    expect(() => loadWebhookSigningKeys(folder)).toThrow('0600');
  });
});
