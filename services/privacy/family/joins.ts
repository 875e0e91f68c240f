/**
 * Accounts that belong together because both sides said so: one offers and says what it would let the other see, the other
 * reads that and answers, the first sees who answered and confirms. Either ends it at once. What is shared is asked of these
 * rows each time, so nothing that was shared outlives them.
 */
import { type Join, JoinState, type Share } from '../../../proto/gen/earshot/family/v1/family.ts';
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { open, seal } from '../../common/keys/seal.ts';
import { lockPeople } from '../accounts/lock-order.ts';
import { subjectKey } from '../accounts/subject-key.ts';
import { requireText, requireUuid } from '../accounts/validate.ts';
import { claimCodeMac, makeClaimCode, normaliseClaimCode } from '../claims/claim-code.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { openKey } from '../places/owner.ts';
import type { Attempts } from '../sign-in/attempts.ts';
import { type ShareName, shareNames, sharesOf } from './shares.ts';

const dayMs = 86_400_000;
const offerLivesMs = dayMs;
/** For whoever offered to look at the answer. */
const answerLivesMs = 7 * dayMs;
/** Offers and joins of one account: a large family. */
const maxJoins = 16;
export const maxNameLength = 40;

interface JoinRow {
  join_id: string;
  main_id: string;
  sub_id: string | null;
  sealed_main_name: Buffer;
  sealed_sub_name: Buffer | null;
  main_lets: string[];
  sub_lets: string[];
  offered_at: Date;
  answered_at: Date | null;
  joined_at: Date | null;
  expires_at: Date;
  [column: string]: unknown;
}

export interface JoinParts {
  readonly pool: Pool;
  readonly keys: KeyStore;
  readonly codeKey: Buffer;
  readonly attempts: Attempts;
  readonly now: () => number;
}

type Side = 'main' | 'sub';
const nameContext = (joinId: string, side: Side): string => `join-name:${joinId}:${side}`;

export class Joins {
  readonly #parts: JoinParts;

  constructor(parts: JoinParts) {
    this.#parts = parts;
  }

