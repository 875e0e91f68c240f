/** Signed answers to who is listening, for tests: a key of their own, and a trust folder that holds it. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type AudiencePolicy, Listener, policyOf } from '../../../language/audience/policy.ts';
import type { Audience } from '../../../proto/gen/earshot/turn/v1/audience.ts';
import type { TurnRef } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { AudienceReader, audienceKeyId, audienceKeyPath, signedBytes } from '../audience.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const keyId = audienceKeyId(publicKey);

/** Makes services that run on this state directory believe {@link signedAudience}. */
export function trustTestAudiences(stateDir: string): void {
  const path = audienceKeyPath(stateDir, keyId);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, publicKey.export({ type: 'spki', format: 'pem' }));
}

/** Good for an hour, as the privacy service would sign it. */
export function signedAudience(
  listener: Listener = Listener.HOUSEHOLD,
  region = 'local',
  policy: Partial<AudiencePolicy> = {},
): Audience {
  const unsigned: Audience = {
    listener,
    policy: { ...policyOf(listener), ...policy },
    region,
    validUntilMs: Date.now() + 3_600_000,
    keyId,
    signature: Buffer.alloc(0),
  };
  return { ...unsigned, signature: sign(null, signedBytes(unsigned), privateKey) };
}

/** A turn's reference with a grown-up at home, unless said otherwise. */
export const turnRef = (part: Partial<TurnRef> = {}): TurnRef => ({
  turnId: 'turn-1',
  sessionId: 'session-1',
  locale: 'en-US',
  audience: signedAudience(),
  ...part,
});

let trustDir: string | undefined;

/** A state directory that holds nothing but the trust in {@link signedAudience}. */
export function testTrustDir(): string {
  if (trustDir === undefined) {
    trustDir = mkdtempSync(join(tmpdir(), 'earshot-trust-'));
    trustTestAudiences(trustDir);
  }
  return trustDir;
}

let reader: AudienceReader | undefined;

/** Reads what {@link signedAudience} signs. */
export function testAudiences(): AudienceReader {
  reader ??= new AudienceReader({ stateDir: testTrustDir() });
  return reader;
}
