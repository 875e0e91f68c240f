import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** One thing that is kept. */
export interface Reminder {
  readonly id: string;
  /** Undefined for an alarm. */
  readonly what: string | undefined;
  readonly atMs: number;
}

/** Reminders by pseudonym. */
export interface ReminderStore {
  add(user: string, reminder: Reminder): Promise<void>;
  list(user: string): Promise<readonly Reminder[]>;
  remove(user: string, ids: readonly string[]): Promise<void>;
  /** Deletes everything of a user. */
  forget(user: string): Promise<void>;
}

type Records = Map<string, readonly Reminder[]>;

/** In memory, with a place to hook a file behind. */
export function memoryStore(
  records: Records = new Map(),
  save: () => Promise<void> = async () => {},
): ReminderStore {
  const put = async (user: string, list: readonly Reminder[]) => {
    if (list.length === 0) records.delete(user);
    else records.set(user, list);
    await save();
  };
  return {
    add: (user, reminder) => put(user, [...(records.get(user) ?? []), reminder].slice(-100)),
    list: async (user) => records.get(user) ?? [],
    remove: (user, ids) =>
      put(
        user,
        (records.get(user) ?? []).filter(({ id }) => !ids.includes(id)),
      ),
    forget: (user) => put(user, []),
  };
}

/** One JSON file, replaced as a whole; enough for a household. */
export async function fileStore(path: string): Promise<ReminderStore> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]';
    throw error;
  });
  const records: Records = new Map(JSON.parse(text) as [string, Reminder[]][]);
  await mkdir(dirname(path), { recursive: true });
  let writing: Promise<void> = Promise.resolve();
  const write = async () => {
    await writeFile(`${path}.next`, JSON.stringify([...records]), { mode: 0o600 });
    await rename(`${path}.next`, path);
  };
  return memoryStore(records, () => {
    // One after the other, and the last one holds everything.
    writing = writing.then(write, write);
    return writing;
  });
}
