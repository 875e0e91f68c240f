/** What an offer is known by: a code of six digits, keyed hashes of what the device says of itself, and its token. */
import { createHmac } from 'node:crypto';

/** Devices of other makers speak the digits one by one, and know no more of them than these. */
const digits = 6;

/** The code of an offer: it stands nowhere, and is the same however often the device asks. */
export function offeredCode(key: Buffer, seed: Buffer): string {
  const mac = createHmac('sha256', key).update('earshot.device-code.1:').update(seed).digest();
  return String(mac.readUIntBE(0, 6) % 10 ** digits).padStart(digits, '0');
}

/** The code without what people put between digits; undefined when it cannot be one. */
export function normaliseOfferCode(text: string): string | undefined {
  if (text.length > 32) return undefined;
  const plain = text.normalize('NFKC').replace(/[\s\-–—.,_]/g, '');
  return /^[0-9]{6}$/.test(plain) ? plain : undefined;
}

/** However a MAC address is written, it is the same device. */
export const normaliseHardwareId = (text: string): string => text.toLowerCase().replace(/[^0-9a-z]/g, '');

export type Kept = 'code' | 'hardware' | 'client';

/** What is stored instead of it. */
export function offerMac(key: Buffer, kind: Kept, text: string): Buffer {
  return createHmac('sha256', key).update(`earshot.device-offer.1:${kind}:${text}`).digest();
}

/** In the shape of every device's token: 256 bits that nobody finds without the key. */
export function offeredToken(key: Buffer, seed: Buffer): string {
  const mac = createHmac('sha256', key).update('earshot.device-token.1:').update(seed).digest();
  return `edt_${mac.toString('base64url')}`;
}
