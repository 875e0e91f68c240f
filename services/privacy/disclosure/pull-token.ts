/** Tokens that let a skill read granted fields: sealed, not stored. */
import { z } from 'zod';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { open, seal } from '../../common/keys/seal.ts';

/**
 * What a pull token says. It is sealed (AES-256-GCM under a key from a file) rather than kept in a table: nothing is
 * written on the way of a turn, nothing that opens anything lies in the database, and every process can check it.
 * What a table would give, revocation, comes from the epoch and the grants, which are read again at each pull.
 */
export interface PullClaims {
  readonly disclosureId: string;
  readonly turnId: string;
  readonly deviceId: string;
  readonly skillId: string;
  readonly skillVersion: string;
  /** Epoch of the pseudonyms at the time; a rotated epoch makes the token worthless. */
  readonly epoch: number;
  /** Path and grant of each field: a token opens what was agreed to when it was made, and no later agreement. */
  readonly grants: readonly (readonly [path: string, grantId: string])[];
  readonly expiresAtMs: number;
}

const claimsSchema = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.number().int(),
  z.array(z.tuple([z.string(), z.string()])),
  z.number().int(),
]);

const context = 'earshot.pull-token.2';

export function makePullToken(key: Buffer, claims: PullClaims): string {
  const content = JSON.stringify([
    claims.disclosureId,
    claims.turnId,
    claims.deviceId,
    claims.skillId,
    claims.skillVersion,
    claims.epoch,
    claims.grants,
    claims.expiresAtMs,
  ]);
  return `pull_${seal(key, content, context).toString('base64url')}`;
}

/** @throws EarshotError UNAUTHENTICATED when the token is not ours, was changed, or is over. */
export function readPullToken(key: Buffer, token: string, nowMs: number): PullClaims {
  const claims = openClaims(key, token);
  if (claims === undefined || claims.expiresAtMs <= nowMs) throw new EarshotError('UNAUTHENTICATED');
  return claims;
}

function openClaims(key: Buffer, token: string): PullClaims | undefined {
  if (!/^pull_[A-Za-z0-9_-]{40,4096}$/.test(token)) return undefined;
  try {
    const text = open(key, Buffer.from(token.slice('pull_'.length), 'base64url'), context).toString('utf8');
    const [disclosureId, turnId, deviceId, skillId, skillVersion, epoch, grants, expiresAtMs] =
      claimsSchema.parse(JSON.parse(text));
    return { disclosureId, turnId, deviceId, skillId, skillVersion, epoch, grants, expiresAtMs };
  } catch {
    return undefined;
  }
}
