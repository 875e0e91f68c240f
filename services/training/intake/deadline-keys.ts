/**
 * Keys that die at their deadline, by the clock of whoever reads. Each is a file that names its own times, so that a dead
 * worker, a lost queue or a restored database can stretch none: what is left is ciphertext.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { destroyKeyFile, loadOrCreateKeyFile } from '../../common/keys/key-file.ts';

export interface DeadlineKey {
  /** Names the file, and in it when it was made and when it dies. */
  readonly name: string;
  readonly key: Buffer;
  readonly deadlineMs: number;
}

/** A clock that goes back further than this says nothing about deadlines any more. */
const toleranceMs = 10_000;
const nameShape = /^(\d{10,16})-(\d{10,16})-[0-9a-f-]{36}$/;

export class DeadlineKeys {
  /** How long each lives. */
  readonly lifeMs: number;
  readonly #directory: string;
  readonly #now: () => number;
  /** When this very process made a key, on the monotonic clock: no change of the wall clock adds to its life. */
  readonly #madeAt = new Map<string, number>();
  #lastSeenMs = 0;

  constructor(options: { readonly directory: string; readonly lifeMs: number; readonly now: () => number }) {
    this.#directory = options.directory;
    this.lifeMs = options.lifeMs;
    this.#now = options.now;
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
  }

  create(): DeadlineKey {
    const madeMs = this.#now();
    const deadlineMs = madeMs + this.lifeMs;
    const name = `${madeMs}-${deadlineMs}-${randomUUID()}`;
    const key = randomBytes(32);
    loadOrCreateKeyFile(this.#path(name), () => key.toString('base64'));
    this.#madeAt.set(name, performance.now());
    return { name, key, deadlineMs };
  }

  /** @throws EarshotError NOT_FOUND when it was destroyed; one that is overdue is destroyed now. */
  async get(name: string): Promise<Buffer> {
    if (await this.#destroyIfOver(name)) throw new EarshotError('NOT_FOUND');
    try {
      return Buffer.from(await readFile(this.#path(name), 'utf8'), 'base64');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new EarshotError('NOT_FOUND');
      throw error;
    }
  }

  /** The same; absent when it was destroyed. */
  async find(name: string): Promise<Buffer | undefined> {
    return this.get(name).catch((error: unknown) => {
      if (error instanceof EarshotError && error.code === 'NOT_FOUND') return undefined;
      throw error;
    });
  }

  async destroy(name: string): Promise<void> {
    await destroyKeyFile(this.#path(name));
    this.#madeAt.delete(name);
  }

  /**
   * To be called before the first read after any start, and again and again: whoever only refuses to read has destroyed
   * nothing. A clock that went back since the last look destroys every key, since nobody can say how old they are.
   */
  async destroyOverdue(): Promise<number> {
    const names = (await readdir(this.#directory)).flatMap((file) =>
      file.endsWith('.key') ? [file.slice(0, -'.key'.length)] : [],
    );
    const now = this.#now();
    const isBack = now < (await this.#lastSeen()) - toleranceMs;
    let destroyed = 0;
    for (const name of names) {
      if (!isBack && !this.#isOver(name)) continue;
      await this.destroy(name);
      destroyed += 1;
    }
    this.#lastSeenMs = now;
    if (names.length > 0 || isBack) await writeFile(this.#clockFile, String(now), { mode: 0o600 });
    return destroyed;
  }

  /** Keys that are on disk now. */
  get size(): number {
    return readdirSync(this.#directory).filter((file) => file.endsWith('.key')).length;
  }

  async #destroyIfOver(name: string): Promise<boolean> {
    if (this.#now() < this.#lastSeenMs - toleranceMs) await this.destroyOverdue();
    if (!this.#isOver(name)) return false;
    await this.destroy(name);
    return true;
  }

  #isOver(name: string): boolean {
    const [, made, deadline] = nameShape.exec(name) ?? [];
    const now = this.#now();
    // A name of another shape, or from the future, is nobody's promise.
    if (made === undefined || Number(made) > now + toleranceMs || Number(deadline) <= now) return true;
    const madeAt = this.#madeAt.get(name);
    return madeAt !== undefined && performance.now() - madeAt >= this.lifeMs;
  }

  async #lastSeen(): Promise<number> {
    const kept = Number(await readFile(this.#clockFile, 'utf8').catch(() => '0'));
    return Math.max(this.#lastSeenMs, Number.isFinite(kept) ? kept : 0);
  }

  get #clockFile(): string {
    return join(this.#directory, 'clock');
  }

  #path(name: string): string {
    if (!/^[\w-]{1,100}$/.test(name)) throw new EarshotError('NOT_FOUND');
    return join(this.#directory, `${name}.key`);
  }
}
