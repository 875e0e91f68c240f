/** A long-lived key as Node's cryptography takes it at once. */
import { createSecretKey, type KeyObject } from 'node:crypto';

const prepared = new WeakMap<Buffer, KeyObject>();

/**
 * The same key, prepared once: given as bytes, each use makes such an object anew and leaves it to the garbage collector, which
 * takes four times as long as a short HMAC. For keys that live as long as the process and are never overwritten.
 */
export function secretKeyOf(key: Buffer): KeyObject {
  let one = prepared.get(key);
  if (one === undefined) {
    one = createSecretKey(key);
    prepared.set(key, one);
  }
  return one;
}
