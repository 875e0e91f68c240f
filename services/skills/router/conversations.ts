import { randomBytes } from 'node:crypto';
import { GroupCommitter } from '../../common/db/group-commit.ts';
import { type Pool, type PoolClient, query } from '../../common/db/pool.ts';

/** What one skill and one session have going. */
export interface Conversation {
  readonly conversationId: string;
  readonly isNew: boolean;
  readonly attributesJson: string;
  readonly history: readonly string[];
}

/** Minutes after the last turn. */
const lifetimeMinutes = 30;
const maxHistory = 10;
const maxHistoryBytes = 4 * 1024;

interface Save {
  readonly sessionId: string;
  readonly skillId: string;
  /** Undefined = the conversation is over. */
  readonly conversation: Omit<Conversation, 'isNew'> | undefined;
}

export function newConversation(): Conversation {
  return {
    conversationId: `ses_${randomBytes(15).toString('base64url')}`,
    isNew: true,
    attributesJson: '',
    history: [],
  };
}

/** The words of this turn after those before, the oldest given up first. */
export function appendHistory(history: readonly string[], utterance: string): string[] {
  const appended = [...history, utterance.slice(0, 1000)].slice(-maxHistory);
  while (appended.length > 0 && Buffer.byteLength(appended.join('')) > maxHistoryBytes) appended.shift();
  return appended;
}

/**
 * Conversations in an unlogged table, for every router process alike. A crash of PostgreSQL empties it: users start
 * their conversation anew, and no word of theirs is left in a log.
 */
export class Conversations {
  readonly #pool: Pool;
  readonly #saves: GroupCommitter<Save, void>;

  constructor(pool: Pool) {
    this.#pool = pool;
    this.#saves = new GroupCommitter(pool, writeSaves);
  }

  async load(sessionId: string, skillId: string): Promise<Conversation> {
    const [row] = await query<{ conversationId: string; attributesJson: string; history: string[] }>(
      this.#pool,
      `select conversation_id as "conversationId", attributes_json as "attributesJson", history
       from skill_conversations where session_id = $1 and skill_id = $2 and expires_at > now()`,
      [sessionId, skillId],
    );
    return row === undefined ? newConversation() : { ...row, isNew: false };
  }

  /** Seen by every process when it resolves. */
  save(save: Save): Promise<void> {
    return this.#saves.submit(save);
  }

  async sweep(): Promise<void> {
    await query(this.#pool, 'delete from skill_conversations where expires_at < now()');
  }
}

async function writeSaves(client: PoolClient, batch: readonly Save[]): Promise<readonly undefined[]> {
  await query(client, 'set local synchronous_commit = off');
  for (const { sessionId, skillId, conversation } of batch) {
    if (conversation === undefined) {
      await query(client, 'delete from skill_conversations where session_id = $1 and skill_id = $2', [
        sessionId,
        skillId,
      ]);
      continue;
    }
    await query(
      client,
      `insert into skill_conversations (session_id, skill_id, conversation_id, attributes_json, history, expires_at)
       values ($1, $2, $3, $4, $5, now() + make_interval(mins => $6))
       on conflict (session_id, skill_id) do update set conversation_id = excluded.conversation_id,
         attributes_json = excluded.attributes_json, history = excluded.history, expires_at = excluded.expires_at`,
      [
        sessionId,
        skillId,
        conversation.conversationId,
        conversation.attributesJson,
        conversation.history,
        lifetimeMinutes,
      ],
    );
  }
  return batch.map(() => undefined);
}
