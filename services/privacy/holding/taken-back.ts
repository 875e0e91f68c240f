/**
 * What people take back outlives the database, as erasures do: each withdrawal, restriction, revocation, removal and deletion is
 * noted in a file before it is done. A database that was put back from a backup is told again before anybody is served.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Pool, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { NoticeEvent } from '../notices/record.ts';
import { Notes } from './notes.ts';

/** Random names, and names of skills, purposes and fields; never a value. `every-call.test.ts` says which call makes which. */
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
  | { readonly kind: 'crossing-by-law'; readonly recipient: string; readonly region: string }
  | { readonly kind: 'fault'; readonly subjectId: string; readonly caseId: string }
  /** Keyed hash of an address, hexadecimal. */
  | { readonly kind: 'other'; readonly mac: string }
  | { readonly kind: 'join'; readonly subjectId: string; readonly joinId: string }
  | { readonly kind: 'link'; readonly subjectId: string; readonly skillId: string }
  | { readonly kind: 'profile'; readonly subjectId: string; readonly path: string }
  | {
      readonly kind: 'room';
      readonly householdId: string;
      readonly tenantId: string;
      readonly roomId: string;
    }
  | { readonly kind: 'thing'; readonly householdId: string; readonly thingId: string }
  | { readonly kind: 'stay'; readonly tenantId: string; readonly stayId: string }
  | { readonly kind: 'colleague'; readonly tenantId: string; readonly subjectId: string }
  | { readonly kind: 'hotel-key'; readonly tenantId: string; readonly keyId: string }
  /** The month is sealed with the account's own key, base64: gone with it. */
  | {
      readonly kind: 'child';
      readonly subjectId: string;
      readonly keyId: string;
      readonly sealedBorn: string;
    }
  | {
      readonly kind: 'child-device';
      readonly guardianId: string;
      readonly childId: string;
      readonly householdId: string;
      readonly deviceId: string;
      readonly isGiven: boolean;
    }
  /** Hashes of 256 random bits, hexadecimal, as the table holds them. */
  | {
      readonly kind: 'token';
      readonly deviceId: string;
      readonly endedHash: string;
      readonly nextHash: string;
    }
  | {
      readonly kind: 'transfer';
      readonly recipient: string;
      readonly operator: string;
      readonly cause: string;
      readonly takesDuties: boolean;
    };

interface Note {
  readonly noteId: string;
  readonly notedAtMs: number;
  readonly taken: TakenBack;
}

/** Where in time a note stands that is done again. */
export interface NotedAt {
  readonly notedAtMs: number;
  /** A later note says what holds now of the same thing: this one may not say so again. */
  readonly isOvertaken: boolean;
}

/** With these nothing was done, and nothing need be done again. */
const refused: ReadonlySet<string> = new Set([
  'INVALID_ARGUMENT',
  'NOT_FOUND',
  'PERMISSION_DENIED',
  'CHILD_ALREADY',
  'ROOM_OCCUPIED',
]);

export class TakenBackNotes {
  readonly #pool: Pool;
  readonly #notes: Notes<Note>;
  readonly #now: () => number;

  constructor(pool: Pool, stateDirectory: string, now: () => number) {
    this.#pool = pool;
    this.#notes = new Notes(join(stateDirectory, 'taken-back'));
    this.#now = now;
  }

  /** Notes it, does it, and lets the database know. What dies in between is done again at the next start: once more is harmless. */
  async keep<T>(taken: TakenBack, act: () => Promise<T>): Promise<T> {
    const note: Note = { noteId: randomUUID(), notedAtMs: this.#now(), taken };
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
  async replay(act: (taken: TakenBack, at: NotedAt) => Promise<unknown>): Promise<number> {
    const ids = await this.#notes.ids();
    const known = await query<{ note_id: string; noted_at: Date }>(
      this.#pool,
      'select note_id, noted_at from taken_back where note_id = any($1::uuid[])',
      [ids],
    );
    const done = new Set(known.map((row) => row.note_id));
    const missing = await this.#readAll(ids.filter((id) => !done.has(id)));
    const [first] = missing;
    if (first === undefined) return 0;
    // What the database knows may be later than what it missed, and then it holds.
    const later = known.filter((row) => row.noted_at.getTime() >= first.notedAtMs);
    const laterNotes = await this.#readAll(later.map((row) => row.note_id));
    const newest = new Map([...missing, ...laterNotes].sort(inOrder).map((note) => [stateOf(note), note]));
    for (const note of missing) {
      const { taken, notedAtMs } = note;
      const state = stateOf(note);
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

  async #know({ noteId, notedAtMs }: Note): Promise<void> {
    await query(
      this.#pool,
      'insert into taken_back (note_id, noted_at) values ($1, $2) on conflict do nothing',
      [noteId, new Date(notedAtMs)],
    );
  }

  /** One after another: there may be very many. @returns the oldest first. */
  async #readAll(noteIds: readonly string[]): Promise<Note[]> {
    const notes: Note[] = [];
    for (const id of noteIds) notes.push(await this.#notes.read(id));
    return notes.sort(inOrder);
  }
}

const inOrder = (a: Note, b: Note): number => a.notedAtMs - b.notedAtMs || (a.noteId < b.noteId ? -1 : 1);

/** What a note sets one way or the other, of which the latest holds; `undefined` for what only ever takes away. */
function stateOf({ taken }: Note): string | undefined {
  switch (taken.kind) {
    case 'restriction':
    case 'history-days':
      return `${taken.kind} ${taken.subjectId}`;
    case 'child-device':
      return `${taken.kind} ${taken.deviceId}`;
    default:
      return undefined;
  }
}
