/**
 * One object for each answer to who is listening. An answer names no device, so few exist at a time, and thousands of
 * connections hold the same one: each with a copy of its own would be most of what an idle connection costs.
 */
import { LRUCache } from 'lru-cache';
import { Audience } from '../../../proto/gen/earshot/turn/v1/audience.ts';
import { ownBytes } from '../../common/own-bytes.ts';

/** As many as can be of use at a time; what is dropped lives on where it is held. */
const maxShared = 512;

export class SharedAudiences {
  readonly #known = new LRUCache<string, Audience>({ max: maxShared });

  /** The same answer as this, to the last bit, held by nobody else's bytes. */
  of(audience: Audience): Audience {
    const key = Buffer.from(Audience.encode(audience).finish()).toString('latin1');
    let shared = this.#known.get(key);
    if (shared === undefined) {
      const policy = audience.policy && Object.freeze({ ...audience.policy });
      shared = Object.freeze({ ...audience, policy, signature: ownBytes(audience.signature) });
      this.#known.set(key, shared);
    }
    return shared;
  }
}
