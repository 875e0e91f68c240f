/** As what recipients act and under which agreement; told to them when it changes, and to people when somebody else takes one over. */
import { RecipientRole, type RecipientTerms } from '../../../proto/gen/earshot/duties/v1/duties.ts';
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Logger } from '../../common/log.ts';
import { type Attempt, recordEvent } from '../../common/outbox.ts';
import type { PostWebhook } from '../../common/webhooks/post.ts';
import { waitAfter } from '../../common/webhooks/schedule.ts';
import { postSigned } from '../../common/webhooks/signed-post.ts';
import type { WebhookSigningKey } from '../../common/webhooks/standard-webhooks.ts';
import { recipientShape, requireShape, requireText } from '../accounts/validate.ts';
import type { Grants } from '../consent/grants.ts';
import { latestRecipient } from '../consent/recipients.ts';

export const termsQueue = 'privacy-terms';

export const roles = {
  processor: RecipientRole.PROCESSOR,
  joint: RecipientRole.JOINT,
  independent: RecipientRole.INDEPENDENT,
} as const;
type RoleName = keyof typeof roles;

/** Where nobody recorded anything else: engines hear for us, everybody else acts for themselves, under what they registered. */
const usualRole = (recipient: string): RoleName =>
  recipient.startsWith('engine:') || recipient.startsWith('training:') ? 'processor' : 'independent';
const usualAgreement = 'as registered';

const causes = ['merger', 'insolvency'] as const;
type Cause = (typeof causes)[number];

export interface TermsParts {
  readonly pool: Pool;
  readonly log: Logger;
  readonly grants: Pick<Grants, 'withdraw'>;
  readonly signingKeys: readonly WebhookSigningKey[];
  readonly scheduleMs: readonly number[];
  readonly post: PostWebhook;
  readonly hint: (eventId: string) => void;
  readonly now: () => number;
}

interface TermsRow {
  terms_id: string;
  recipient: string;
  role: RoleName;
  agreement: string;
  operator: string;
  cause: 'agreement' | Cause;
  takes_duties: boolean;
  since: Date;
  told: string;
}

export class RecipientRecords {
  readonly #parts: TermsParts;

  constructor(parts: TermsParts) {
    this.#parts = parts;
  }

