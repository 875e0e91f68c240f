/** Writes down which notices are owed, in the transaction that owes them. */
import type { Notice } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { type Pool, type PoolClient, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { recordEvent } from '../../common/outbox.ts';
import { recipientOf } from '../consent/recipient-name.ts';
import { latestRecipient } from '../consent/recipients.ts';
import { isCopy } from '../samples/names.ts';

export const noticeQueue = 'privacy-notices';

export type NoticeEvent = 'user.data.delete' | 'skill.disabled' | 'consent.changed';

export const isNoticeEvent = (text: string): text is NoticeEvent =>
  text === 'user.data.delete' || text === 'skill.disabled' || text === 'consent.changed';

export interface RecordedNotice {
  readonly noticeId: string;
  /** Row of the outbox, to be hinted at after the commit; `undefined` when nothing can be delivered. */
  readonly eventId: string | undefined;
}

/**
 * Records, in the transaction that changes the consent, that a recipient has to be told. Nobody is told who never
 * received anything of this subject; of hotel rooms a recipient knows nothing that it could forget; and built-in skills keep nothing outside our own stores.
 * Whoever holds a copy of samples is told by the training service.
 * A recipient that gave no address is recorded as given up at once, so that the person sees it was never told.
 */
export async function recordNotice(
  client: PoolClient,
  notice: {
    chainId: string;
    skillId: string;
    event: NoticeEvent;
    epoch: number;
    withdrawnPaths: readonly string[];
    nowMs: number;
  },
): Promise<RecordedNotice | undefined> {
  if (isCopy(notice.skillId)) return undefined;
  const received = await query(
    client,
    `select 1 from ledger_entries join subjects using (chain_id)
     where chain_id = $1 and skill_id = $2 limit 1`,
    [notice.chainId, notice.skillId],
  );
  if (received.length === 0) return undefined;
  const recipient = await latestRecipient(client, notice.skillId);
  if (recipient?.isInProcess === true) return undefined;
  const isReachable = recipient !== undefined && recipient.noticeUrl !== '';
  for (const epoch of await earlierNames(client, notice)) {
    // Not handed back: the sweeper takes them up, and whoever asked is answered about the present names.
    await insertNotice(client, { ...notice, epoch, withdrawnPaths: [] }, isReachable);
  }
  return insertNotice(client, notice, isReachable);
}

type NewNotice = Parameters<typeof recordNotice>[1];

/**
 * Epochs of names that ended with a withdrawal: a skill may have kept the rest of what it knew under them, so forgetting
 * everything must name them as well. Those before the last time that everything was to be forgotten are done with.
 */
async function earlierNames(client: PoolClient, { chainId, skillId, event }: NewNotice): Promise<number[]> {
  if (event === 'consent.changed') return [];
  const weaker = event === 'user.data.delete' ? ['consent.changed', 'skill.disabled'] : ['consent.changed'];
  const rows = await query<{ epoch: number }>(
    client,
    `select distinct epoch from notices
     where chain_id = $1 and skill_id = $2 and event = any($3) and epoch > coalesce(
       (select max(epoch) from notices where chain_id = $1 and skill_id = $2 and event <> all($3)), 0)
     order by epoch`,
    [chainId, skillId, weaker],
  );
  return rows.map((row) => row.epoch);
}

async function insertNotice(
  client: PoolClient,
  notice: NewNotice,
  isReachable: boolean,
): Promise<RecordedNotice> {
  const [row] = await query<{ notice_id: string }>(
    client,
    `insert into notices (chain_id, skill_id, event, epoch, withdrawn_paths, state, created_at)
     values ($1, $2, $3, $4, $5, $6, $7) returning notice_id`,
    [
      notice.chainId,
      notice.skillId,
      notice.event,
      notice.epoch,
      notice.withdrawnPaths,
      isReachable ? 'pending' : 'given_up',
      new Date(notice.nowMs),
    ],
  );
  const noticeId = row?.notice_id ?? '';
  return { noticeId, eventId: isReachable ? await recordEvent(client, noticeQueue, noticeId) : undefined };
}

/** What recipients were told about one subject, newest first. @throws EarshotError NOT_FOUND */
export async function listNotices(pool: Pool, subjectId: string): Promise<Notice[]> {
  const [subject] = await query<{ chain_id: string }>(
    pool,
    'select chain_id from subjects where subject_id = $1',
    [subjectId],
  );
  if (subject === undefined) throw new EarshotError('NOT_FOUND');
  const rows = await query<{
    notice_id: string;
    skill_id: string;
    event: string;
    state: string;
    attempts: number;
    created_at: Date;
    acknowledged_at: Date | null;
  }>(pool, 'select * from notices where chain_id = $1 order by created_at desc, notice_id limit 500', [
    subject.chain_id,
  ]);
  return rows.map((row) => ({
    noticeId: row.notice_id,
    ...recipientOf(row.skill_id),
    event: row.event,
    state: row.state,
    attempts: row.attempts,
    createdAtMs: row.created_at.getTime(),
    acknowledgedAtMs: row.acknowledged_at?.getTime() ?? 0,
  }));
}
