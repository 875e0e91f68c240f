import { type DialogueState, initialState, readState } from '../../language/understand/state.ts';
import { type Pool, query } from '../common/db/pool.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';

/** Dialogue state in PostgreSQL. Nothing of a session stays in the process. */
export class SessionStore {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async read(sessionId: string, nowMs: number): Promise<DialogueState> {
    return (await this.#load(sessionId, nowMs)).state;
  }

  /**
   * Applies `change` to the state, and starts over with the newest state when another process was faster:
   * `change` must be pure.
   * @throws EarshotError DIALOGUE_SESSION_BUSY when that happens again and again
   */
  async update<T extends { readonly nextState: DialogueState }>(
    sessionId: string,
    nowMs: number,
    change: (state: DialogueState) => T,
  ): Promise<T> {
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      const { state, revision } = await this.#load(sessionId, nowMs);
      const result = change(state);
      if (await this.#save(sessionId, revision, result.nextState)) return result;
    }
    throw new EarshotError('DIALOGUE_SESSION_BUSY');
  }

  async forget(sessionId: string): Promise<void> {
    await query(this.#pool, 'delete from dialogue_sessions where session_id = $1', [sessionId]);
  }

  /** Deletes what has expired, in bites that block nobody. @returns how many */
  async sweep(nowMs: number): Promise<number> {
    let swept = 0;
    for (;;) {
      const rows = await query(
        this.#pool,
        `delete from dialogue_sessions where session_id in (
           select session_id from dialogue_sessions where expires_at <= to_timestamp($1 / 1000.0)
           limit ${sweepBatch} for update skip locked)
         returning 1`,
        [nowMs],
      );
      swept += rows.length;
      if (rows.length < sweepBatch) return swept;
    }
  }

  async #load(
    sessionId: string,
    nowMs: number,
  ): Promise<{ state: DialogueState; revision: string | undefined }> {
    const rows = await query<{ revision: string; state: unknown; is_live: boolean }>(
      this.#pool,
      `select revision, state, expires_at > to_timestamp($2 / 1000.0) as is_live
       from dialogue_sessions where session_id = $1`,
      [sessionId, nowMs],
    );
    const row = rows[0];
    if (!row) return { state: initialState, revision: undefined };
    return { state: row.is_live ? readState(row.state) : initialState, revision: row.revision };
  }

  /** False when somebody else wrote in between. */
  async #save(sessionId: string, revision: string | undefined, state: DialogueState): Promise<boolean> {
    const json = JSON.stringify(state, storable);
    const rows =
      revision === undefined
        ? await query(
            this.#pool,
            `insert into dialogue_sessions (session_id, revision, state, expires_at)
             values ($1, 1, $2, to_timestamp($3 / 1000.0)) on conflict do nothing returning 1`,
            [sessionId, json, state.expiresAtMs],
          )
        : await query(
            this.#pool,
            `update dialogue_sessions set revision = revision + 1, state = $2, expires_at = to_timestamp($3 / 1000.0)
             where session_id = $1 and revision = $4 returning 1`,
            [sessionId, json, state.expiresAtMs, revision],
          );
    return rows.length === 1;
  }
}

/** PostgreSQL's JSON takes neither the character zero nor halves of surrogate pairs; free text may hold both. */
const storable = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll('\u0000', '').toWellFormed() : value;

const maxAttempts = 5;
const sweepBatch = 1_000;
