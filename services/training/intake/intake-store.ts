/** Rows of turns that wait. The row and its work are one fact; the words and the sound in it are sealed with its deadline's key. */
import { randomUUID } from 'node:crypto';
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { open, seal } from '../../common/keys/seal.ts';
import { recordEvent } from '../../common/outbox.ts';
import type { DeadlineKeys } from './deadline-keys.ts';
import type { WaitingTurn } from './turn.ts';

export const intakeQueue = 'training-intake';

export interface Waiting {
  readonly intakeId: string;
  readonly deadlineKey: string;
  readonly keyId: string;
  readonly turn: WaitingTurn;
  readonly audio: Buffer | undefined;
}

export interface NewTurn {
  readonly turn: WaitingTurn;
  readonly audio: Buffer | undefined;
}

interface Row {
  readonly key_id: string;
  readonly deadline_key: string;
  readonly sealed_turn: Buffer;
  readonly sealed_audio: Buffer | null;
}

export class IntakeStore {
  readonly #pool: Pool;
  readonly #keys: DeadlineKeys;

  constructor(pool: Pool, keys: DeadlineKeys) {
    this.#pool = pool;
    this.#keys = keys;
  }

  async waiting(): Promise<number> {
    const [row] = await query<{ count: number }>(this.#pool, 'select count(*) from training_intake');
    return Number(row?.count ?? 0);
  }

  /**
   * All of them or none.
   * @param isNew Asked first, in the same transaction: false keeps nothing
   * @returns the events of the outbox, to be hinted at; absent when nothing was new
   */
  async put(
    keyId: string,
    said: readonly NewTurn[],
    isNew: (client: PoolClient) => Promise<boolean> = async () => true,
  ): Promise<string[] | undefined> {
    const rows = said.map((one) => ({ ...one, intakeId: randomUUID(), ...this.#keys.create() }));
    let put: string[] | undefined;
    try {
      put = await withTransaction(this.#pool, async (client) => {
        if (!(await isNew(client))) return undefined;
        const events: string[] = [];
        for (const { intakeId, name, key, deadlineMs, turn, audio } of rows) {
          await query(
            client,
            `insert into training_intake (intake_id, key_id, deadline_key, sealed_turn, sealed_audio, deadline_at)
             values ($1, $2, $3, $4, $5, $6)`,
            [
              intakeId,
              keyId,
              name,
              seal(key, JSON.stringify(turn), intakeId),
              audio === undefined ? null : seal(key, audio, `${intakeId} audio`),
              new Date(deadlineMs),
            ],
          );
          events.push(await recordEvent(client, intakeQueue, intakeId));
        }
        return events;
      });
      return put;
    } finally {
      for (const { key } of rows) key.fill(0);
      if (put === undefined) for (const { name } of rows) await this.#keys.destroy(name);
    }
  }

  /** Opened; absent when there is no such row any more, or its key is gone, and then the row goes too. */
  async open(intakeId: string): Promise<Waiting | undefined> {
    const [row] = await query<Row>(this.#pool, 'select * from training_intake where intake_id = $1', [
      intakeId,
    ]);
    if (row === undefined) return undefined;
    const key = await this.#keys.find(row.deadline_key);
    if (key === undefined) {
      await this.drop(intakeId);
      return undefined;
    }
    return {
      intakeId,
      deadlineKey: row.deadline_key,
      keyId: row.key_id,
      turn: JSON.parse(open(key, row.sealed_turn, intakeId).toString('utf8')) as WaitingTurn,
      audio: row.sealed_audio === null ? undefined : open(key, row.sealed_audio, `${intakeId} audio`),
    };
  }

  /** The row and its key, in this order: what a crash leaves between is a key without anything. */
  async drop(intakeId: string): Promise<void> {
    const rows = await query<{ deadline_key: string }>(
      this.#pool,
      'delete from training_intake where intake_id = $1 returning deadline_key',
      [intakeId],
    );
    for (const { deadline_key } of rows) await this.#keys.destroy(deadline_key);
  }

  /** Of a turn whose row became a sample. */
  destroyKey({ deadlineKey }: Waiting): Promise<void> {
    return this.#keys.destroy(deadlineKey);
  }

  /** Destroys overdue keys, then the rows that nobody can open any more. */
  async sweep(nowMs: number): Promise<void> {
    await this.#keys.destroyOverdue();
    await query(this.#pool, 'delete from training_handed_in where deadline_at <= $1', [new Date(nowMs)]);
    const rows = await query<{ intake_id: string; deadline_key: string }>(
      this.#pool,
      'delete from training_intake where deadline_at <= $1 returning intake_id, deadline_key',
      [new Date(nowMs)],
    );
    for (const { deadline_key } of rows) await this.#keys.destroy(deadline_key);
  }

  /** Drops what waits under keys of people who are gone or no longer agree. */
  async dropOf(keyIds: readonly string[]): Promise<void> {
    await query(this.#pool, 'delete from training_handed_in where key_id = any($1::uuid[])', [keyIds]);
    const rows = await query<{ deadline_key: string }>(
      this.#pool,
      'delete from training_intake where key_id = any($1::uuid[]) returning deadline_key',
      [keyIds],
    );
    for (const { deadline_key } of rows) await this.#keys.destroy(deadline_key);
  }
}
