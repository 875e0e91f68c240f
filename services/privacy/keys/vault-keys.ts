/**
 * Keys in a Vault: one transit key for each subject, which never leaves it. What seals is derived there, by an HMAC over a
 * fixed text; a destroyed key derives nothing. Several machines share it without sharing a folder.
 * Paths and answers: HashiCorp Vault, HTTP API of the transit secrets engine.
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request } from 'undici';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { requireUuid } from '../accounts/validate.ts';
import type { KeyStore } from './key-store.ts';

export interface VaultOptions {
  /** E.g. `https://vault.example:8200`. */
  readonly address: string;
  /** Where the transit engine is mounted. */
  readonly mount: string;
  /** File with the token, read anew for each call, so that an agent may renew it. */
  readonly tokenFile: string;
  readonly timeoutMs?: number;
}

const derivedFrom = Buffer.from('earshot data key 1').toString('base64');

export class VaultKeys implements KeyStore {
  readonly #options: VaultOptions;

  constructor(options: VaultOptions) {
    this.#options = options;
  }

  async create(): Promise<string> {
    const keyId = randomUUID();
    await this.#call('POST', `keys/${keyId}`, { type: 'aes256-gcm96', exportable: false });
    // Without it Vault refuses to destroy a key, and a person could not be forgotten.
    await this.#call('POST', `keys/${keyId}/config`, { deletion_allowed: true });
    return keyId;
  }

  async get(keyId: string): Promise<Buffer> {
    requireUuid(keyId);
    // Asked first: the HMAC of a key that is not there is a bad request like any other.
    await this.#call('GET', `keys/${keyId}`);
    const answer = await this.#call('POST', `hmac/${keyId}/sha2-256`, { input: derivedFrom });
    const hmac = /^vault:v1:([A-Za-z0-9+/=]{44})$/.exec(String(answer?.data?.hmac))?.[1];
    if (hmac === undefined) throw new EarshotError('SERVICE_UNAVAILABLE');
    return Buffer.from(hmac, 'base64');
  }

  async destroy(keyId: string): Promise<void> {
    requireUuid(keyId);
    await this.#call('DELETE', `keys/${keyId}`).catch((error: unknown) => {
      if (!(error instanceof EarshotError && error.code === 'NOT_FOUND')) throw error;
    });
  }

  /** @throws EarshotError NOT_FOUND for no such key; SERVICE_UNAVAILABLE for everything else that is not an answer. */
  async #call(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<{ data?: { hmac?: unknown } } | undefined> {
    const { address, mount, tokenFile, timeoutMs = 3_000 } = this.#options;
    try {
      const token = (await readFile(tokenFile, 'utf8')).trim();
      const answer = await request(new URL(`/v1/${mount}/${path}`, address), {
        method,
        headers: { 'x-vault-token': token, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      });
      const text = await answer.body.text();
      if (answer.statusCode === 404) throw new EarshotError('NOT_FOUND');
      // Vault says so of a key that is not there, when it is asked to delete it.
      if (method === 'DELETE' && /could not (?:delete|find)/.test(text)) throw new EarshotError('NOT_FOUND');
      if (answer.statusCode >= 300) throw new EarshotError('SERVICE_UNAVAILABLE');
      return text === '' ? undefined : (JSON.parse(text) as { data?: { hmac?: unknown } });
    } catch (error) {
      if (error instanceof EarshotError) throw error;
      // Its cause may hold the address, and nothing of it helps a caller.
      throw new EarshotError('SERVICE_UNAVAILABLE');
    }
  }
}
