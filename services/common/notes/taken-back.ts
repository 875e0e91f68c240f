/**
 * What somebody took back outlives the database: each is noted in a file before it is done. A database that was put back from a
 * backup is told again before anybody is served.
 */
import { randomUUID } from 'node:crypto';
import { type Pool, query } from '../db/pool.ts';
import { EarshotError } from '../errors/earshot-error.ts';
import { Notes } from './notes.ts';

interface Note<Taken> {
  readonly noteId: string;
  readonly notedAtMs: number;
  readonly taken: Taken;
}

/** Where in time a note stands that is done again. */
export interface NotedAt {
  readonly notedAtMs: number;
  /** A later note says what holds now of the same thing: this one may not say so again. */
  readonly isOvertaken: boolean;
}

export interface TakenBackOptions<Taken> {
  readonly pool: Pool;
  /** Beside the database, never in a backup of it. */
  readonly folder: string;
  /** With `note_id` and `noted_at`: what the database knows. */
  readonly table: string;
  /** What a note sets one way or the other, of which the latest holds; `undefined` for what only ever takes away. */
  readonly stateOf: (taken: Taken) => string | undefined;
  readonly now: () => number;
}

/** With these nothing was done, and nothing need be done again. */
const refused: ReadonlySet<string> = new Set([
  'INVALID_ARGUMENT',
  'NOT_FOUND',
  'PERMISSION_DENIED',
  'CHILD_ALREADY',
  'ROOM_OCCUPIED',
  'SIGN_IN_WAY_LAST',
  'STAFF_FULL',
  'SKILLS_FULL',
  'SKILL_NOT_CERTIFIED',
  'SKILL_NO_EARLIER_VERSION',
]);

export class TakenBackLog<Taken> {
  readonly #options: TakenBackOptions<Taken>;
  readonly #notes: Notes<Note<Taken>>;

  constructor(options: TakenBackOptions<Taken>) {
    this.#options = options;
    this.#notes = new Notes(options.folder);
  }

  /** Notes it, does it, and lets the database know. What dies in between is done again at the next start: once more is harmless. */
  async keep<T>(taken: Taken, act: () => Promise<T>): Promise<T> {
    const note: Note<Taken> = { noteId: randomUUID(), notedAtMs: this.#options.now(), taken };
    await this.#notes.write(note.noteId, note);
    let result: T;
    try {
      result = await act();
    } catch (error) {
      if (error instanceof EarshotError && refused.has(error.code)) await this.#notes.drop(note.noteId);
      throw error;
    }
    await this.#know(note);
    return result;
  }

  /** Does again what the database does not know, in the order in which it was first done. @returns how many. */
  async replay(act: (taken: Taken, at: NotedAt) => Promise<unknown>): Promise<number> {
    const ids = await this.#notes.ids();
    const known = await query<{ note_id: string; noted_at: Date }>(
      this.#options.pool,
      `select note_id, noted_at from ${this.#options.table} where note_id = any($1::uuid[])`,
      [ids],
    );
    const done = new Set(known.map((row) => row.note_id));
    const missing = await this.#readAll(ids.filter((id) => !done.has(id)));
    const [first] = missing;
    if (first === undefined) return 0;
    // What the database knows may be later than what it missed, and then it holds.
    const later = known.filter((row) => row.noted_at.getTime() >= first.notedAtMs);
    const laterNotes = await this.#readAll(later.map((row) => row.note_id));
    const { stateOf } = this.#options;
    const newest = new Map(
      [...missing, ...laterNotes].sort(inOrder).map((note) => [stateOf(note.taken), note]),
    );
    for (const note of missing) {
      const { taken, notedAtMs } = note;
      const state = stateOf(taken);
      const isOvertaken = state !== undefined && newest.get(state) !== note;
      // Whoever is gone from the older database has nothing in it to be taken back.
      await act(taken, { notedAtMs, isOvertaken }).catch((error: unknown) => {
        if (!(error instanceof EarshotError && refused.has(error.code))) throw error;
      });
      await this.#know(note);
    }
    return missing.length;
  }

  /** Lets go of notes that no backup can need any more. */
  sweep(nowMs: number): Promise<void> {
    return this.#notes.sweep(nowMs);
  }

  async #know({ noteId, notedAtMs }: Note<Taken>): Promise<void> {
    await query(
      this.#options.pool,
      `insert into ${this.#options.table} (note_id, noted_at) values ($1, $2) on conflict do nothing`,
      [noteId, new Date(notedAtMs)],
    );
  }

  /** One after another: there may be very many. @returns the oldest first. */
  async #readAll(noteIds: readonly string[]): Promise<Note<Taken>[]> {
    const notes: Note<Taken>[] = [];
    for (const id of noteIds) notes.push(await this.#notes.read(id));
    return notes.sort(inOrder);
  }
}

const inOrder = (a: Note<unknown>, b: Note<unknown>): number =>
  a.notedAtMs - b.notedAtMs || (a.noteId < b.noteId ? -1 : 1);
