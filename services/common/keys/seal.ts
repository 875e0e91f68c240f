/** Seals texts at rest, bound to what they belong to. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { EarshotError } from '../errors/earshot-error.ts';

/** AES-256-GCM: `1` | 12-byte nonce | ciphertext | 16-byte tag. The context is authenticated, not stored. */
const formatVersion = 1;
const nonceBytes = 12;
const tagBytes = 16;

/** @param context What the text belongs to; the same text cannot be opened as anything else. */
export function seal(key: Buffer, plaintext: Uint8Array | string, context: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context, 'utf8'));
  const text = typeof plaintext === 'string' ? Buffer.from(plaintext, 'utf8') : plaintext;
  return Buffer.concat([
    Buffer.of(formatVersion),
    nonce,
    cipher.update(text),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
}

/** @throws EarshotError PERMISSION_DENIED when key, context or a single bit differ. */
export function open(key: Buffer, sealed: Uint8Array, context: string): Buffer {
  if (sealed.length < 1 + nonceBytes + tagBytes || sealed[0] !== formatVersion) {
    throw new EarshotError('PERMISSION_DENIED');
  }
  const nonce = sealed.subarray(1, 1 + nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
    .setAAD(Buffer.from(context, 'utf8'))
    .setAuthTag(sealed.subarray(sealed.length - tagBytes));
  try {
    return Buffer.concat([
      decipher.update(sealed.subarray(1 + nonceBytes, sealed.length - tagBytes)),
      decipher.final(),
    ]);
  } catch {
    // The cause of a failed authentication says nothing that a caller may know.
    throw new EarshotError('PERMISSION_DENIED');
  }
}
