/**
 * Erasures outlive the database: each is noted in a file of its own beside the keys, so that a database that was put back from a
 * backup is told again what had been forgotten, before anybody is served.
 */
import { join } from 'node:path';
import { Whose } from '../../../proto/gen/earshot/holders/v1/holders.ts';
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';
import { Notes } from '../../common/notes/notes.ts';
import { recordEvent } from '../../common/outbox.ts';

interface Note {
  readonly erasureId: string;
  readonly notedAtMs: number;
  /** Random names alone (earshot.holders.v1.Whose); whose they were stands nowhere any more. */
  readonly whose: unknown;
}

export class Tombstones {
  readonly #notes: Notes<Note>;

  constructor(stateDirectory: string) {
    this.#notes = new Notes(join(stateDirectory, 'erasures'));
  }

  /** On the disk before it resolves. Twice is as good as once. */
  note(erasureId: string, whose: Whose, notedAtMs: number): Promise<void> {
    return this.#notes.write(erasureId, { erasureId, notedAtMs, whose: Whose.toJSON(whose) });
  }

  /** Lets go of notes that no backup can need any more. */
  sweep(nowMs: number): Promise<void> {
    return this.#notes.sweep(nowMs);
  }

  /** Makes each erasure that the database knows nothing of pending in it. @returns their ids. */
  async replay(pool: Pool, queue: string): Promise<string[]> {
    const replayed: string[] = [];
    const ids = await this.#notes.ids();
    const known = await query<{ erasure_id: string }>(
      pool,
      'select erasure_id from erasures where erasure_id = any($1::uuid[])',
      [ids],
    );
    const done = new Set(known.map((row) => row.erasure_id));
    for (const erasureId of ids.filter((id) => !done.has(id))) {
      const { whose, notedAtMs } = await this.#notes.read(erasureId);
      const isNew = await withTransaction(pool, async (client) => {
        const made = await query(
          client,
          `insert into erasures (erasure_id, whose, created_at) values ($1, $2, $3)
           on conflict do nothing returning 1`,
          [erasureId, JSON.stringify(Whose.toJSON(Whose.fromJSON(whose))), new Date(notedAtMs)],
        );
        if (made.length > 0) await recordEvent(client, queue, erasureId);
        return made.length > 0;
      });
      if (isNew) replayed.push(erasureId);
    }
    return replayed;
  }
}
