/**
 * Erasures outlive the database: each is noted in a file of its own beside the keys, so that a database that was put back from a
 * backup is told again what had been forgotten, before anybody is served.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Whose } from '../../../proto/gen/earshot/holders/v1/holders.ts';
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';
import { recordEvent } from '../../common/outbox.ts';
import { sweepAsides, writeDurably } from '../../common/write-durably.ts';

/** No backup may be kept longer than the longest time for which anything is. After that a note is of no use to anybody. */
export const noteDays = 180;
const dayMs = 86_400_000;
const nameShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.json$/;

interface Note {
  readonly erasureId: string;
  readonly notedAtMs: number;
  /** Random names alone (earshot.holders.v1.Whose); whose they were stands nowhere any more. */
  readonly whose: unknown;
}

export class Tombstones {
  readonly #folder: string;

  constructor(stateDirectory: string) {
    this.#folder = join(stateDirectory, 'erasures');
  }

  /** On the disk before it returns. Twice is as good as once. */
  async note(erasureId: string, whose: Whose, notedAtMs: number): Promise<void> {
    const note: Note = { erasureId, notedAtMs, whose: Whose.toJSON(whose) };
    await writeDurably(this.#folder, `${erasureId}.json`, JSON.stringify(note));
  }

  /** Lets go of notes that no backup can need any more. */
  async sweep(nowMs: number): Promise<void> {
    for (const note of this.#read()) {
      if (nowMs - note.notedAtMs > noteDays * dayMs) {
        await rm(join(this.#folder, `${note.erasureId}.json`), { force: true });
      }
    }
    await sweepAsides(this.#folder);
  }

  /** Makes each erasure that the database knows nothing of pending in it. @returns their ids. */
  async replay(pool: Pool, queue: string): Promise<string[]> {
    const replayed: string[] = [];
    const notes = this.#read();
    const known = await query<{ erasure_id: string }>(
      pool,
      'select erasure_id from erasures where erasure_id = any($1::uuid[])',
      [notes.map(({ erasureId }) => erasureId)],
    );
    const done = new Set(known.map((row) => row.erasure_id));
    for (const { erasureId, whose, notedAtMs } of notes.filter((note) => !done.has(note.erasureId))) {
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

  #read(): Note[] {
    let names: string[];
    try {
      names = readdirSync(this.#folder);
    } catch {
      return [];
    }
    return names
      .filter((name) => nameShape.test(name))
      .map((name) => JSON.parse(readFileSync(join(this.#folder, name), 'utf8')) as Note);
  }
}
