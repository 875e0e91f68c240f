/** Signs answers to who is listening, and puts the public key where every service finds it. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LRUCache } from 'lru-cache';
import type { Audience } from '../../../proto/gen/earshot/turn/v1/audience.ts';
import { audienceKeyId, audienceKeyPath, signedBytes } from '../../common/audience.ts';
import { loadOrCreateKeyFile } from '../../common/keys/key-file.ts';
import { decideAudience, type Situation } from './decide.ts';

/** A gateway that cannot reach this service gives up on a device after five minutes; a turn may follow. */
const validForMs = 10 * 60_000;
/** After which an answer is signed anew, so that one handed out lasts long enough. */
const renewAfterMs = 2 * 60_000;

export class AudienceSigner {
  readonly #privateKey: KeyObject;
  readonly #keyId: string;
  readonly #now: () => number;
  /** By listener, policy and region: an answer names no device, so one signature serves all that are alike. */
  readonly #signed = new LRUCache<string, { audience: Audience; signedAtMs: number }>({ max: 1_000 });

  constructor(options: { stateDir: string; now: () => number }) {
    const pem = loadOrCreateKeyFile(join(options.stateDir, 'keys', 'audience.pem'), () =>
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    );
    this.#privateKey = createPrivateKey(pem);
    const publicKey = createPublicKey(this.#privateKey);
    this.#keyId = audienceKeyId(publicKey);
    this.#now = options.now;
    publish(
      audienceKeyPath(options.stateDir, this.#keyId),
      publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    );
  }

  /** @param region Where the listener's data must stay. */
  answer(situation: Situation, region: string): Audience {
    const { listener, policy } = decideAudience(situation);
    const name = `${listener} ${region} ${Object.values(policy).map(Number).join('')}`;
    const nowMs = this.#now();
    const known = this.#signed.get(name);
    if (known !== undefined && nowMs >= known.signedAtMs && nowMs - known.signedAtMs < renewAfterMs) {
      return known.audience;
    }
    const unsigned: Audience = {
      listener,
      policy,
      region,
      validUntilMs: nowMs + validForMs,
      keyId: this.#keyId,
      signature: Buffer.alloc(0),
    };
    const audience = { ...unsigned, signature: sign(null, signedBytes(unsigned), this.#privateKey) };
    this.#signed.set(name, { audience, signedAtMs: nowMs });
    return audience;
  }
}

/** Whole or not at all, whoever reads at the moment. */
function publish(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  const aside = `${path}.${randomBytes(8).toString('hex')}.new`;
  writeFileSync(aside, text, { mode: 0o644 });
  chmodSync(aside, 0o644);
  renameSync(aside, path);
}
