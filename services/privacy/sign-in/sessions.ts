/** Who is signed in: a random name in a cookie, its hash and an account in a row, and two ends. */
import { createHash, randomBytes } from 'node:crypto';
import { type Pool, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';

const tokenShape = /^[A-Za-z0-9_-]{43}$/;
/** More browsers than this of one account: the one longest unused is signed out. */
const maxSessions = 20;

const hashOf = (token: string) => createHash('sha256').update(token, 'utf8').digest();

/** Whose account it is, and the way to sign in that showed it. */
export interface SignedInBy {
  readonly subjectId: string;
  readonly wayId: string;
}

export class Sessions {
  readonly #pool: Pool;
  readonly #ttlS: number;
  readonly #idleS: number;
  readonly #now: () => number;

  constructor(options: { pool: Pool; ttlS: number; idleS: number; now: () => number }) {
    this.#pool = options.pool;
    this.#ttlS = options.ttlS;
    this.#idleS = options.idleS;
    this.#now = options.now;
  }

  /**
   * @param by What it begins with, and ends with; a link is no way.
   * @returns the cookie's value, which nobody keeps but the browser.
   * @throws EarshotError UNAUTHENTICATED when that way was taken away in this moment.
   */
  async open({ subjectId, wayId }: Pick<SignedInBy, 'subjectId'> & Partial<SignedInBy>): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const nowMs = this.#now();
    const opened = await query(
      this.#pool,
      `with old as (
         delete from sessions where expires_at <= $3 or session_hash in (
           select session_hash from sessions where subject_id = $2 order by seen_at desc offset ${maxSessions - 1})
       )
       -- Locked: whoever takes the way away meanwhile waits, and then ends this session with it.
       , address as (select 1 from identities where way_id = $5 and subject_id = $2 for key share)
       , passkey as (select 1 from passkeys where way_id = $5 and subject_id = $2 for key share)
       insert into sessions (session_hash, subject_id, created_at, seen_at, expires_at, way_id)
       select $1::bytea, $2, $3, $3, $4::timestamptz, $5
       where $5::uuid is null or exists (select 1 from address) or exists (select 1 from passkey) returning 1`,
      [...[hashOf(token), subjectId, new Date(nowMs), new Date(nowMs + this.#ttlS * 1000)], wayId ?? null],
    );
    if (opened.length === 0) throw new EarshotError('UNAUTHENTICATED');
    return token;
  }

  /** Whose session it is. @throws EarshotError UNAUTHENTICATED for one that is unknown or over. */
  async find(token: string): Promise<{ subjectId: string; signedInAtMs: number }> {
    if (!tokenShape.test(token)) throw new EarshotError('UNAUTHENTICATED');
    const nowMs = this.#now();
    const [row] = await query<{ subject_id: string; seen_at: Date; created_at: Date }>(
      this.#pool,
      `select subject_id, seen_at, created_at from sessions
       where session_hash = $1 and expires_at > $2 and seen_at > $3`,
      [hashOf(token), new Date(nowMs), new Date(nowMs - this.#idleS * 1000)],
    );
    if (row === undefined) throw new EarshotError('UNAUTHENTICATED');
    // A write a minute is enough to know that somebody is there.
    if (nowMs - row.seen_at.getTime() > 60_000) {
      await query(this.#pool, 'update sessions set seen_at = $2 where session_hash = $1', [
        hashOf(token),
        new Date(nowMs),
      ]);
    }
    return { subjectId: row.subject_id, signedInAtMs: row.created_at.getTime() };
  }

  async close(token: string): Promise<void> {
    await query(this.#pool, 'delete from sessions where session_hash = $1', [hashOf(token)]);
  }
}