  /** @throws EarshotError INVALID_ARGUMENT, NOT_FOUND; JOINS_FULL */
  async offer(
    subjectId: string,
    { name, lets, asks }: { name: string; lets: readonly Share[]; asks: readonly Share[] },
  ): Promise<{ joinId: string; code: string; expiresAtMs: number }> {
    const { pool, keys, codeKey, now } = this.#parts;
    requireText(name, 'name', maxNameLength);
    const [mainLets, subLets] = [shareNames(lets), shareNames(asks)];
    const joinId = crypto.randomUUID();
    const code = makeClaimCode();
    const expiresAtMs = now() + offerLivesMs;
    await withTransaction(pool, async (client) => {
      const key = await subjectKey(client, keys, subjectId);
      await requireGrownUp(client, subjectId);
      await this.#requireRoom(client, subjectId);
      await query(
        client,
        `insert into joins (join_id, main_id, code_mac, sealed_main_name, main_lets, sub_lets, offered_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          joinId,
          subjectId,
          macOf(codeKey, code),
          seal(key, name, nameContext(joinId, 'main')),
          mainLets,
          subLets,
          new Date(now()),
          new Date(expiresAtMs),
        ],
      );
    });
    return { joinId, code, expiresAtMs };
  }

  /** What an offer says. @throws EarshotError JOIN_CODE_WRONG; RATE_LIMITED after too many wrong ones */
  async read(
    subjectId: string,
    code: string,
  ): Promise<{ name: string; lets: Share[]; asks: Share[]; expiresAtMs: number }> {
    const row = await this.#offered(this.#parts.pool, subjectId, code);
    return {
      name: await this.#nameOf(row, 'main'),
      lets: sharesOf(row.main_lets),
      asks: sharesOf(row.sub_lets),
      expiresAtMs: row.expires_at.getTime(),
    };
  }

  /** @throws EarshotError JOIN_CODE_WRONG, RATE_LIMITED, INVALID_ARGUMENT for more than was asked; ALREADY_EXISTS; JOINS_FULL */
  async answer(
    subjectId: string,
    code: string,
    { name, lets }: { name: string; lets: readonly Share[] },
  ): Promise<string> {
    const { pool, keys, now } = this.#parts;
    requireText(name, 'name', maxNameLength);
    const allowed = shareNames(lets);
    return withTransaction(pool, async (client) => {
      const found = await this.#offered(client, subjectId, code);
      await lockPeople(client, { subjectIds: [found.main_id, subjectId] });
      await requireGrownUp(client, subjectId);
      if (allowed.some((one) => !found.sub_lets.includes(one))) {
        throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'lets' } });
      }
      const known = await query(
        client,
        'select 1 from joins where sub_id is not null and (main_id, sub_id) in (($1, $2), ($2, $1))',
        [found.main_id, subjectId],
      );
      if (known.length > 0) throw new EarshotError('ALREADY_EXISTS');
      await this.#requireRoom(client, subjectId);
      const key = await subjectKey(client, keys, subjectId);
      const answered = await query(
        client,
        `update joins set sub_id = $2, code_mac = null, sealed_sub_name = $3, sub_lets = $4, answered_at = $5, expires_at = $6
         where join_id = $1 and sub_id is null returning 1`,
        [
          found.join_id,
          subjectId,
          seal(key, name, nameContext(found.join_id, 'sub')),
          allowed,
          new Date(now()),
          new Date(now() + answerLivesMs),
        ],
      );
      if (answered.length === 0) throw new EarshotError('JOIN_CODE_WRONG');
      return found.join_id;
    });
  }

  /** @throws EarshotError NOT_FOUND for what this account did not offer, or nobody answered in time. */
  async confirm(subjectId: string, joinId: string): Promise<void> {
    requireUuid(joinId);
    const { pool, now } = this.#parts;
    const joined = await query(
      pool,
      `update joins set joined_at = coalesce(joined_at, $3)
       where join_id = $1 and main_id = $2 and sub_id is not null and (joined_at is not null or expires_at > $3)
       returning 1`,
      [joinId, subjectId, new Date(now())],
    );
    if (joined.length === 0) throw new EarshotError('NOT_FOUND');
  }

  /** @throws EarshotError NOT_FOUND for what is neither side's. */
  async end(subjectId: string, joinId: string): Promise<void> {
    requireUuid(joinId);
    const ended = await query(
      this.#parts.pool,
      'delete from joins where join_id = $1 and (main_id = $2 or sub_id = $2) returning 1',
      [joinId, subjectId],
    );
    if (ended.length === 0) throw new EarshotError('NOT_FOUND');
  }

  /** The oldest first. */
  async list(subjectId: string): Promise<Join[]> {
    const { pool, now } = this.#parts;
    const rows = await query<JoinRow>(
      pool,
      `select * from joins where (main_id = $1 or sub_id = $1) and (joined_at is not null or expires_at > $2)
       order by offered_at, join_id`,
      [subjectId, new Date(now())],
    );
    return Promise.all(
      rows.map(async (row) => {
        const isMain = row.main_id === subjectId;
        const [own, others] = isMain ? [row.main_lets, row.sub_lets] : [row.sub_lets, row.main_lets];
        return {
          joinId: row.join_id,
          state: stateOf(row),
          isMain,
          name: await this.#nameOf(row, isMain ? 'sub' : 'main'),
          lets: sharesOf(own),
          // Of an offer: what was asked for, which the other may still refuse.
          sees: sharesOf(others),
          sinceMs: (row.joined_at ?? row.answered_at ?? row.offered_at).getTime(),
          expiresAtMs: row.joined_at === null ? row.expires_at.getTime() : 0,
        };
      }),
    );
  }

  /** The other account of a join, and its home. @throws EarshotError NOT_FOUND unless it is joined */
  async other(subjectId: string, joinId: string): Promise<{ subjectId: string; isMain: boolean }> {
    requireUuid(joinId);
    const [row] = await query<JoinRow>(
      this.#parts.pool,
      'select * from joins where join_id = $1 and (main_id = $2 or sub_id = $2) and joined_at is not null',
      [joinId, subjectId],
    );
    if (row?.sub_id == null) throw new EarshotError('NOT_FOUND');
    const isMain = row.main_id === subjectId;
    return { subjectId: isMain ? row.sub_id : row.main_id, isMain };
  }

  /**
   * Whose it is that this account may see now.
   * @throws EarshotError NOT_FOUND unless both agreed to exactly this, and the other is neither a child nor restricted
   */
  async shared(
    subjectId: string,
    joinId: string,
    share: ShareName,
  ): Promise<{ subjectId: string; householdId: string }> {
    requireUuid(joinId);
    const [row] = await query<{ subject_id: string; household_id: string }>(
      this.#parts.pool,
      `select o.subject_id, o.household_id from joins j join subjects o
         on o.subject_id = case when j.main_id = $2 then j.sub_id else j.main_id end
       where j.join_id = $1 and (j.main_id = $2 or j.sub_id = $2) and j.joined_at is not null
         and $3 = any(case when j.main_id = $2 then j.sub_lets else j.main_lets end)
         and o.restricted_at is null and not o.is_child and o.household_id is not null`,
      [joinId, subjectId, share],
    );
    if (row === undefined) throw new EarshotError('NOT_FOUND');
    return { subjectId: row.subject_id, householdId: row.household_id };
  }

  async #offered(on: Pool | PoolClient, subjectId: string, code: string): Promise<JoinRow> {
    const { codeKey, attempts, now } = this.#parts;
    await attempts.count('joinCode', subjectId);
    const normalised = normaliseClaimCode(code);
    const [row] =
      normalised === undefined
        ? []
        : await query<JoinRow>(
            on,
            'select * from joins where code_mac = $1 and sub_id is null and expires_at > $2 and main_id <> $3',
            [macOf(codeKey, code), new Date(now()), subjectId],
          );
    if (row === undefined) throw new EarshotError('JOIN_CODE_WRONG');
    await attempts.forgive('joinCode', subjectId);
    return row;
  }

  async #requireRoom(client: PoolClient, subjectId: string): Promise<void> {
    const rows = await query(
      client,
      'select 1 from joins where (main_id = $1 or sub_id = $1) and (joined_at is not null or expires_at > $2)',
      [subjectId, new Date(this.#parts.now())],
    );
    if (rows.length >= maxJoins) throw new EarshotError('JOINS_FULL');
  }

  #nameOf(row: JoinRow, side: Side): Promise<string> {
    return openJoinName(this.#parts, row, side);
  }
}

/** Empty while that side has none, or when its key was destroyed. */
export async function openJoinName(
  { pool, keys }: Pick<JoinParts, 'pool' | 'keys'>,
  row: Readonly<Record<string, unknown>>,
  side: Side,
): Promise<string> {
  const sealed = row[`sealed_${side}_name`];
  const [subject] = await query<{ key_id: string | null }>(
    pool,
    'select key_id from subjects where subject_id = $1',
    [row[`${side}_id`]],
  );
  if (!Buffer.isBuffer(sealed) || subject?.key_id == null) return '';
  const key = await openKey(keys, subject.key_id);
  return key === undefined
    ? ''
    : open(key, sealed, nameContext(String(row['join_id']), side)).toString('utf8');
}

function stateOf(row: JoinRow): JoinState {
  if (row.joined_at !== null) return JoinState.JOINED;
  return row.answered_at === null ? JoinState.OFFERED : JoinState.ANSWERED;
}

/** A child does not join: its guardian answers for it. @throws EarshotError PERMISSION_DENIED */
async function requireGrownUp(client: PoolClient, subjectId: string): Promise<void> {
  const rows = await query(
    client,
    'select 1 from subjects where subject_id = $1 and not is_child and household_id is not null',
    [subjectId],
  );
  if (rows.length === 0) throw new EarshotError('PERMISSION_DENIED');
}

const macOf = (key: Buffer, code: string): Buffer =>
  claimCodeMac(key, `join:${normaliseClaimCode(code) ?? ''}`);
