/**
 * Whether a conversation was handed in before, for as long as a raw turn lives. It is known by a digest of what was said and in
 * which account, under a key that dies at the deadline: afterwards nobody can ask whether somebody said something.
 */
import { createHmac } from 'node:crypto';
import { type PoolClient, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { DeadlineKeys } from '../intake/deadline-keys.ts';

interface Live {
  readonly name: string;
  readonly key: Buffer;
  readonly deadlineMs: number;
}

export interface HandedInOptions {
  readonly keys: DeadlineKeys;
  readonly now: () => number;
  /** How long a key lives; each serves new conversations for the first half, so that a digest is known for at least the other. */
  readonly lifeMs: number;
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
    await query(client, `select pg_advisory_xact_lock(hashtext('training_handed_in'))`, []);
    const live = await this.#live(client);
    const digests = live.map(({ key }) => digestOf(key, said));
    try {
      const known = await query(client, 'select 1 from training_handed_in where digest = any($1::bytea[])', [
        digests,
      ]);
      if (known.length > 0) return false;
      const serving = live.find(
        ({ deadlineMs }) => deadlineMs - this.#options.now() > this.#options.lifeMs / 2,
      );
      const { name, key, deadlineMs } = serving ?? this.#options.keys.create();
      const digest = digestOf(key, said);
      if (serving === undefined) key.fill(0);
      await query(
        client,
        'insert into training_handed_in (digest, deadline_key, key_id, deadline_at) values ($1, $2, $3, $4)',
        [digest, name, keyId, new Date(deadlineMs)],
      );
      return true;
    } finally {
      for (const { key } of live) key.fill(0);
    }
  }

  async #live(client: PoolClient): Promise<Live[]> {
    const rows = await query<{ deadline_key: string; deadline_at: Date }>(
      client,
      'select distinct deadline_key, deadline_at from training_handed_in where deadline_at > $1',
      [new Date(this.#options.now())],
    );
    const live: Live[] = [];
    for (const { deadline_key: name, deadline_at: deadlineAt } of rows) {
      const key = await this.#options.keys.get(name).catch((error: unknown) => {
        if (error instanceof EarshotError && error.code === 'NOT_FOUND') return undefined;
        throw error;
      });
      if (key !== undefined) live.push({ name, key, deadlineMs: deadlineAt.getTime() });
    }
    return live;
  }
}

const digestOf = (key: Buffer, said: string): Buffer => createHmac('sha256', key).update(said).digest();
