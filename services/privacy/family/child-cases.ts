/** Rights of a child, exercised by a guardian as cases; and what the staff may see of them: for a reason, on record, and no copy. */
import {
  type ChildRead,
  ChildReason,
  type EraseChildResponse,
} from '../../../proto/gen/earshot/family/v1/family.ts';
import type { HeldRow } from '../../../proto/gen/earshot/holders/v1/holders.ts';
import type { TrackedRequest } from '../../../proto/gen/earshot/rights/v1/rights.ts';
import { type Pool, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Holder } from '../../common/holders/holder.ts';
import type { Erasures } from '../holding/erasures.ts';
import { exportAll, type RemoteHolder } from '../holding/holders.ts';
import { namesOfSubject } from '../holding/whose.ts';
import type { Kind, Proof, Requests } from '../rights/requests.ts';
import { requireGuardian } from './guardians.ts';

export const childReasons = {
  answer_request: ChildReason.ANSWER_REQUEST,
  danger: ChildReason.DANGER,
  law: ChildReason.LAW,
  recognised: ChildReason.RECOGNISED,
} as const;
type ReasonName = keyof typeof childReasons;

/** @throws EarshotError INVALID_ARGUMENT: without a reason of the list nobody sees anything */
export function reasonNamed(value: ChildReason): ReasonName {
  const found = (Object.keys(childReasons) as ReasonName[]).find((name) => childReasons[name] === value);
  if (found === undefined) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'reason' } });
  return found;
}

export interface ChildCaseParts {
  readonly pool: Pool;
  readonly requests: Requests;
  readonly erasures: Erasures;
  readonly own: Holder;
  readonly others: readonly RemoteHolder[];
  readonly now: () => number;
}

export class ChildCases {
  readonly #parts: ChildCaseParts;

  constructor(parts: ChildCaseParts) {
    this.#parts = parts;
  }

  /** @throws EarshotError NOT_FOUND, INVALID_ARGUMENT, RIGHTS_REPEATED */
  async open(guardianId: string, childId: string, kind: Kind, note: string, proof: Proof) {
    const { pool, requests } = this.#parts;
    await requireGuardian(pool, guardianId, childId);
    return requests.open(childId, kind, note, proof);
  }

  /** @throws EarshotError NOT_FOUND */
  async list(guardianId: string, childId: string): Promise<TrackedRequest[]> {
    const { pool, requests } = this.#parts;
    await requireGuardian(pool, guardianId, childId);
    return (await requests.list(childId)).requests;
  }

  /** @throws EarshotError NOT_FOUND */
  async restrict(guardianId: string, childId: string, isRestricted: boolean, proof: Proof): Promise<void> {
    const { pool, requests } = this.#parts;
    await requireGuardian(pool, guardianId, childId);
    await requests.restrict(childId, isRestricted, proof);
  }

  /** Everything of the child and of nobody else; the case is done with the last row. @throws EarshotError */
  async *export(
    guardianId: string,
    childId: string,
    proof: Proof,
  ): AsyncGenerator<{ holder: string; row: HeldRow }, void, void> {
    const { pool, requests, own, others } = this.#parts;
    await requireGuardian(pool, guardianId, childId);
    yield* exportAll(own, others, await namesOfSubject(pool, childId));
    if ((await requests.settle(pool, [childId], 'access')) === 0)
      await requests.record(childId, 'access', proof);
  }

  /** The case is the guardian's: nothing of the child's stays that it could stand with. @throws EarshotError NOT_FOUND */
  async erase(guardianId: string, childId: string, proof: Proof): Promise<EraseChildResponse> {
    const { pool, erasures, requests } = this.#parts;
    await requireGuardian(pool, guardianId, childId);
    // With the decision, not after its work: whatever dies in between, the guardian's list says what was done.
    return erasures.erase(
      { householdId: '', tenantId: '', subjectId: childId },
      (client, _whose, erasureId) => requests.recordWith(client, guardianId, 'erasure', proof, erasureId),
    );
  }

  /** The newest first. @throws EarshotError NOT_FOUND */
  async reads(guardianId: string, childId: string): Promise<ChildRead[]> {
    const { pool } = this.#parts;
    await requireGuardian(pool, guardianId, childId);
    const rows = await query<{ read_at: Date; role: string; reason: ReasonName; what: string }>(
      pool,
      'select * from child_reads where child_id = $1 order by read_at desc, read_id limit 500',
      [childId],
    );
    return rows.map(({ read_at, role, reason, what }) => ({
      ...{ role, what, reason: childReasons[reason] },
      readAtMs: read_at.getTime(),
    }));
  }

  /** @throws EarshotError INVALID_ARGUMENT without a reason; NOT_FOUND for a case that is not a child's */
  async readCase(requestId: string, role: string, reason: ChildReason): Promise<TrackedRequest> {
    const named = reasonNamed(reason);
    const { subjectId, isChild, request } = await this.#parts.requests.read(requestId);
    if (!isChild) throw new EarshotError('NOT_FOUND');
    await this.noteRead(subjectId, 'case', role, named);
    return request;
  }

  /** On record before anything is shown or changed. */
  async noteRead(childId: string, what: 'case' | 'account', role: string, reason: ReasonName): Promise<void> {
    const { pool, now } = this.#parts;
    await query(
      pool,
      'insert into child_reads (child_id, what, role, reason, read_at) values ($1, $2, $3, $4, $5)',
      [childId, what, role, reason, new Date(now())],
    );
  }
}
