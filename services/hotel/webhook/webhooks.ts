/** Where a hotel's own system hears of tickets, and each change told there, signed, until it is taken or is too old. */
import { type Pool, type PoolClient, query } from '../../common/db/pool.ts';
import { parseEndpoint } from '../../common/egress/index.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Logger } from '../../common/log.ts';
import { type Attempt, recordEvent } from '../../common/outbox.ts';
import { type PostWebhook, reachOf } from '../../common/webhooks/post.ts';
import { waitAfter } from '../../common/webhooks/schedule.ts';
import { postSigned } from '../../common/webhooks/signed-post.ts';
import type { WebhookSigningKey } from '../../common/webhooks/standard-webhooks.ts';
import { clockOf } from '../desk/labels.ts';
import type { TicketRow } from '../tickets/types.ts';

export const webhookQueue = 'hotel-webhooks';
const maxUrlLength = 1_000;

/** Owed in the transaction that changed the ticket. @returns nothing where the hotel has no webhook */
export async function oweWebhook(
  client: PoolClient,
  tenantId: string,
  ticketId: string,
): Promise<string | undefined> {
  const rows = await query(client, 'select 1 from hotel_webhooks where tenant_id = $1', [tenantId]);
  return rows.length === 0 ? undefined : recordEvent(client, webhookQueue, ticketId);
}

/** What a hotel's system is told: a ticket as it is now. It may hear of the same revision twice, and of some never. */
export interface WebhookBody {
  readonly type: 'ticket.changed';
  /** RFC 3339. */
  readonly timestamp: string;
  readonly data: {
    /** Whom it is meant for: the audience of the signature. */
    readonly hotelId: string;
    readonly ticketId: string;
    /** Of two bodies about one ticket the greater one is the newer. */
    readonly revision: number;
    readonly room: string;
    readonly department: string;
    readonly state: string;
    readonly isLate: boolean;
    /** `deliver`, `wake_up`, … */
    readonly command: string;
    /** Of the hotel's catalogue; absent where the command needs none. */
    readonly item?: string;
    readonly quantity?: number;
    /** `HH:MM` of the hotel's clock. */
    readonly at?: string;
    readonly inMinutes?: number;
    /** Of a switch: `on`, `off`. */
    readonly value?: string;
  };
}

export interface WebhookOptions {
  readonly pool: Pool;
  readonly log: Logger;
  readonly signingKeys: readonly WebhookSigningKey[];
  readonly scheduleMs: readonly number[];
  readonly post: PostWebhook;
  /** Plain http on this machine is a receiver under development. */
  readonly isDevelopment: boolean;
  /** Nothing when it is gone. */
  ticket(ticketId: string): Promise<TicketRow | undefined>;
  readonly now: () => number;
}

export class Webhooks {
  readonly #options: WebhookOptions;

  constructor(options: WebhookOptions) {
    this.#options = options;
  }

  /** @param url Empty = none any more. @throws EarshotError WEBHOOK_REFUSED */
  async set(tenantId: string, url: string): Promise<string[]> {
    const { pool, signingKeys, isDevelopment } = this.#options;
    if (url === '') {
      await query(pool, 'delete from hotel_webhooks where tenant_id = $1', [tenantId]);
      return [];
    }
    try {
      if (url.length > maxUrlLength) throw new RangeError(`longer than ${maxUrlLength} characters`);
      parseEndpoint(url, reachOf(url, isDevelopment));
    } catch (cause) {
      throw new EarshotError('WEBHOOK_REFUSED', { cause });
    }
    await query(
      pool,
      `insert into hotel_webhooks (tenant_id, url) values ($1, $2)
       on conflict (tenant_id) do update set url = $2, failing_since = null`,
      [tenantId, url],
    );
    return signingKeys.map(({ verificationKey }) => verificationKey);
  }

  async get(tenantId: string): Promise<{ url: string; failingSinceMs: number } | undefined> {
    const [row] = await query<{ url: string; failing_since: Date | null }>(
      this.#options.pool,
      'select url, failing_since from hotel_webhooks where tenant_id = $1',
      [tenantId],
    );
    return row && { url: row.url, failingSinceMs: row.failing_since?.getTime() ?? 0 };
  }

  /** One attempt, as the outbox asks for it. @param attempt From 1 */
  async attempt(ticketId: string, attempt: number): Promise<Attempt> {
    const row = await this.#options.ticket(ticketId);
    const webhook = row && (await this.get(row.tenant_id));
    // A ticket that is gone, or a hotel that takes none any more: nothing is owed.
    if (row === undefined || webhook === undefined) return { outcome: 'done' };
    const isTaken = await this.#tell(webhook.url, row, attempt);
    await query(
      this.#options.pool,
      `update hotel_webhooks set failing_since = case when $2 then null else coalesce(failing_since, $3) end
       where tenant_id = $1`,
      [row.tenant_id, isTaken, new Date(this.#options.now())],
    );
    if (isTaken) return { outcome: 'done' };
    const afterMs = waitAfter(this.#options.scheduleMs, attempt);
    return afterMs === undefined ? { outcome: 'given_up' } : { outcome: 'retry', afterMs };
  }

  #tell(url: string, row: TicketRow, attempt: number): Promise<boolean> {
    return postSigned(this.#options, {
      to: `webhook ${row.tenant_id}`,
      url,
      messageId: `${row.ticket_id}:${row.revision}`,
      body: bodyOf(row, this.#options.now()),
      about: { eventId: row.ticket_id, attempt },
    });
  }
}

function bodyOf(row: TicketRow, nowMs: number): WebhookBody {
  const { at_minute: minute } = row;
  return {
    type: 'ticket.changed',
    timestamp: new Date(nowMs).toISOString(),
    data: {
      hotelId: row.tenant_id,
      ticketId: row.ticket_id,
      revision: row.revision,
      room: row.room,
      department: row.department,
      state: row.state,
      isLate: row.is_escalated,
      command: row.type,
      ...(row.catalogue_id !== '' && { item: row.catalogue_id }),
      ...(row.quantity > 0 && { quantity: row.quantity }),
      ...(minute !== null && { at: clockOf(minute) }),
      ...(row.in_minutes !== null && { inMinutes: row.in_minutes }),
      ...(row.value !== '' && { value: row.value }),
    },
  };
}
