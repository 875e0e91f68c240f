/** Who may register skills here: keys that an operator admitted. */
import { type Pool, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { holderIdOf, isPublicKey } from '../../common/proofs/request-proof.ts';

export interface DeveloperRow {
  readonly developerId: string;
  readonly name: string;
  readonly state: 'admitted' | 'suspended';
  readonly admittedAtMs: number;
  readonly skillIds: readonly string[];
}

const nameShape = /^[^\p{C}\p{Zl}\p{Zp}]{1,100}$/u;
const maxDevelopers = 10_000;

export class Developers {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** The same key again changes its name alone. @throws EarshotError INVALID_ARGUMENT, SKILLS_FULL */
  async admit(publicKey: string, name: string): Promise<string> {
    if (!isPublicKey(publicKey) || !nameShape.test(name)) throw new EarshotError('INVALID_ARGUMENT');
    const developerId = holderIdOf('developer', publicKey);
    const rows = await query(
      this.#pool,
      `insert into skill_developers (developer_id, public_key, name, state)
       select $1, $2, $3, 'admitted'
       where (select count(*) from skill_developers where developer_id <> $1) < ${maxDevelopers}
       on conflict (developer_id) do update set name = excluded.name returning developer_id`,
      [developerId, publicKey, name],
    );
    if (rows.length === 0) throw new EarshotError('SKILLS_FULL');
    return developerId;
  }

  /**
   * Another key from now on; who the developer is, and whose skills are whose, stays. Admitting the old key again changes a name and brings
   * nothing of it back.
   * @throws EarshotError INVALID_ARGUMENT for what is no key, or somebody's already
   */
  async changeKey(developerId: string, publicKey: string): Promise<void> {
    if (!isPublicKey(publicKey)) throw new EarshotError('INVALID_ARGUMENT');
    const rows = await query(
      this.#pool,
      `update skill_developers set public_key = $2 where developer_id = $1 and state = 'admitted'
         and not exists (select from skill_developers where public_key = $2 and developer_id <> $1)
       returning developer_id`,
      [developerId, publicKey],
    );
    if (rows.length === 0) throw new EarshotError('INVALID_ARGUMENT');
  }

  /** @throws EarshotError NOT_FOUND */
  async suspend(developerId: string, isSuspended: boolean): Promise<void> {
    const rows = await query(
      this.#pool,
      'update skill_developers set state = $2 where developer_id = $1 returning developer_id',
      [developerId, isSuspended ? 'suspended' : 'admitted'],
    );
    if (rows.length === 0) throw new EarshotError('NOT_FOUND');
  }

  list(): Promise<DeveloperRow[]> {
    return query<DeveloperRow & Record<string, unknown>>(
      this.#pool,
      `select developer_id as "developerId", name, state, (extract(epoch from admitted_at) * 1000)::bigint as "admittedAtMs",
         array(select skill_id from skills s where s.developer_id = d.developer_id order by skill_id) as "skillIds"
       from skill_developers d order by admitted_at`,
    );
  }

  /** The public key of a developer whose calls are taken; empty for everybody else. */
  async keyOf(developerId: string): Promise<string> {
    const [row] = await query<{ publicKey: string }>(
      this.#pool,
      `select public_key as "publicKey" from skill_developers where developer_id = $1 and state = 'admitted'`,
      [developerId],
    );
    return row?.publicKey ?? '';
  }

  /** Whether a skill is this developer's, whose calls are taken. */
  async isOwn(developerId: string, skillId: string): Promise<boolean> {
    const rows = await query(
      this.#pool,
      `select 1 from skills join skill_developers d using (developer_id)
       where skill_id = $1 and developer_id = $2 and d.state = 'admitted'`,
      [skillId, developerId],
    );
    return rows.length > 0;
  }
}
