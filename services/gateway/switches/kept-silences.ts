/**
 * Silences that are asked for and not stored yet, on this machine's disk: one small file for each device, there for
 * as long as the wish is nowhere else. A process that is killed and started again finds what it owes.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Silences } from './microphone.ts';

const record = z.object({
  deviceId: z.string().min(1),
  mutedUntilMs: z.int().optional(),
  wakeWordOffUntilMs: z.int().optional(),
});

interface Writing {
  readonly done: Promise<void>;
  /** What to write next, when that changed while we wrote. */
  next: Silences | undefined;
}

export class KeptSilences {
  readonly #directory: string;
  readonly #writing = new Map<string, Writing>();
  /** What the disk holds already. */
  readonly #onDisk = new Set<string>();

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  /** What earlier processes left. A file that cannot be read says nothing that could be obeyed. */
  load(): ReadonlyMap<string, Silences> {
    const found = new Map<string, Silences>();
    for (const name of readdirSync(this.#directory)) {
      if (!name.endsWith('.json')) continue;
      try {
        const { deviceId, ...silences } = record.parse(
          JSON.parse(readFileSync(join(this.#directory, name), 'utf8')),
        );
        found.set(deviceId, silences);
        this.#onDisk.add(deviceId);
      } catch {
        // Written aside and renamed, so half a file is never ours.
      }
    }
    return found;
  }

  /** Resolves when the disk says the same. Changes that come faster than the disk are written as one. */
  keep(deviceId: string, silences: Silences): Promise<void> {
    const running = this.#writing.get(deviceId);
    if (running !== undefined) {
      running.next = silences;
      return running.done;
    }
    if (isEmpty(silences) && !this.#onDisk.has(deviceId)) return Promise.resolve();
    const { promise: done, resolve, reject } = Promise.withResolvers<void>();
    done.catch(() => {});
    const writing: Writing = { done, next: undefined };
    this.#writing.set(deviceId, writing);
    void this.#write(deviceId, silences, writing).then(resolve, reject);
    return done;
  }

  async #write(deviceId: string, first: Silences, writing: Writing): Promise<void> {
    try {
      let silences: Silences | undefined = first;
      while (silences !== undefined) {
        writing.next = undefined;
        await this.#replace(deviceId, silences);
        silences = writing.next;
      }
    } finally {
      this.#writing.delete(deviceId);
    }
  }

  async #replace(deviceId: string, silences: Silences): Promise<void> {
    const path = join(this.#directory, `${createHash('sha256').update(deviceId).digest('base64url')}.json`);
    if (isEmpty(silences)) {
      await rm(path, { force: true });
      this.#onDisk.delete(deviceId);
      return;
    }
    const aside = `${path}.${randomBytes(6).toString('hex')}`;
    const file = await open(aside, 'wx', 0o600);
    try {
      await file.writeFile(JSON.stringify({ deviceId, ...silences }));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
    this.#onDisk.add(deviceId);
  }
}

function isEmpty({ mutedUntilMs, wakeWordOffUntilMs }: Silences): boolean {
  return mutedUntilMs === undefined && wakeWordOffUntilMs === undefined;
}
