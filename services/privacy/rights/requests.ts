/** What people ask for about their data, as cases: opened with a due date, answered, refused for a listed reason, appealed. */
import {
  RefusalCode,
  RequestKind,
  RequestState,
  type TrackedRequest,
} from '../../../proto/gen/earshot/rights/v1/rights.ts';
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { lockPeople } from '../accounts/lock-order.ts';
import { lockSubject } from '../accounts/subject-key.ts';
import { requireUuid } from '../accounts/validate.ts';
import type { ChangeFeed } from '../cache/change-feed.ts';
import { announceAll } from '../cache/change-feed.ts';
import { changeConsent } from '../consent/revision.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { dueOn } from './due.ts';
import { openWords, sealWords } from './sealed-words.ts';

/** More of one kind in thirty days is refused at once. */
const maxPerMonth = 5;
const monthMs = 30 * 86_400_000;

const kinds = {
  access: RequestKind.ACCESS,
  correction: RequestKind.CORRECTION,
  erasure: RequestKind.ERASURE,
  restriction: RequestKind.RESTRICTION,
  complaint: RequestKind.COMPLAINT,
} as const;
export type Kind = keyof typeof kinds;

const states = {
  open: RequestState.OPEN,
  done: RequestState.DONE,
  refused: RequestState.REFUSED,
  withdrawn: RequestState.WITHDRAWN,
} as const;

/** The closed list of reasons for a no. */
export const refusals = {
  law: RefusalCode.LAW,
  rights_of_others: RefusalCode.RIGHTS_OF_OTHERS,
  identity_unproven: RefusalCode.IDENTITY_UNPROVEN,
  repeated: RefusalCode.REPEATED,
  not_held: RefusalCode.NOT_HELD,
  legal_claim: RefusalCode.LEGAL_CLAIM,
} as const;

/** How it was shown who asks. */
export type Proof = 'session' | 'command';

interface RequestRow {
  request_id: string;
  subject_id: string;
  key_id: string | null;
  kind: Kind;
  state: keyof typeof states;
  opened_at: Date;
  due_on: string;
  closed_at: Date | null;
  refusal: keyof typeof refusals | null;
  sealed_note: Buffer | null;
  sealed_answer: Buffer | null;
  appeal_of: string | null;
  is_appealed: boolean;
  is_child: boolean;
  [column: string]: unknown;
}

export interface RequestParts {
  readonly pool: Pool;
  readonly feed: ChangeFeed;
  readonly keys: KeyStore;
  readonly now: () => number;
}

const noteContext = (subjectId: string): string => `rights-note:${subjectId}`;
const answerContext = (subjectId: string): string => `rights-answer:${subjectId}`;

const rowsWhere = (condition: string): string =>
  `select r.*, r.due_on::text as due_on, s.key_id, s.is_child,
     exists (select from rights_requests a where a.appeal_of = r.request_id) as is_appealed
   from rights_requests r join subjects s using (subject_id) where ${condition}`;

export class Requests {
  readonly #parts: RequestParts;

  constructor(parts: RequestParts) {
    this.#parts = parts;
  }

