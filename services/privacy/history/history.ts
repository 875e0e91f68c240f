/** History: words of turns that their owner wants to keep, sealed, for as long as chosen and never longer. */
import { randomUUID } from 'node:crypto';
import type { HistoryEntry, RecordTurnRequest } from '../../../proto/gen/earshot/rights/v1/rights.ts';
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { open, seal } from '../../common/keys/seal.ts';
import { isUuid } from '../../common/uuid.ts';
import { subjectKey } from '../accounts/subject-key.ts';
import { turnIdShape } from '../accounts/validate.ts';
import type { ConsentRecords } from '../consent/consents.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { openKey } from '../places/owner.ts';

/** The longest time for which any word may be kept, whatever anybody sets. */
export const maxHistoryDays = 180;
const dayMs = 86_400_000;
const maxWords = 4_000;
const maxPage = 100;
/** Opened for one search at most; a person says far less in 180 days. */
const maxSearched = 20_000;

interface Words {
  readonly heard: string;
  readonly answered: string;
  readonly skillId: string;
  readonly ended: string;
}

interface EntryRow {
  entry_id: string;
  turn_id: string;
  heard_at: Date;
  sealed: Buffer;
}

export interface HistoryParts {
  readonly pool: Pool;
  readonly keys: KeyStore;
  readonly consents: ConsentRecords;
  readonly now: () => number;
}

const contextOf = (subjectId: string, entryId: string): string => `history:${subjectId}:${entryId}`;

export class History {
  readonly #parts: HistoryParts;

  constructor(parts: HistoryParts) {
    this.#parts = parts;
  }

  /**
   * Keeps a turn if history is switched on at this moment, for a grown-up at home, under an account that is not
   * restricted. The same turn again is kept once.
   */
  async record(turn: RecordTurnRequest): Promise<boolean> {
    const { pool, keys, consents, now } = this.#parts;
    if (!turnIdShape.test(turn.turnId))
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'turnId' } });
    if (turn.heard.length + turn.answered.length > 2 * maxWords) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'heard' } });
    }
    const { subjectId } = await consents.check(turn.deviceId, 'history');
    if (subjectId === '' || (await consents.check(turn.deviceId, 'voice_service')).consentId === '')
      return false;
    return withTransaction(pool, async (client) => {
      const key = await subjectKey(client, keys, subjectId);
      // Asked once more under the account's lock, which a withdrawal takes too.
      const [owner] = await query<{ history_days: number }>(
        client,
        `select s.history_days from subjects s join devices d using (subject_id)
         where d.device_id = $1 and d.revoked_at is null and not d.is_child_device and not s.is_child
           and s.restricted_at is null and exists (
             select from consents c where c.subject_id = s.subject_id and c.purpose = 'history' and c.withdrawn_at is null)`,
        [turn.deviceId],
      );
      if (owner === undefined) return false;
      const entryId = randomUUID();
      const heardAtMs = now();
      const { heard, answered, skillId, ended } = turn;
      const words: Words = { heard, answered, skillId, ended };
      const kept = await query(
        client,
        `insert into history_entries (entry_id, subject_id, turn_id, heard_at, expires_at, sealed)
         values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning 1`,
        [
          entryId,
          subjectId,
          turn.turnId,
          new Date(heardAtMs),
          new Date(heardAtMs + owner.history_days * dayMs),
          seal(key, JSON.stringify(words), contextOf(subjectId, entryId)),
        ],
      );
      return kept.length > 0;
    });
  }

  /** Newest first. What is over is not there, whether or not it was swept. @throws EarshotError NOT_FOUND */
  async list(
    subjectId: string,
    { search, beforeMs, pageSize }: { search: string; beforeMs: number; pageSize: number },
  ): Promise<{ entries: HistoryEntry[]; hasMore: boolean; keptDays: number }> {
    const { pool, now } = this.#parts;
    const { keyId, days } = await this.#owner(subjectId);
    const key = keyId === null ? undefined : await openKey(this.#parts.keys, keyId);
    if (key === undefined) return { entries: [], hasMore: false, keptDays: days };
    const size = Math.min(Math.max(pageSize, 1), maxPage);
    const wanted = search.trim().toLowerCase().slice(0, 200);
    const rows = await query<EntryRow>(
      pool,
      `select entry_id, turn_id, heard_at, sealed from history_entries
       where subject_id = $1 and expires_at > $2 and ($3::timestamptz is null or heard_at < $3)
       order by heard_at desc, entry_id limit $4`,
      [
        subjectId,
        new Date(now()),
        beforeMs > 0 ? new Date(beforeMs) : null,
        wanted === '' ? size + 1 : maxSearched,
      ],
    );
    const entries: HistoryEntry[] = [];
    for (const row of rows) {
      const { ended: _, ...words } = readWords(key, subjectId, row.entry_id, row.sealed);
      const isFound = wanted === '' || `${words.heard}\n${words.answered}`.toLowerCase().includes(wanted);
      if (isFound) {
        entries.push({
          entryId: row.entry_id,
          turnId: row.turn_id,
          heardAtMs: row.heard_at.getTime(),
          ...words,
        });
      }
      if (entries.length > size) break;
    }
    return { entries: entries.slice(0, size), hasMore: entries.length > size, keptDays: days };
  }

  /** How one turn ended and who answered; `undefined` where it was not kept. */
  async words(subjectId: string, turnId: string): Promise<Words | undefined> {
    const { keyId } = await this.#owner(subjectId);
    const [row] = await query<EntryRow>(
      this.#parts.pool,
      'select * from history_entries where subject_id = $1 and turn_id = $2 and expires_at > $3',
      [subjectId, turnId, new Date(this.#parts.now())],
    );
    const key = keyId === null ? undefined : await openKey(this.#parts.keys, keyId);
    return row === undefined || key === undefined
      ? undefined
      : readWords(key, subjectId, row.entry_id, row.sealed);
  }

  /** @throws EarshotError INVALID_ARGUMENT unless exactly one of entries, a range and everything is named. */
  async delete(
    subjectId: string,
    what: { entryIds: readonly string[]; fromMs: number; untilMs: number; isEverything: boolean },
  ): Promise<number> {
    const isRange = what.untilMs > what.fromMs && what.fromMs >= 0;
    const named = [what.entryIds.length > 0, isRange, what.isEverything].filter(Boolean);
    if (named.length !== 1 || what.entryIds.length > maxPage || !what.entryIds.every(isUuid)) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'entryIds' } });
    }
    const rows = await query(
      this.#parts.pool,
      `delete from history_entries where subject_id = $1 and (
         $2 or entry_id = any($3::uuid[]) or ($4 and heard_at >= $5 and heard_at < $6)) returning 1`,
      [
        subjectId,
        what.isEverything,
        what.entryIds,
        isRange,
        new Date(isRange ? what.fromMs : 0),
        new Date(isRange ? what.untilMs : 0),
      ],
    );
    return rows.length;
  }

  /** For old entries too. @throws EarshotError INVALID_ARGUMENT, NOT_FOUND */
  async setDays(subjectId: string, days: number): Promise<void> {
    if (!Number.isInteger(days) || days < 1 || days > maxHistoryDays) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'days' } });
    }
    await withTransaction(this.#parts.pool, async (client) => {
      const changed = await query(
        client,
        'update subjects set history_days = $2 where subject_id = $1 returning 1',
        [subjectId, days],
      );
      if (changed.length === 0) throw new EarshotError('NOT_FOUND');
      await shorten(client, subjectId, days);
    });
  }

  /** For what was heard until then; how long later words are kept stays as it is. */
  shorten(subjectId: string, days: number, untilMs: number): Promise<void> {
    return shorten(this.#parts.pool, subjectId, days, untilMs);
  }

  async #owner(subjectId: string): Promise<{ keyId: string | null; days: number }> {
    const [row] = await query<{ key_id: string | null; history_days: number }>(
      this.#parts.pool,
      'select key_id, history_days from subjects where subject_id = $1',
      [subjectId],
    );
    if (row === undefined) throw new EarshotError('NOT_FOUND');
    return { keyId: row.key_id, days: row.history_days };
  }
}

