/**
 * What people take back outlives the database, as erasures do: each withdrawal, restriction, revocation and deletion of history is
 * noted in a file before it is done. A database that was put back from a backup is told again before anybody is served.
 */
import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Pool, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { sweepAsides, writeDurably } from '../../common/write-durably.ts';
import type { NoticeEvent } from '../notices/record.ts';
import { noteDays } from './tombstones.ts';

/** Random names, and names of skills, purposes and fields; never a value. */
export type TakenBack =
  | {
      readonly kind: 'grants';
      readonly subjectId: string;
      readonly skillId: string;
      readonly paths: string[];
    }
  | {
      readonly kind: 'skill';
      readonly owner: { readonly subjectId: string; readonly householdId: string; readonly tenantId: string };
      readonly skillId: string;
      readonly cause: NoticeEvent;
    }
  | {
      readonly kind: 'consent';
      readonly who: { readonly subjectId: string; readonly tenantId: string };
      readonly purpose: string;
      readonly way: string;
    }
  | { readonly kind: 'restriction'; readonly subjectId: string; readonly isRestricted: boolean }
  | {
      readonly kind: 'device';
      readonly deviceId: string;
      readonly householdId: string;
      readonly tenantId: string;
    }
  | {
      readonly kind: 'history';
      readonly subjectId: string;
      readonly what: {
        readonly entryIds: string[];
        readonly fromMs: number;
        readonly untilMs: number;
        readonly isEverything: boolean;
      };
    }
  | { readonly kind: 'history-days'; readonly subjectId: string; readonly days: number }
  | { readonly kind: 'crossing'; readonly subjectId: string; readonly recipient: string }
  | { readonly kind: 'fault'; readonly subjectId: string; readonly caseId: string }
  /** Keyed hash of an address, hexadecimal. */
  | { readonly kind: 'other'; readonly mac: string };

interface Note {
  readonly noteId: string;
  readonly notedAtMs: number;
  readonly taken: TakenBack;
}

const dayMs = 86_400_000;
const nameShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.json$/;
/** With these nothing was done, and nothing need be done again. */
const refused: ReadonlySet<string> = new Set(['INVALID_ARGUMENT', 'NOT_FOUND', 'PERMISSION_DENIED']);

export class TakenBackNotes {
  readonly #pool: Pool;
  readonly #folder: string;
  readonly #now: () => number;

  constructor(pool: Pool, stateDirectory: string, now: () => number) {
    this.#pool = pool;
    this.#folder = join(stateDirectory, 'taken-back');
    this.#now = now;
  }

  /** Notes it, does it, and lets the database know. What dies in between is done again at the next start: once more is harmless. */
  async keep<T>(taken: TakenBack, act: () => Promise<T>): Promise<T> {
    const note: Note = { noteId: randomUUID(), notedAtMs: this.#now(), taken };
    await writeDurably(this.#folder, `${note.noteId}.json`, JSON.stringify(note));
    let result: T;
    try {
      result = await act();
    } catch (error) {
      if (error instanceof EarshotError && refused.has(error.code)) await this.#drop(note);
      throw error;
    }
    await this.#know(note);
    return result;
  }

  /** Does again what the database does not know, in the order in which it was first done. @returns how many. */
  async replay(act: (taken: TakenBack) => Promise<unknown>): Promise<number> {
    const notes = await this.#read();
    const known = await query<{ note_id: string }>(
      this.#pool,
      'select note_id from taken_back where note_id = any($1::uuid[])',
      [notes.map(({ noteId }) => noteId)],
    );
    const done = new Set(known.map((row) => row.note_id));
    const missing = notes.filter(({ noteId }) => !done.has(noteId));
    for (const note of missing) {
      // Whoever is gone from the older database has nothing in it to be taken back.
      await act(note.taken).catch((error: unknown) => {
        if (!(error instanceof EarshotError && refused.has(error.code))) throw error;
      });
      await this.#know(note);
    }
    return missing.length;
  }

  /** Lets go of notes that no backup can need any more. */
  async sweep(nowMs: number): Promise<void> {
    for (const note of await this.#read()) {
      if (nowMs - note.notedAtMs > noteDays * dayMs) await this.#drop(note);
    }
    await sweepAsides(this.#folder);
  }

  #drop({ noteId }: Note): Promise<void> {
    return rm(join(this.#folder, `${noteId}.json`), { force: true });
  }

  async #know({ noteId, notedAtMs }: Note): Promise<void> {
    await query(
      this.#pool,
      'insert into taken_back (note_id, noted_at) values ($1, $2) on conflict do nothing',
      [noteId, new Date(notedAtMs)],
    );
  }

  async #read(): Promise<Note[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const notes = await Promise.all(
      names
        .filter((name) => nameShape.test(name))
        .map(async (name) => JSON.parse(await readFile(join(this.#folder, name), 'utf8')) as Note),
    );
    return notes.sort((a, b) => a.notedAtMs - b.notedAtMs || (a.noteId < b.noteId ? -1 : 1));
  }
}
