/** Delivers notices that are owed, until each is taken or its schedule is over. */
import { type Pool, query } from '../../common/db/pool.ts';
import type { Logger } from '../../common/log.ts';
import type { Attempt } from '../../common/outbox.ts';
import type { PostWebhook } from '../../common/webhooks/post.ts';
import { waitAfter } from '../../common/webhooks/schedule.ts';
import { postSigned } from '../../common/webhooks/signed-post.ts';
import type { WebhookSigningKey } from '../../common/webhooks/standard-webhooks.ts';
import { latestRecipient } from '../consent/recipients.ts';
import { pseudonymOf } from '../disclosure/pseudonym.ts';
import type { NoticeEvent } from './record.ts';

/** What a recipient is told. It knows the person by these pseudonyms alone, and they are not used any more. */
export interface NoticeBody {
  readonly type: NoticeEvent;
  /** RFC 3339, when the person decided. */
  readonly timestamp: string;
  readonly data: {
    /** Whom the notice is meant for: the audience of the signature. */
    readonly skillId: string;
    readonly noticeId: string;
    readonly userId: string;
    readonly deviceIds: readonly string[];
    /** Declared fields that are no longer granted. */
    readonly withdrawn: readonly string[];
  };
}

interface NoticeRow {
  notice_id: string;
  chain_id: string;
  skill_id: string;
  event: NoticeEvent;
  epoch: number;
  withdrawn_paths: string[];
  state: 'pending' | 'done' | 'given_up';
  created_at: Date;
  /** `null` when the person was erased: then the names were kept. */
  subject_id: string | null;
  device_ids: string[];
  user_name: string | null;
  device_names: string[] | null;
}

export interface NoticeDeliveryOptions {
  readonly pool: Pool;
  readonly log: Logger;
  readonly signingKeys: readonly WebhookSigningKey[];
  readonly pseudonymKey: Buffer;
  readonly scheduleMs: readonly number[];
  readonly post: PostWebhook;
  readonly now: () => number;
}

/** Tells recipients, again and again with growing waits, until they acknowledge or the schedule ends. */
export class NoticeDelivery {
  readonly #options: NoticeDeliveryOptions;

  constructor(options: NoticeDeliveryOptions) {
    this.#options = options;
  }

  /** One attempt, as the outbox asks for it. @param attempt From 1. */
  async attempt(noticeId: string, attempt: number): Promise<Attempt> {
    const { pool, log, scheduleMs, now } = this.#options;
    const notice = await this.#load(noticeId);
    if (notice === undefined || notice.state === 'done') return { outcome: 'done' };
    if (notice.state === 'given_up') return { outcome: 'given_up' };
    const isAcknowledged = await this.#tell(notice, attempt);
    const afterMs = waitAfter(scheduleMs, attempt);
    const state = isAcknowledged ? 'done' : afterMs === undefined ? 'given_up' : 'pending';
    await query(
      pool,
      `update notices set attempts = $2, state = $3, acknowledged_at = $4,
         user_name = case when $3 = 'pending' then user_name end,
         device_names = case when $3 = 'pending' then device_names end
       where notice_id = $1`,
      [noticeId, attempt, state, isAcknowledged ? new Date(now()) : null],
    );
    if (state === 'given_up')
      log.error('notice.given-up', { eventId: noticeId, skillId: notice.skill_id, attempt });
    return isAcknowledged || afterMs === undefined
      ? { outcome: isAcknowledged ? 'done' : 'given_up' }
      : { outcome: 'retry', afterMs };
  }

  async #tell(notice: NoticeRow, attempt: number): Promise<boolean> {
    const { notice_id: messageId, skill_id: skillId } = notice;
    // Looked up anew each time: a recipient that moved is told at its new address.
    const recipient = await latestRecipient(this.#options.pool, skillId);
    if (recipient === undefined || recipient.noticeUrl === '') return false;
    const about = { eventId: messageId, skillId, attempt };
    const message = { to: skillId, url: recipient.noticeUrl, messageId, body: this.#bodyOf(notice), about };
    return postSigned(this.#options, message);
  }

  #bodyOf(notice: NoticeRow): NoticeBody {
    const { pseudonymKey } = this.#options;
    const nameOf = (kind: 'user' | 'device', id: string) =>
      pseudonymOf(pseudonymKey, kind, id, notice.skill_id, notice.epoch);
    return {
      type: notice.event,
      timestamp: notice.created_at.toISOString(),
      data: {
        skillId: notice.skill_id,
        noticeId: notice.notice_id,
        userId: notice.user_name ?? nameOf('user', notice.subject_id ?? ''),
        deviceIds: notice.device_names ?? notice.device_ids.map((id) => nameOf('device', id)),
        withdrawn: notice.withdrawn_paths,
      },
    };
  }

  async #load(noticeId: string): Promise<NoticeRow | undefined> {
    const [row] = await query<NoticeRow>(
      this.#options.pool,
      `select n.*, s.subject_id,
         array(select d.device_id from devices d where d.chain_id = n.chain_id order by d.created_at) as device_ids
       from notices n left join subjects s using (chain_id)
       where n.notice_id = $1 and (s.subject_id is not null or n.user_name is not null)`,
      [noticeId],
    );
    return row;
  }
}
