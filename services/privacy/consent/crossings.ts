/** Leave to cross a border: an account's separate consent for one recipient in one region, or a listed ground for everybody. */
import { ExceptionCode } from '../../../proto/gen/earshot/duties/v1/duties.ts';
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { recipientShape, regionShape, requireShape } from '../accounts/validate.ts';
import { announce, type ChangeFeed } from '../cache/change-feed.ts';
import { changeConsent, changeConsentOutside } from './revision.ts';

/** Where nobody said to which region an account belongs, it is bound to none. */
export const unbound = 'local';

/**
 * Whether data of a device's owner may go where a recipient is, as SQL over `d` (devices), `r` (recipients) and the owner's
 * `region`: in our own processes, at home, or with leave.
 */
export const mayCrossSql = (region: string, skillId: string): string =>
  `coalesce(r.is_in_process or ${region} = '${unbound}' or r.region = ${region} or exists (
     select from crossings x where x.recipient = ${skillId} and x.region = r.region and x.ended_at is null
       and (x.subject_id is null or x.subject_id = d.subject_id)), true)`;

const grounds: Readonly<Partial<Record<ExceptionCode, string>>> = {
  [ExceptionCode.LEGAL_ORDER]: 'legal_order',
  [ExceptionCode.TREATY]: 'treaty',
};

export class Crossings {
  readonly #pool: Pool;
  readonly #feed: ChangeFeed;
  readonly #now: () => number;

  constructor(pool: Pool, feed: ChangeFeed, now: () => number) {
    this.#pool = pool;
    this.#feed = feed;
    this.#now = now;
  }

  /** The same again changes nothing. @throws EarshotError INVALID_ARGUMENT, NOT_FOUND; PERMISSION_DENIED for a child. */
  async allow(subjectId: string, recipient: string, region: string): Promise<void> {
    requireShape(recipient, recipientShape, 'recipient');
    requireShape(region, regionShape, 'region');
    await this.#change(subjectId, async (client, isChild) => {
      if (isChild) throw new EarshotError('PERMISSION_DENIED');
      await query(
        client,
        `insert into crossings (subject_id, recipient, region, ground, given_at)
         select $1, $2, $3, 'consent', $4 where not exists (
           select from crossings where subject_id = $1 and recipient = $2 and region = $3 and ended_at is null)`,
        [subjectId, recipient, region, new Date(this.#now())],
      );
    });
  }

  /** @throws EarshotError INVALID_ARGUMENT, NOT_FOUND */
  async end(subjectId: string, recipient: string): Promise<void> {
    requireShape(recipient, recipientShape, 'recipient');
    await this.#change(subjectId, (client) =>
      query(
        client,
        'update crossings set ended_at = $3 where subject_id = $1 and recipient = $2 and ended_at is null',
        [subjectId, recipient, new Date(this.#now())],
      ),
    );
  }

  /** The same again changes nothing. @throws EarshotError INVALID_ARGUMENT for a code that is no ground to cross a border. */
  async allowByLaw(recipient: string, region: string, exception: ExceptionCode): Promise<void> {
    const ground = grounds[exception];
    if (ground === undefined) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'exception' } });
    await this.#changeForAll(recipient, region, (client) =>
      query(
        client,
        `insert into crossings (recipient, region, ground, given_at)
         select $1, $2, $3, $4 where not exists (
           select from crossings where subject_id is null and recipient = $1 and region = $2 and ground = $3
             and ended_at is null)`,
        [recipient, region, ground, new Date(this.#now())],
      ),
    );
  }

  /** On whatever ground it was open; what people allowed themselves goes on. @throws EarshotError INVALID_ARGUMENT; NOT_FOUND for none that is open. */
  async endByLaw(recipient: string, region: string): Promise<void> {
    await this.#changeForAll(recipient, region, async (client) => {
      // As a withdrawal: what is decided from now on is decided without it, in whatever process.
      await changeConsentOutside(client, region, unbound);
      const ended = await query(
        client,
        `update crossings set ended_at = $3
         where subject_id is null and recipient = $1 and region = $2 and ended_at is null returning 1`,
        [recipient, region, new Date(this.#now())],
      );
      if (ended.length === 0) throw new EarshotError('NOT_FOUND');
    });
  }

  async #changeForAll(
    recipient: string,
    region: string,
    act: (client: PoolClient) => Promise<unknown>,
  ): Promise<void> {
    requireShape(recipient, recipientShape, 'recipient');
    requireShape(region, regionShape, 'region');
    await withTransaction(this.#pool, async (client) => {
      await act(client);
      await announce(client, { kind: 'skill', id: recipient });
    });
    this.#feed.apply({ kind: 'skill', id: recipient });
  }

  /** In one order with disclosures, as every change of consent. */
  async #change(
    subjectId: string,
    act: (client: PoolClient, isChild: boolean) => Promise<unknown>,
  ): Promise<void> {
    const chainIds = await withTransaction(this.#pool, async (client) => {
      const [subject] = await query<{ chain_id: string; is_child: boolean; device_chains: string[] }>(
        client,
        `select chain_id, is_child, array(select chain_id from devices d where d.subject_id = s.subject_id) as device_chains
         from subjects s where subject_id = $1`,
        [subjectId],
      );
      if (subject === undefined) throw new EarshotError('NOT_FOUND');
      const chains = [...new Set([subject.chain_id, ...subject.device_chains])].sort();
      await changeConsent(client, chains);
      await act(client, subject.is_child);
      return chains;
    });
    for (const id of chainIds) this.#feed.apply({ kind: 'chain', id });
  }
}
