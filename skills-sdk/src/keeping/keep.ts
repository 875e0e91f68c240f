/** What a skill keeps of a user beyond a conversation: under the pseudonym, so that withdrawal and deletion reach it. */
import { SkillError } from '../errors.ts';

/** Keeps texts by key until a moment. Four come with the package; a fifth is three functions. */
export interface KeepingStore {
  /** Undefined = nothing is kept, or its time is over. */
  read(key: string): Promise<string | undefined>;
  write(key: string, text: string, expiresAtMs: number): Promise<void>;
  delete(key: string): Promise<void>;
}

/** What is kept, and how an older shape becomes the present one. */
export interface KeepDefinition<Value> {
  readonly store: KeepingStore;
  /** Tells apart what one skill keeps: a letter, then letters, digits and `-`. Default `kept`. */
  readonly name?: string;
  /** Grows when the shape changes. */
  readonly version: number;
  readonly initial: () => Value;
  readonly migrate?: (older: unknown, version: number) => Value | undefined;
  /** Deleted so long after it was last written: 1 to 180, and what the manifest promises. */
  readonly retentionDays: number;
  readonly clock?: { now(): Date };
}

/** Whose: a turn, or a notice. */
export interface OfUser {
  readonly userId: string | undefined;
}

/** Something kept for each user. Give it to `defineSkill` as one of `keeps`: a notice then deletes it. */
export interface Kept<Value> {
  /** What is kept of the turn's user; the initial value where nothing is, and where the turn has no user. */
  read(turn: OfUser): Promise<Value>;
  /** @returns false where the turn has no user (hotels, children): then nothing is kept */
  write(turn: OfUser, value: Value): Promise<boolean>;
  /** Deletes what is kept of a user. */
  forget(whose: OfUser): Promise<void>;
}

/** Most bytes kept for one user under one name. */
export const maxKeptBytes = 64 * 1024;

const dayMs = 86_400_000;

/**
 * Keeps a value for each user, by the pseudonym that this skill alone knows.
 *
 * @example
 * ```ts
 * const scores = keep({ store: fileStore('./kept'), version: 1, initial: () => ({ best: 0 }), retentionDays: 30 });
 * const skill = defineSkill({ manifest, model, intents, onDelete: () => undefined, keeps: [scores] });
 * ```
 */
export function keep<Value>(definition: KeepDefinition<Value>): Kept<Value> {
  const { store, name = 'kept', version, initial, migrate, retentionDays, clock } = definition;
  if (!(retentionDays >= 1 && retentionDays <= 180)) {
    throw new SkillError('BAD_KEEPING', 'retentionDays is 1 to 180: nothing of a person is kept for ever.');
  }
  if (!/^[a-z][a-z0-9-]{0,39}$/i.test(name)) throw new SkillError('BAD_KEEPING', `"${name}" is no name.`);
  const keyOf = (userId: string) => `${name}/${userId}`;
  return {
    read: async ({ userId }) => {
      const text = userId === undefined ? undefined : await store.read(keyOf(userId));
      if (text === undefined) return initial();
      const { version: kept, data } = JSON.parse(text) as { version: number; data: unknown };
      if (kept === version) return data as Value;
      return migrate?.(data, kept) ?? initial();
    },
    write: async ({ userId }, value) => {
      if (userId === undefined) return false;
      const text = JSON.stringify({ version, data: value });
      if (Buffer.byteLength(text) > maxKeptBytes) {
        throw new SkillError('BAD_KEEPING', `More than ${maxKeptBytes} bytes for one user.`);
      }
      const nowMs = (clock?.now() ?? new Date()).getTime();
      await store.write(keyOf(userId), text, nowMs + retentionDays * dayMs);
      return true;
    },
    forget: async ({ userId }) => {
      if (userId !== undefined) await store.delete(keyOf(userId));
    },
  };
}
