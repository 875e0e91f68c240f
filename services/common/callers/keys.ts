/**
 * Key pairs of services as files: `<service>/private.jwk`, which that service alone can read, and
 * `trusted/<service>.jwk`, which everybody reads. Each stands in a folder of its own, so that a deployment can mount
 * exactly what a process needs.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { loadOrCreateKeyFile } from '../keys/key-file.ts';
import { type ServiceName, serviceNames } from './access.ts';

/** Folder of all caller keys in a state directory. */
export const callerKeysDir = (stateDir: string): string => join(stateDir, 'keys', 'callers');
export const privateKeyFile = (keysDir: string, service: ServiceName): string =>
  join(keysDir, service, 'private.jwk');
export const trustDirOf = (keysDir: string): string => join(keysDir, 'trusted');

export interface SigningKey {
  readonly keyId: string;
  readonly key: KeyObject;
}

export interface TrustedKey {
  readonly service: ServiceName;
  readonly key: KeyObject;
}

/** Names a key by itself, so that two keys of one service can be trusted while it changes them. */
function keyIdOf(jwk: { readonly x?: string | undefined }): string {
  return createHash('sha256')
    .update(jwk.x ?? '')
    .digest('base64url')
    .slice(0, 16);
}

/**
 * Makes the pairs that are not there yet; those that are stay as they are.
 * @throws Error when a private key can be read by others.
 */
export function createCallerKeys(keysDir: string, services: readonly ServiceName[] = serviceNames): void {
  const trusted = trustDirOf(keysDir);
  mkdirSync(trusted, { recursive: true, mode: 0o755 });
  for (const service of services) {
    const text = loadOrCreateKeyFile(privateKeyFile(keysDir, service), () =>
      JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })),
    );
    const { d: _secret, ...publicJwk } = JSON.parse(text) as Record<string, string>;
    const path = join(trusted, `${service}.jwk`);
    const aside = `${path}.${process.pid}.new`;
    writeFileSync(aside, JSON.stringify(publicJwk));
    chmodSync(aside, 0o644);
    // In one step: whoever reads the folder at this moment finds a whole key.
    renameSync(aside, path);
  }
}

/** @throws Error when the file is absent, no Ed25519 key, or readable by everybody. */
export function loadSigningKey(path: string): SigningKey {
  if ((statSync(path).mode & 0o007) !== 0) throw new Error('A caller key can be read by everybody.');
  const jwk = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
  const key = createPrivateKey({ key: jwk, format: 'jwk' });
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('A caller key is no Ed25519 key.');
  return { keyId: keyIdOf(jwk), key };
}

/**
 * Public keys by id. A file is `<service>.jwk`; while a service changes its key, a second one beside it is
 * `<service>.<anything>.jwk`.
 */
export function loadTrustedKeys(trustDir: string): ReadonlyMap<string, TrustedKey> {
  const keys = new Map<string, TrustedKey>();
  for (const file of readdirSync(trustDir)) {
    const service = serviceNames.find((name) => file.startsWith(`${name}.`) && file.endsWith('.jwk'));
    if (service === undefined) continue;
    const jwk = JSON.parse(readFileSync(join(trustDir, file), 'utf8')) as Record<string, string>;
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    if (key.asymmetricKeyType === 'ed25519') keys.set(keyIdOf(jwk), { service, key });
  }
  return keys;
}
