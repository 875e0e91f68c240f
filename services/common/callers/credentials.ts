/** What a process needs to call others and to be called: its key, the keys it trusts, and certificates where set. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { stateDir } from '../addresses.ts';
import { type Config, ConfigError, setting } from '../config.ts';
import type { Person, ServiceName } from './access.ts';
import {
  callerKeysDir,
  loadSigningKey,
  loadTrustedKeys,
  privateKeyFile,
  type SigningKey,
  trustDirOf,
} from './keys.ts';
import { TokenSigner, TokenVerifier } from './tokens.ts';

const file = (variable: string, description: string) =>
  setting(variable, z.string().min(1).optional(), description);

/** Settings of every process that calls or is called. */
export const callerSettings = {
  stateDir,
  callerKeyFile: file(
    'EARSHOT_CALLER_KEY_FILE',
    "this service's own private key; absent: keys/callers/<service>/private.jwk in the state folder",
  ),
  callerTrustDir: file(
    'EARSHOT_CALLER_TRUST_DIR',
    "folder with every service's public key; absent: keys/callers/trusted in the state folder",
  ),
  tlsCertificateFile: file(
    'EARSHOT_TLS_CERTIFICATE_FILE',
    "this service's certificate chain, PEM; with the two below, services speak mutual TLS and nothing else",
  ),
  tlsKeyFile: file('EARSHOT_TLS_KEY_FILE', 'private key of that certificate, PEM'),
  tlsCaFile: file(
    'EARSHOT_TLS_CA_FILE',
    'certificates of the authority that signs those of all services, PEM',
  ),
} as const;

export type CallerConfig = Config<typeof callerSettings>;

export interface TlsMaterial {
  readonly certificate: Buffer;
  readonly key: Buffer;
  readonly authority: Buffer;
}

export interface Credentials {
  readonly signer: TokenSigner;
  readonly verifier: TokenVerifier;
  readonly tls: TlsMaterial | undefined;
  /** For whom this process calls; absent = for itself. */
  readonly person: Person | undefined;
}

/** The same process, calling for a person. */
export function actingAs(credentials: Credentials, person: Person): Credentials {
  return { ...credentials, person };
}

/** @throws ConfigError naming the setting whose file cannot be used. */
export function loadCredentials(service: ServiceName, config: CallerConfig): Credentials {
  const keysDir = callerKeysDir(config.stateDir);
  const keyFile = config.callerKeyFile ?? privateKeyFile(keysDir, service);
  const trustDir = config.callerTrustDir ?? trustDirOf(keysDir);
  const key = usable<SigningKey>(callerSettings.callerKeyFile, () => loadSigningKey(keyFile));
  const verifier = usable(
    callerSettings.callerTrustDir,
    () => new TokenVerifier(() => loadTrustedKeys(trustDir)),
  );
  return { signer: new TokenSigner(service, key), verifier, tls: loadTls(config), person: undefined };
}

function loadTls(config: CallerConfig): TlsMaterial | undefined {
  const { tlsCertificateFile, tlsKeyFile, tlsCaFile } = config;
  if (tlsCertificateFile === undefined && tlsKeyFile === undefined && tlsCaFile === undefined) {
    return undefined;
  }
  const read = (one: typeof callerSettings.tlsKeyFile, path: string | undefined) =>
    usable(one, () => readFileSync(path ?? ''));
  return {
    certificate: read(callerSettings.tlsCertificateFile, tlsCertificateFile),
    key: read(callerSettings.tlsKeyFile, tlsKeyFile),
    authority: read(callerSettings.tlsCaFile, tlsCaFile),
  };
}

function usable<T>(one: { variable: string; description: string }, load: () => T): T {
  try {
    return load();
  } catch {
    throw new ConfigError([
      `${one.variable}: no usable file there (${one.description}; \`earshot keys\` makes caller keys)`,
    ]);
  }
}
