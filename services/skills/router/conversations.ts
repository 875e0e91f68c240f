import { createHash, randomUUID } from 'node:crypto';
import { type Pool, type PreparedStatement, query, runPrepared } from '../../common/db/pool.ts';

/** What one skill and one session have going. */
export interface Conversation {
  readonly conversationId: string;
  readonly isNew: boolean;
  readonly attributesJson: string;
  readonly history: readonly string[];
  /** By which names the skill knew the user in the turn before; empty when there was none. */
  readonly readerCheck: string;
}

/** Tells apart the names by which a skill knows a user, without keeping them. */
export function readerCheckOf(userPseudonym: string, devicePseudonym: string): string {
  return createHash('sha256').update(`${userPseudonym}\n${devicePseudonym}`).digest('base64url');
}

/** Minutes after the last turn. */
const lifetimeMinutes = 30;
const maxHistory = 10;
const maxHistoryBytes = 4 * 1024;

export function newConversation(): Conversation {
  return {
    conversationId: `ses_${randomUUID()}`,
    isNew: true,
    attributesJson: '',
    history: [],
    readerCheck: '',
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
  readonly #lazyPool: Pool;

  /** @param lazyPool Its commits do not wait for the disk; nothing here has to outlive a crash. */
  constructor(lazyPool: Pool) {
    this.#lazyPool = lazyPool;
  }

  async load(sessionId: string, skillId: string): Promise<Conversation> {
    const [row] = await runPrepared<Omit<Conversation, 'isNew'> & Record<string, unknown>>(
      this.#lazyPool,
      loadStatement,
      [sessionId, skillId],
    );
    return row === undefined ? newConversation() : { ...row, isNew: false };
  }

  /** Seen by every process when it resolves. */
  async save(sessionId: string, skillId: string, conversation: Omit<Conversation, 'isNew'>): Promise<void> {
    const { conversationId, attributesJson, history, readerCheck } = conversation;
    const values = [
      sessionId,
      skillId,
      conversationId,
      attributesJson,
      history,
      lifetimeMinutes,
      readerCheck,
    ];
    await runPrepared(this.#lazyPool, saveStatement, values);
  }

  /** The conversation is over. */
  async forget(sessionId: string, skillId: string): Promise<void> {
    await query(this.#lazyPool, 'delete from skill_conversations where session_id = $1 and skill_id = $2', [
      sessionId,
      skillId,
    ]);
  }

  async sweep(): Promise<void> {
    await query(this.#lazyPool, 'delete from skill_conversations where expires_at < now()');
  }
}

const loadStatement: PreparedStatement = {
  name: 'skills-conversation-load',
  text: `select conversation_id as "conversationId", attributes_json as "attributesJson", history,
       reader_check as "readerCheck"
     from skill_conversations where session_id = $1 and skill_id = $2 and expires_at > now()`,
};

const saveStatement: PreparedStatement = {
  name: 'skills-conversation-save',
  text: `insert into skill_conversations (session_id, skill_id, conversation_id, attributes_json, history, expires_at,
       reader_check)
     values ($1, $2, $3, $4, $5, now() + make_interval(mins => $6), $7)
     on conflict (session_id, skill_id) do update set conversation_id = excluded.conversation_id,
       attributes_json = excluded.attributes_json, history = excluded.history, expires_at = excluded.expires_at,
       reader_check = excluded.reader_check`,
};
