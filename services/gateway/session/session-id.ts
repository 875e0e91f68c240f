/**
 * Session ids that only their device can resume: a random part and a keyed hash over it and the device. Any
 * gateway that shares the key file can check one, so nothing has to be stored, and an id that leaked (it
 * stands in logs) is of no use to another device.
 */
import { createHmac, createSecretKey, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';

const randomPartBytes = 16;
const tagBytes = 16;
const shape = /^[\w-]{22}\.[\w-]{22}$/;

export class SessionIds {
  readonly #key: KeyObject;

  /** `key` of at least 32 bytes. */
  constructor(key: Buffer) {
    if (key.length < 32) throw new RangeError('a session key has at least 32 bytes');
    this.#key = createSecretKey(key);
  }

  create(deviceId: string): string {
    const random = randomBytes(randomPartBytes).toString('base64url');
    return `${random}.${this.#tag(random, deviceId).toString('base64url')}`;
  }

  /** Whether this id was made for this device. */
  belongsTo(sessionId: string, deviceId: string): boolean {
    if (!shape.test(sessionId)) return false;
    const [random = '', tag = ''] = sessionId.split('.');
    const given = Buffer.from(tag, 'base64url');
    return given.length === tagBytes && timingSafeEqual(given, this.#tag(random, deviceId));
  }

  #tag(random: string, deviceId: string): Buffer {
    return createHmac('sha256', this.#key)
      .update(`earshot session\0${random}\0${deviceId}`)
      .digest()
      .subarray(0, tagBytes);
  }
}
