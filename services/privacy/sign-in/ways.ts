/** The ways in which an account signs in: addresses and passkeys, and taking one away. */
import type { SignInWay } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { open } from '../../common/keys/seal.ts';
import { isUuid } from '../../common/uuid.ts';
import { lockSubject } from '../accounts/subject-key.ts';
import { maskIdentity, sealContext } from './identity.ts';

interface WayRow extends Record<string, unknown> {
  readonly way_id: string;
  readonly identity_mac: Buffer | null;
  readonly sealed_value: Buffer | null;
  readonly created_at: Date;
}

/** @param key The account's data key; without it no address can be shown. */
export async function listWays(pool: Pool, subjectId: string, key: Buffer | undefined): Promise<SignInWay[]> {
  const rows = await query<WayRow>(
    pool,
    `select * from (
       select way_id, identity_mac, sealed_value, created_at from identities where subject_id = $1
       union all
       select way_id, null, null, created_at from passkeys where subject_id = $1) ways
     order by identity_mac is null, created_at, way_id`,
    [subjectId],
  );
  return rows.flatMap(({ way_id, identity_mac, sealed_value, created_at }) => {
    const way = { wayId: way_id, addedAtMs: created_at.getTime() };
    if (identity_mac === null || sealed_value === null) return [{ ...way, maskedIdentity: '' }];
    if (key === undefined) return [];
    const identity = open(key, sealed_value, sealContext(subjectId, identity_mac)).toString('utf8');
    return [{ ...way, maskedIdentity: maskIdentity(identity) }];
  });
}

export class Ways {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** @throws EarshotError NOT_FOUND for another account's; SIGN_IN_WAY_LAST */
  remove(subjectId: string, wayId: string): Promise<void> {
    return this.#take(subjectId, wayId, false);
  }

  /**
   * In a database from a backup: what its owner took away, the last that this database knows of included. Who has no way left is let
   * in by a link of whoever runs Earshot. @throws EarshotError NOT_FOUND
   */
  removeAgain(subjectId: string, wayId: string): Promise<void> {
    return this.#take(subjectId, wayId, true);
  }

  async #take(subjectId: string, wayId: string, mayBeLast: boolean): Promise<void> {
    if (!isUuid(wayId)) throw new EarshotError('NOT_FOUND');
    await withTransaction(this.#pool, async (client) => {
      // Whoever adds or removes one at the same time waits: two that remove the last two do not both succeed.
      await lockSubject(client, subjectId);
      const [counted] = await query<{ own: number; named: number }>(
        client,
        `select count(*)::integer as own, count(*) filter (where way_id = $2)::integer as named from (
           select way_id from identities where subject_id = $1
           union all select way_id from passkeys where subject_id = $1) ways`,
        [subjectId, wayId],
      );
      if (counted?.named !== 1) throw new EarshotError('NOT_FOUND');
      if (counted.own === 1 && !mayBeLast) throw new EarshotError('SIGN_IN_WAY_LAST');
      await takeAway(client, subjectId, wayId);
    });
  }
}

/** The way first: whoever is signing in with it either has a session by now, which ends below, or finds no way. */
async function takeAway(client: PoolClient, subjectId: string, wayId: string): Promise<void> {
  const [identity] = await query<{ identity_mac: Buffer }>(
    client,
    'delete from identities where way_id = $1 and subject_id = $2 returning identity_mac',
    [wayId, subjectId],
  );
  await query(client, 'delete from passkeys where way_id = $1 and subject_id = $2', [wayId, subjectId]);
  await query(client, 'delete from sessions where way_id = $1', [wayId]);
  if (identity === undefined) return;
  // Codes that are on their way there open nothing any more.
  await query(client, 'delete from sign_in_challenges where identity_mac = $1 and subject_id = $2', [
    identity.identity_mac,
    subjectId,
  ]);
}
