/** Which share of owners meets a version that is tried: by a keyed hash, so that nobody can choose it and it stays. */
import { createHmac } from 'node:crypto';
import { secretKeyOf } from '../../common/keys/secret-key.ts';
import { type Owner, ownerKey } from './owner.ts';

/**
 * Of 0 to 99, the same for this owner and skill each time: a larger share adds owners and takes none away. Without the key
 * nobody can make households that meet every first version, or none.
 */
export function placeOf(key: Buffer, owner: Owner, skillId: string): number {
  const digest = createHmac('sha256', secretKeyOf(key))
    .update(`share\n${skillId}\n${ownerKey(owner)}`)
    .digest();
  return digest.readUInt32BE(0) % 100;
}

/** Bits of a day's crowd; the sign of a bigint stays out. */
const crowdBits = 62;

/** The bit that an owner sets among those who used a version on a day: enough to count to twenty, too few to name anybody. */
export function crowdBit(key: Buffer, owner: Owner, about: string): bigint {
  const digest = createHmac('sha256', secretKeyOf(key))
    .update(`crowd\n${about}\n${ownerKey(owner)}`)
    .digest();
  return 1n << BigInt(digest.readUInt32BE(0) % crowdBits);
}
