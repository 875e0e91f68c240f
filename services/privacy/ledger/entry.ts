/** Lines of the ledger and how they are hashed into a chain. */
import { createHash, hash } from 'node:crypto';
import type { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { lengthPrefixed } from '../length-prefixed.ts';

/** One field in a line of the ledger: its name and size, never its value. */
export interface EntryField {
  readonly path: string;
  readonly valueClass: DataClass;
  readonly sizeBytes: number;
  readonly purpose: string;
  /** Empty for what enabling the skill implies. */
  readonly grantId: string;
}

/** A line of the ledger without its place in the chain. */
export interface EntryBody {
  /** Random name of the chain; the ledger names no account. */
  readonly chainId: string;
  readonly disclosureId: string;
  /** `invoke`: left with a request; `pull`: read by the skill. */
  readonly kind: 'invoke' | 'pull';
  readonly skillId: string;
  readonly skillVersion: string;
  readonly turnId: string;
  readonly fields: readonly EntryField[];
  readonly disclosedAtMs: number;
}

/** Hash before the first entry. */
export const genesisHash: Buffer = Buffer.alloc(32);

/**
 * SHA-256 over every part of the body, each with its length before it, so that no two bodies have one encoding.
 * Numbers are decimal text. A change of this encoding needs a new version name in its first part.
 */
export function bodyHash(body: EntryBody): Buffer {
  const { chainId, disclosureId, kind, skillId, skillVersion, turnId, disclosedAtMs, fields } = body;
  const head = [
    'earshot.ledger.1',
    chainId,
    disclosureId,
    kind,
    skillId,
    skillVersion,
    turnId,
    disclosedAtMs,
  ];
  const parts: (string | number)[] = [...head, fields.length];
  for (const { path, valueClass, sizeBytes, purpose, grantId } of fields) {
    parts.push(path, valueClass, sizeBytes, purpose, grantId);
  }
  return hash('sha256', lengthPrefixed(parts), 'buffer');
}

/** SHA-256 over the previous hash, the sequence as 8 bytes big-endian, and the body's hash. The database links
 * entries by the same formula (`ledger_append` in migration 0022). */
export function entryHash(previousHash: Buffer, sequence: number, body: Buffer): Buffer {
  const place = Buffer.alloc(8);
  place.writeBigInt64BE(BigInt(sequence));
  return createHash('sha256').update(previousHash).update(place).update(body).digest();
}
