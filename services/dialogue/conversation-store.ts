/** Conversations in PostgreSQL, sealed. Nothing of one stays in the process. */
import type { DeviceRef } from '../../proto/gen/earshot/turn/v1/turn.ts';
import { type Pool, type PreparedStatement, query, runPrepared } from '../common/db/pool.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import { open, seal } from '../common/keys/seal.ts';
import { bounded, type Conversation, noConversation, readConversation } from './conversation.ts';
import type { ConversationKeys } from './conversation-keys.ts';

/** Whose conversation it is. */
export interface ConversationOwner {
  readonly sessionId: string;
  readonly device: DeviceRef;
  /** A hotel's guest or a child: of them enumerations, numbers and times are kept, and nothing else. */
  readonly isRestricted: boolean;
}

interface Row {
  readonly revision: string;
  readonly sealed: Buffer;
  readonly is_live: boolean;
  readonly [column: string]: unknown;
}

export class ConversationStore {
  readonly #pool: Pool;
  readonly #keys: ConversationKeys;

  constructor(pool: Pool, keys: ConversationKeys) {
    this.#pool = pool;
    this.#keys = keys;
  }

  async read(owner: ConversationOwner, nowMs: number): Promise<Conversation> {
    return (await this.#load(owner, nowMs)).conversation;
  }

  /**
   * Applies `change`, and starts over with the newest conversation when another process was faster: `change` must be
   * pure. What it makes is kept whole or not at all.
   * @throws EarshotError DIALOGUE_SESSION_BUSY when others are faster again and again
   */
  async update<T extends { readonly next: Conversation }>(
    owner: ConversationOwner,
    nowMs: number,
    change: (conversation: Conversation) => T,
  ): Promise<T> {
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      const { conversation, revision } = await this.#load(owner, nowMs);
      const result = change(conversation);
      if (await this.#save(owner, revision, result.next)) return result;
    }
    throw new EarshotError('DIALOGUE_SESSION_BUSY');
  }

  /** All of a session, a device or a household. */
  async forget(by: 'session_id' | 'device_id' | 'household_id', id: string): Promise<void> {
    await query(this.#pool, `delete from conversations where ${by} = $1`, [id]);
  }

  /** What a row holds, for whoever it is about; undefined when its key is gone. */
  async reveal(sessionId: string, deviceId: string, sealed: Buffer): Promise<string | undefined> {
    try {
      return open(await this.#keys.get(deviceId), sealed, contextOf(sessionId)).toString('utf8');
    } catch {
      return undefined;
    }
  }

  /** Deletes what has expired, in bites that block nobody. @returns how many */
  async sweep(nowMs: number): Promise<number> {
    let swept = 0;
    for (;;) {
      const rows = await query(
        this.#pool,
        `delete from conversations where session_id in (
           select session_id from conversations where expires_at <= to_timestamp($1 / 1000.0)
           limit ${sweepBatch} for update skip locked)
         returning 1`,
        [nowMs],
      );
      swept += rows.length;
      if (rows.length < sweepBatch) return swept;
    }
  }

  /** Rows that are held, by whichever process: a whole look at the table, for numbers and not for turns. */
  async count(): Promise<number> {
    const rows = await query<{ held: number }>(this.#pool, 'select count(*) as held from conversations');
    return rows[0]?.held ?? 0;
  }

  async #load({ sessionId, device }: ConversationOwner, nowMs: number) {
    const [rows, key] = await Promise.all([
      runPrepared<Row>(this.#pool, loadStatement, [sessionId, nowMs]),
      this.#keys.get(device.deviceId),
    ]);
    const row = rows[0];
    if (row === undefined) return { conversation: noConversation, revision: undefined };
    return {
      conversation: row.is_live ? opened(key, row.sealed, sessionId) : noConversation,
      revision: row.revision,
    };
  }

  /** False when somebody else wrote in between. */
  async #save(
    { sessionId, device, isRestricted }: ConversationOwner,
    revision: string | undefined,
    conversation: Conversation,
  ): Promise<boolean> {
    const kept = isRestricted ? bounded(conversation) : conversation;
    const sealed = seal(await this.#keys.get(device.deviceId), JSON.stringify(kept), contextOf(sessionId));
    const { expiresAtMs } = conversation.state;
    const rows =
      revision === undefined
        ? await runPrepared(this.#pool, insertStatement, [
            sessionId,
            device.deviceId,
            device.householdId,
            sealed,
            expiresAtMs,
          ])
        : await runPrepared(this.#pool, updateStatement, [sessionId, revision, sealed, expiresAtMs]);
    return rows.length === 1;
  }
}

const contextOf = (sessionId: string): string => `conversation ${sessionId}`;

/** What another key sealed is of nobody any more: the household's was destroyed, or the room has another guest. */
function opened(key: Buffer, sealed: Buffer, sessionId: string): Conversation {
  try {
    return readConversation(open(key, sealed, contextOf(sessionId)).toString('utf8'));
  } catch {
    return noConversation;
  }
}

const maxAttempts = 5;
const sweepBatch = 1_000;

const loadStatement: PreparedStatement = {
  name: 'dialogue-conversation-load',
  text: `select revision, sealed, expires_at > to_timestamp($2 / 1000.0) as is_live
     from conversations where session_id = $1`,
};

const insertStatement: PreparedStatement = {
  name: 'dialogue-conversation-insert',
  text: `insert into conversations (session_id, revision, device_id, household_id, sealed, expires_at)
     values ($1, 1, $2, $3, $4, to_timestamp($5 / 1000.0)) on conflict do nothing returning 1`,
};

const updateStatement: PreparedStatement = {
  name: 'dialogue-conversation-update',
  text: `update conversations set revision = revision + 1, sealed = $3, expires_at = to_timestamp($4 / 1000.0)
     where session_id = $1 and revision = $2 returning 1`,
};