  /** @throws EarshotError INVALID_ARGUMENT; NOT_FOUND for a recipient that nobody registered. */
  async set(recipient: string, role: RecipientRole, agreement: string): Promise<void> {
    const name = (Object.keys(roles) as RoleName[]).find((one) => roles[one] === role);
    if (name === undefined) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'role' } });
    requireText(agreement, 'agreement', 200);
    const { operator } = await this.#known(recipient);
    await this.#write(
      { recipient, role: name, agreement, operator, cause: 'agreement', takesDuties: true },
      [],
    );
  }

  /**
   * Somebody else is responsible from now on. With the duties: people are told. Without: every grant ends, so that each person is
   * asked again. @returns how many accounts.
   */
  async transfer(recipient: string, operator: string, cause: string, takesDuties: boolean): Promise<number> {
    const known = causes.find((one) => one === cause);
    if (known === undefined) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'cause' } });
    requireText(operator, 'operator', 200);
    const before = await this.#known(recipient);
    const { pool, grants } = this.#parts;
    const people = await query<{ subject_id: string }>(
      pool,
      `select subject_id from grants where skill_id = $1 and withdrawn_at is null
       union select s.subject_id from subjects s join ledger_entries e using (chain_id) where e.skill_id = $1`,
      [recipient],
    );
    const subjectIds = people.map((row) => row.subject_id);
    const { role, agreement } = before;
    await this.#write({ recipient, role, agreement, operator, cause: known, takesDuties }, subjectIds);
    if (!takesDuties) for (const subjectId of subjectIds) await grants.withdraw(subjectId, recipient, []);
    return subjectIds.length;
  }

  async list(): Promise<RecipientTerms[]> {
    const { pool } = this.#parts;
    const rows = await query<{ recipient: string; operator: string; region: string }>(
      pool,
      `select distinct on (skill_id) skill_id as recipient, operator, region from recipients
       order by skill_id, registered_at desc`,
    );
    const newest = new Map((await this.#newest()).map((row) => [row.recipient, row]));
    return rows.map(({ recipient, operator, region }) => {
      const terms = newest.get(recipient);
      return {
        recipient,
        region,
        operator: terms?.operator ?? operator,
        role: roles[terms?.role ?? usualRole(recipient)],
        agreement: terms?.agreement ?? usualAgreement,
        sinceMs: terms?.since.getTime() ?? 0,
        told: terms?.told ?? '',
      };
    });
  }

  /** Recipients of an account that somebody took over, newest first. */
  async changesFor(subjectId: string): Promise<TermsRow[]> {
    return query<TermsRow>(
      this.#parts.pool,
      'select t.* from recipient_terms t join recipient_changes using (terms_id) where subject_id = $1 order by since desc',
      [subjectId],
    );
  }

  /** One attempt to tell a recipient of its new terms, as the outbox asks for it. @param attempt From 1. */
  async attempt(termsId: string, attempt: number): Promise<Attempt> {
    const { pool, scheduleMs } = this.#parts;
    const [row] = await query<TermsRow>(pool, 'select * from recipient_terms where terms_id = $1', [termsId]);
    if (row === undefined || row.told === 'done') return { outcome: 'done' };
    const isTaken = await this.#tell(row, attempt);
    const afterMs = waitAfter(scheduleMs, attempt);
    const told = isTaken ? 'done' : afterMs === undefined ? 'given_up' : 'pending';
    await query(pool, 'update recipient_terms set told = $2 where terms_id = $1', [termsId, told]);
    if (isTaken) return { outcome: 'done' };
    return afterMs === undefined ? { outcome: 'given_up' } : { outcome: 'retry', afterMs };
  }

  async #tell(
    { terms_id, recipient, role, agreement, operator, cause, since }: TermsRow,
    attempt: number,
  ): Promise<boolean> {
    const { pool } = this.#parts;
    const target = await latestRecipient(pool, recipient);
    if (target === undefined || target.noticeUrl === '') return false;
    const data = { skillId: recipient, noticeId: terms_id, role, agreement, operator, cause };
    return postSigned(this.#parts, {
      to: recipient,
      url: target.noticeUrl,
      messageId: terms_id,
      body: { type: 'recipient.terms', timestamp: since.toISOString(), data },
      about: { eventId: terms_id, attempt },
    });
  }

  /** Terms that hold now, or the usual ones. @throws EarshotError NOT_FOUND */
  async #known(recipient: string): Promise<{ operator: string; role: RoleName; agreement: string }> {
    requireShape(recipient, recipientShape, 'recipient');
    const [row] = await query<{ operator: string }>(
      this.#parts.pool,
      'select operator from recipients where skill_id = $1 order by registered_at desc limit 1',
      [recipient],
    );
    if (row === undefined) throw new EarshotError('NOT_FOUND');
    const [terms] = await this.#newest(recipient);
    return terms ?? { operator: row.operator, role: usualRole(recipient), agreement: usualAgreement };
  }

  /** @param recipient Empty = of each. */
  #newest(recipient = ''): Promise<TermsRow[]> {
    return query<TermsRow>(
      this.#parts.pool,
      `select distinct on (recipient) * from recipient_terms where $1 in ('', recipient)
       order by recipient, since desc, terms_id`,
      [recipient],
    );
  }

  /** The row, whom it concerns, and that the recipient has to be told: one fact. */
  async #write(
    terms: {
      recipient: string;
      role: RoleName;
      agreement: string;
      operator: string;
      cause: TermsRow['cause'];
      takesDuties: boolean;
    },
    subjectIds: readonly string[],
  ): Promise<void> {
    const { pool, hint, now } = this.#parts;
    const target = await latestRecipient(pool, terms.recipient);
    const isReachable = target !== undefined && target.noticeUrl !== '' && !target.isInProcess;
    const eventId = await withTransaction(pool, async (client) => {
      const { recipient, role, agreement, operator, cause, takesDuties } = terms;
      const told = isReachable ? 'pending' : target?.isInProcess === true ? '' : 'given_up';
      const [row] = await query<{ terms_id: string }>(
        client,
        `insert into recipient_terms (recipient, role, agreement, operator, cause, takes_duties, since, told)
         values ($1, $2, $3, $4, $5, $6, $7, $8) returning terms_id`,
        [recipient, role, agreement, operator, cause, takesDuties, new Date(now()), told],
      );
      const termsId = row?.terms_id ?? '';
      await query(
        client,
        'insert into recipient_changes (terms_id, subject_id) select $1, unnest($2::text[])',
        [termsId, subjectIds],
      );
      return isReachable ? recordEvent(client, termsQueue, termsId) : undefined;
    });
    if (eventId !== undefined) hint(eventId);
  }
}