/** A longer time is for what is said from now on: an end that was promised stays. */
async function shorten(
  on: Pool | PoolClient,
  subjectId: string,
  days: number,
  untilMs?: number,
): Promise<void> {
  await query(
    on,
    `update history_entries set expires_at = least(expires_at, heard_at + make_interval(days => $2))
     where subject_id = $1 and heard_at <= $3::timestamptz`,
    [subjectId, days, untilMs === undefined ? 'infinity' : new Date(untilMs)],
  );
}

function readWords(key: Buffer, subjectId: string, entryId: string, sealed: Buffer): Words {
  return JSON.parse(open(key, sealed, contextOf(subjectId, entryId)).toString('utf8')) as Words;
}

/** An entry as its owner reads it in an export; `undefined` when its key is gone. */
export async function openEntry(
  { pool, keys }: Pick<HistoryParts, 'pool' | 'keys'>,
  row: Readonly<Record<string, unknown>>,
): Promise<Words | undefined> {
  const subjectId = String(row['subject_id']);
  const [subject] = await query<{ key_id: string | null }>(
    pool,
    'select key_id from subjects where subject_id = $1',
    [subjectId],
  );
  if (subject?.key_id == null) return undefined;
  const key = await keys.get(subject.key_id);
  return readWords(key, subjectId, String(row['entry_id']), row['sealed'] as Buffer);
}

/** With the consent goes what it allowed, in the same transaction. */
export async function forgetHistory(client: PoolClient, subjectId: string): Promise<void> {
  await query(client, 'select 1 from subjects where subject_id = $1 for update', [subjectId]);
  await query(client, 'delete from history_entries where subject_id = $1', [subjectId]);
}