  /**
   * One more case; one of the same kind that is open already is that one.
   * @throws EarshotError INVALID_ARGUMENT, NOT_FOUND, RIGHTS_REPEATED
   */
  async open(
    subjectId: string,
    kind: Kind,
    note: string,
    proof: Proof,
  ): Promise<{ requestId: string; dueOn: string }> {
    const { pool, now } = this.#parts;
    if (note === '' && (kind === 'correction' || kind === 'complaint')) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'note' } });
    }
    return withTransaction(pool, async (client) => {
      await lockSubject(client, subjectId);
      const earlier = await query<{ request_id: string; due_on: string; is_open: boolean }>(
        client,
        `select request_id, due_on::text as due_on, state = 'open' and appeal_of is null as is_open
         from rights_requests where subject_id = $1 and kind = $2 and (opened_at > $3 or state = 'open')
         order by opened_at desc`,
        [subjectId, kind, new Date(now() - monthMs)],
      );
      const open = earlier.find((one) => one.is_open);
      if (open !== undefined && note === '') return { requestId: open.request_id, dueOn: open.due_on };
      if (earlier.length >= maxPerMonth) throw new EarshotError('RIGHTS_REPEATED');
      return this.#insert(client, { subjectId, kind, note, proof, appealOf: null });
    });
  }

  /** Against a refusal, once. @throws EarshotError NOT_FOUND; RIGHTS_NOT_REFUSED; ALREADY_EXISTS */
  async appeal(
    subjectId: string,
    requestId: string,
    note: string,
    proof: Proof,
  ): Promise<{ requestId: string; dueOn: string }> {
    requireUuid(requestId);
    return withTransaction(this.#parts.pool, async (client) => {
      await lockSubject(client, subjectId);
      const [row] = await query<RequestRow>(client, rowsWhere('r.request_id = $1 and r.subject_id = $2'), [
        requestId,
        subjectId,
      ]);
      if (row === undefined) throw new EarshotError('NOT_FOUND');
      if (row.state !== 'refused') throw new EarshotError('RIGHTS_NOT_REFUSED');
      if (row.is_appealed) throw new EarshotError('ALREADY_EXISTS');
      return this.#insert(client, { subjectId, kind: row.kind, note, proof, appealOf: requestId });
    });
  }

  /** @throws EarshotError NOT_FOUND */
  async list(subjectId: string): Promise<{ requests: TrackedRequest[]; isRestricted: boolean }> {
    const { pool } = this.#parts;
    const [subject] = await query<{ is_restricted: boolean }>(
      pool,
      'select restricted_at is not null as is_restricted from subjects where subject_id = $1',
      [subjectId],
    );
    if (subject === undefined) throw new EarshotError('NOT_FOUND');
    const rows = await query<RequestRow>(
      pool,
      `${rowsWhere('r.subject_id = $1')} order by opened_at desc, request_id limit 200`,
      [subjectId],
    );
    return {
      requests: await Promise.all(rows.map((row) => this.#shown(row))),
      isRestricted: subject.is_restricted,
    };
  }

  /** For whoever answers: nobody's name, the most urgent first; of children not even the words. */
  async listOpen(): Promise<TrackedRequest[]> {
    const rows = await query<RequestRow>(
      this.#parts.pool,
      `${rowsWhere(`r.state = 'open'`)} order by r.due_on, opened_at limit 200`,
    );
    return Promise.all(
      rows.map((row) => this.#shown(row.is_child ? { ...row, sealed_note: null, sealed_answer: null } : row)),
    );
  }

  /** One case with its words, and whose it is. @throws EarshotError NOT_FOUND */
  async read(requestId: string): Promise<{ subjectId: string; isChild: boolean; request: TrackedRequest }> {
    requireUuid(requestId);
    const [row] = await query<RequestRow>(this.#parts.pool, rowsWhere('r.request_id = $1'), [requestId]);
    if (row === undefined) throw new EarshotError('NOT_FOUND');
    return { subjectId: row.subject_id, isChild: row.is_child, request: await this.#shown(row) };
  }

  /** A case of what the machine did itself: opened and done at once. @returns its id */
  async record(subjectId: string, kind: Kind, proof: Proof, words = ''): Promise<string> {
    return withTransaction(this.#parts.pool, (client) =>
      this.recordWith(client, subjectId, kind, proof, words),
    );
  }

  /** The same, as one fact with whatever else the transaction does. */
  async recordWith(
    client: PoolClient,
    subjectId: string,
    kind: Kind,
    proof: Proof,
    words = '',
  ): Promise<string> {
    const { keys, now } = this.#parts;
    await lockSubject(client, subjectId);
    const { requestId } = await this.#insert(client, { subjectId, kind, note: '', proof, appealOf: null });
    const sealed = await sealWords(client, keys, subjectId, words, answerContext(subjectId));
    await query(
      client,
      `update rights_requests set state = 'done', closed_at = $2, sealed_answer = $3 where request_id = $1`,
      [requestId, new Date(now()), sealed],
    );
    return requestId;
  }

  /** @param refusal Absent: it was done. @throws EarshotError NOT_FOUND for what is not open. */
  async answer(requestId: string, refusal: keyof typeof refusals | undefined, words: string): Promise<void> {
    const { pool, keys, now } = this.#parts;
    requireUuid(requestId);
    await withTransaction(pool, async (client) => {
      const [asked] = await query<{ subject_id: string }>(
        client,
        'select subject_id from rights_requests where request_id = $1',
        [requestId],
      );
      if (asked === undefined) throw new EarshotError('NOT_FOUND');
      const { subject_id: subjectId } = asked;
      await lockSubject(client, subjectId);
      const open = await query(
        client,
        `select 1 from rights_requests where request_id = $1 and state = 'open' for update`,
        [requestId],
      );
      if (open.length === 0) throw new EarshotError('NOT_FOUND');
      const sealed = await sealWords(client, keys, subjectId, words, answerContext(subjectId));
      await query(
        client,
        `update rights_requests set state = $2, refusal = $3, sealed_answer = $4, closed_at = $5 where request_id = $1`,
        [requestId, refusal === undefined ? 'done' : 'refused', refusal ?? null, sealed, new Date(now())],
      );
    });
  }

  /** What was asked for was just done by the machine itself. @returns how many cases that closed */
  async settle(on: Pool | PoolClient, subjectIds: readonly string[], kind: Kind): Promise<number> {
    const settled = await query(
      on,
      `update rights_requests set state = 'done', closed_at = $3
       where subject_id = any($1) and kind = $2 and state = 'open' returning 1`,
      [subjectIds, kind, new Date(this.#parts.now())],
    );
    return settled.length;
  }

  /** Storage only, or no longer: effective for turns in flight, like a withdrawal. @throws EarshotError NOT_FOUND */
  async restrict(subjectId: string, isRestricted: boolean, proof: Proof): Promise<void> {
    const { pool, feed, now } = this.#parts;
    const { chainId, deviceIds } = await withTransaction(pool, async (client) => {
      await lockPeople(client, { subjectIds: [subjectId] });
      const [subject] = await query<{ chain_id: string }>(
        client,
        `update subjects set restricted_at = case when $2 then coalesce(restricted_at, $3) end
         where subject_id = $1 returning chain_id`,
        [subjectId, isRestricted, new Date(now())],
      );
      if (subject === undefined) throw new EarshotError('NOT_FOUND');
      const chain = subject.chain_id;
      await changeConsent(client, [chain]);
      const devices = await query<{ device_id: string }>(
        client,
        'select device_id from devices where subject_id = $1 and revoked_at is null',
        [subjectId],
      );
      const ids = devices.map((device) => device.device_id);
      await announceAll(client, 'device', ids);
      if (isRestricted) {
        await this.#insert(client, { subjectId, kind: 'restriction', note: '', proof, appealOf: null });
        await this.settle(client, [subjectId], 'restriction');
      }
      return { chainId: chain, deviceIds: ids };
    });
    feed.apply({ kind: 'chain', id: chainId });
    for (const id of deviceIds) feed.apply({ kind: 'device', id });
  }

  async #insert(
    client: PoolClient,
    one: { subjectId: string; kind: Kind; note: string; proof: Proof; appealOf: string | null },
  ): Promise<{ requestId: string; dueOn: string }> {
    const { keys, now } = this.#parts;
    const { subjectId, kind, note, proof, appealOf } = one;
    const due = dueOn(now());
    const sealed = await sealWords(client, keys, subjectId, note, noteContext(subjectId));
    const [row] = await query<{ request_id: string }>(
      client,
      `insert into rights_requests (subject_id, kind, opened_at, due_on, proof, sealed_note, appeal_of)
       values ($1, $2, $3, $4, $5, $6, $7) returning request_id`,
      [subjectId, kind, new Date(now()), due, proof, sealed, appealOf],
    );
    return { requestId: row?.request_id ?? '', dueOn: due };
  }

  async #shown(row: RequestRow): Promise<TrackedRequest> {
    const { keys } = this.#parts;
    const words = await openRequest(keys, row);
    return {
      requestId: row.request_id,
      kind: kinds[row.kind],
      state: states[row.state],
      openedAtMs: row.opened_at.getTime(),
      dueOn: row.due_on,
      closedAtMs: row.closed_at?.getTime() ?? 0,
      refusal: row.refusal === null ? RefusalCode.UNSPECIFIED : refusals[row.refusal],
      note: words.sealed_note,
      answer: words.sealed_answer,
      appealOf: row.appeal_of ?? '',
      mayAppeal: row.state === 'refused' && !row.is_appealed,
      isAboutChild: row.is_child,
    };
  }
}

/** Both texts of a row, as its owner reads them. */
export async function openRequest(
  keys: KeyStore,
  row: Pick<RequestRow, 'subject_id' | 'key_id' | 'sealed_note' | 'sealed_answer'>,
): Promise<{ sealed_note: string; sealed_answer: string }> {
  const { subject_id, key_id, sealed_note, sealed_answer } = row;
  return {
    sealed_note: await openWords(keys, key_id, sealed_note, noteContext(subject_id)),
    sealed_answer: await openWords(keys, key_id, sealed_answer, answerContext(subject_id)),
  };
}

/** The same, from a row of the table alone. */
export async function openRequestRow(
  { pool, keys }: Pick<RequestParts, 'pool' | 'keys'>,
  row: Readonly<Record<string, unknown>>,
): Promise<Record<string, string>> {
  const [found] = await query<RequestRow>(pool, rowsWhere('r.request_id = $1'), [row['request_id']]);
  return found === undefined ? {} : openRequest(keys, found);
}

/** @throws EarshotError INVALID_ARGUMENT */
export function kindNamed(value: RequestKind): Kind {
  const found = (Object.keys(kinds) as Kind[]).find((name) => kinds[name] === value);
  if (found === undefined) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'kind' } });
  return found;
}

/** `undefined` for no refusal. @throws EarshotError INVALID_ARGUMENT for a reason that is not on the list. */
export function refusalNamed(value: RefusalCode): keyof typeof refusals | undefined {
  if (value === RefusalCode.UNSPECIFIED) return undefined;
  const names = Object.keys(refusals) as (keyof typeof refusals)[];
  const found = names.find((name) => refusals[name] === value);
  if (found === undefined) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'refusal' } });
  return found;
}
