/** Versions of skills as recipients of data. */
import { z } from 'zod';
import type { AccountLinking } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import {
  recipientShape,
  regionShape,
  requireShape,
  requireText,
  versionShape,
} from '../accounts/validate.ts';
import { announce, type ChangeFeed } from '../cache/change-feed.ts';
import type { Linking } from '../linking/oauth.ts';

export interface Recipient {
  readonly skillId: string;
  readonly skillVersion: string;
  readonly operator: string;
  readonly region: string;
  readonly noticeUrl: string;
  readonly isInProcess: boolean;
  /** How an account with its operator is linked; absent where there is none. */
  readonly linking?: Linking | undefined;
}

/**
 * Makes a version of a skill known as a recipient; the same again changes nothing.
 * @throws EarshotError INVALID_ARGUMENT; a region may be missing only for a skill inside our own processes.
 */
export async function registerRecipient(pool: Pool, feed: ChangeFeed, recipient: Recipient): Promise<void> {
  requireShape(recipient.skillId, recipientShape, 'skillId');
  requireShape(recipient.skillVersion, versionShape, 'skillVersion');
  requireText(recipient.operator, 'operator', 200);
  const region = recipient.region.toLowerCase();
  if (region !== '' || !recipient.isInProcess) requireShape(region, regionShape, 'region');
  if (recipient.noticeUrl !== '' && !URL.canParse(recipient.noticeUrl)) {
    throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'noticeUrl' } });
  }
  await withTransaction(pool, async (client) => {
    await query(
      client,
      `insert into recipients (skill_id, skill_version, operator, region, notice_url, is_in_process, account_linking)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (skill_id, skill_version) do update set operator = excluded.operator, region = excluded.region,
         notice_url = excluded.notice_url, is_in_process = excluded.is_in_process,
         account_linking = excluded.account_linking, registered_at = now()`,
      [
        recipient.skillId,
        recipient.skillVersion,
        recipient.operator,
        region,
        recipient.noticeUrl,
        recipient.isInProcess,
        recipient.linking === undefined ? null : JSON.stringify(recipient.linking),
      ],
    );
    await announce(client, { kind: 'skill', id: recipient.skillId });
  });
  feed.apply({ kind: 'skill', id: recipient.skillId });
}

const texts = z.record(z.string().max(16), z.string().max(500));
const httpUrl = z.url({ protocol: /^https?$/ }).max(500);
const linkingShape = z.object({
  authorizationUrl: httpUrl,
  tokenUrl: httpUrl,
  revocationUrl: z.union([z.literal(''), httpUrl]),
  clientId: z.string().min(1).max(200),
  scopes: z.array(z.string().max(200)).max(30),
});

/** As it is registered. @throws EarshotError INVALID_ARGUMENT */
export function linkingOf(linking: AccountLinking | undefined): Linking | undefined {
  if (linking === undefined) return undefined;
  try {
    return {
      ...linkingShape.parse(linking),
      skillLearns: texts.parse(JSON.parse(linking.skillLearnsJson)),
      earshotLearns: texts.parse(JSON.parse(linking.earshotLearnsJson)),
    };
  } catch {
    throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'accountLinking' } });
  }
}

/** Where a skill takes notices now: the version registered last speaks for all of them. */
export async function latestRecipient(
  pool: Pool | Parameters<typeof query>[0],
  skillId: string,
): Promise<{ noticeUrl: string; isInProcess: boolean } | undefined> {
  const [row] = await query<{ notice_url: string; is_in_process: boolean }>(
    pool,
    'select notice_url, is_in_process from recipients where skill_id = $1 order by registered_at desc limit 1',
    [skillId],
  );
  return row === undefined ? undefined : { noticeUrl: row.notice_url, isInProcess: row.is_in_process };
}
