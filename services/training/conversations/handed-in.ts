/**
 * Whether a conversation was handed in before, for as long as a raw turn lives. It is known by a digest of what was said and in
 * which account, under a key that dies at the deadline: afterwards nobody can ask whether somebody said something.
 */
import { createHmac } from 'node:crypto';
import { type PoolClient, query } from '../../common/db/pool.ts';
import type { DeadlineKey, DeadlineKeys } from '../intake/deadline-keys.ts';

export interface HandedInOptions {
  /** Each serves new conversations for the first half of its life, so that a digest is known for at least the other. */
  readonly keys: DeadlineKeys;
  readonly now: () => number;
}

export class HandedIn {
  readonly #options: HandedInOptions;

  constructor(options: HandedInOptions) {
    this.#options = options;
  }

  /**
   * Notes the conversation in the transaction in which its lines are kept; calls wait for each other.
   * @param said Whatever makes it this conversation and no other; class utterance
   * @returns false when it was noted before, and then nothing is to be kept
   */
  async note(client: PoolClient, keyId: string, said: string): Promise<boolean> {
    const { keys, now } = this.#options;
    await query(client, `select pg_advisory_xact_lock(hashtext('training_handed_in'))`, []);
    const live = await this.#live(client);
    try {
      const digests = live.map(({ key }) => digestOf(key, said));
      const known = await query(client, 'select 1 from training_handed_in where digest = any($1::bytea[])', [
        digests,
      ]);
      if (known.length > 0) return false;
      let serving = live.find(({ deadlineMs }) => deadlineMs - now() > keys.lifeMs / 2);
      if (serving === undefined) {
        serving = keys.create();
        live.push(serving);
      }
      await query(
        client,
        'insert into training_handed_in (digest, deadline_key, key_id, deadline_at) values ($1, $2, $3, $4)',
        [digestOf(serving.key, said), serving.name, keyId, new Date(serving.deadlineMs)],
      );
      return true;
    } finally {
      for (const { key } of live) key.fill(0);
    }
  }

  async #live(client: PoolClient): Promise<DeadlineKey[]> {
    const rows = await query<{ deadline_key: string; deadline_at: Date }>(
      client,
      'select distinct deadline_key, deadline_at from training_handed_in where deadline_at > $1',
      [new Date(this.#options.now())],
    );
    const live: DeadlineKey[] = [];
    for (const { deadline_key: name, deadline_at: deadlineAt } of rows) {
      const key = await this.#options.keys.find(name);
      if (key !== undefined) live.push({ name, key, deadlineMs: deadlineAt.getTime() });
    }
    return live;
  }
}

const digestOf = (key: Buffer, said: string): Buffer => createHmac('sha256', key).update(said).digest();
