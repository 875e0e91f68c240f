/** Ids and device tokens: random, and told apart by their first word. */
import { createHash, randomBytes } from 'node:crypto';

/** 128 random bits after a word that says what it is. */
export const newId = (kind: 'household' | 'account' | 'tenant' | 'device'): string =>
  `${kind}-${randomBytes(16).toString('hex')}`;

/** 256 random bits; shown once. */
export const newDeviceToken = (): string => `edt_${randomBytes(32).toString('base64url')}`;

/**
 * What is kept of a token. A plain SHA-256 is enough: nobody can try out 2^256 tokens. It is looked up by this
 * hash, so how long a comparison takes says nothing about the token itself.
 */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token, 'utf8').digest();
