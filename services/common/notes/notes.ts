/** Notes in a folder beside the database: one file each under its own id, on the disk before it is acted on. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isUuid } from '../uuid.ts';
import { namesIn, sweepAsides, writeDurably } from '../write-durably.ts';

/** No backup may be kept longer than the longest time for which anything is. After that a note is of no use to anybody. */
export const noteDays = 180;
const dayMs = 86_400_000;
const ending = '.json';

export class Notes<Note extends { readonly notedAtMs: number }> {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** On the disk before it resolves. Twice is as good as once. */
  write(id: string, note: Note): Promise<void> {
    return writeDurably(this.#folder, `${id}${ending}`, JSON.stringify(note));
  }

  drop(id: string): Promise<void> {
    return rm(this.#pathOf(id), { force: true });
  }

  /** Of whole notes, by their names alone. */
  async ids(): Promise<string[]> {
    return (await namesIn(this.#folder))
      .filter((name) => name.endsWith(ending))
      .map((name) => name.slice(0, -ending.length))
      .filter(isUuid);
  }

  async read(id: string): Promise<Note> {
    return JSON.parse(await readFile(this.#pathOf(id), 'utf8')) as Note;
  }

  /** Lets go of notes that no backup can need any more. One is open at a time: there may be very many. */
  async sweep(nowMs: number): Promise<void> {
    for (const id of await this.ids()) {
      const { notedAtMs } = await this.read(id);
      if (nowMs - notedAtMs > noteDays * dayMs) await this.drop(id);
    }
    await sweepAsides(this.#folder);
  }

  #pathOf(id: string): string {
    return join(this.#folder, `${id}${ending}`);
  }
}
