/** Tickets in PostgreSQL. A ticket is a row first; that it may grow late is an event of the outbox in the same commit. */

import { CommandType, RoomValue } from '../../../proto/gen/earshot/hotel/v1/hotel.ts';
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { recordEvent } from '../../common/outbox.ts';
import type { Service } from '../catalogue/types.ts';
import type { StandardCommand } from '../conversion/command.ts';
import { toWire } from '../wire.ts';

export const latenessQueue = 'hotel-lateness';

export type TicketState = 'new' | 'accepted' | 'on_the_way' | 'done' | 'declined';

/** Where a ticket comes from. */
export interface Place {
  readonly tenantId: string;
  readonly roomId: string;
  /** As the hotel calls it. */
  readonly room: string;
  /** Empty when nobody is checked in. */
  readonly stayId: string;
}

export interface TicketRow {
  readonly ticket_id: string;
  readonly room: string;
  readonly type: string;
  readonly catalogue_id: string;
  readonly quantity: number;
  readonly at_minute: number | null;
  readonly in_minutes: number | null;
  readonly value: string;
  readonly department: string;
  readonly state: TicketState;
  readonly is_escalated: boolean;
  readonly revision: number;
  readonly created_at: Date;
}

const columns =
  'ticket_id, room, type, catalogue_id, quantity, at_minute, in_minutes, value, department, state, is_escalated, revision, created_at';

/** After check-out an open ticket lives so long. */
const openAfterCheckOutMs = 24 * 3600_000;
const maxListed = 500;

export class Tickets {
  readonly #pool: Pool;
  readonly #now: () => number;

  constructor(pool: Pool, now: () => number = Date.now) {
    this.#pool = pool;
    this.#now = now;
  }

  /**
   * Keeps the commands of one turn as tickets; the same turn again keeps nothing twice. Durable when it returns.
   * @returns ids of the outbox's events, to be hinted at
   */
  async create(
    place: Place,
    turnId: string,
    commands: readonly StandardCommand[],
    serviceOf: (command: StandardCommand) => Service,
  ): Promise<string[]> {
    const now = this.#now();
    return withTransaction(this.#pool, async (client) => {
      const events: string[] = [];
      for (const [index, command] of commands.entries()) {
        const { department, lateAfterMinutes } = serviceOf(command);
        const wire = toWire(command);
        const revision = await nextRevision(client, place.tenantId);
        const rows = await query<{ ticket_id: string }>(
          client,
          `insert into hotel_tickets (tenant_id, room_id, room, stay_id, turn_id, command_index, type, catalogue_id,
             quantity, at_minute, in_minutes, value, department, late_at, revision, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
           on conflict (turn_id, command_index) do nothing returning ticket_id`,
          [
            place.tenantId,
            place.roomId,
            place.room,
            place.stayId === '' ? null : place.stayId,
            turnId,
            index,
            command.type,
            wire.catalogueId,
            wire.quantity,
            wire.time?.$case === 'atMinute' ? wire.time.value : null,
            wire.time?.$case === 'inMinutes' ? wire.time.value : null,
            typeof command.value === 'string' ? command.value : '',
            department,
            lateAfterMinutes === undefined ? null : new Date(now + lateAfterMinutes * 60_000),
            revision,
            new Date(now),
          ],
        );
        const [made] = rows;
        if (made === undefined) continue;
        if (lateAfterMinutes !== undefined)
          events.push(await recordEvent(client, latenessQueue, made.ticket_id));
        await query(
          client,
          `insert into hotel_counters (tenant_id, day, type, count) values ($1, $2, $3, 1)
           on conflict (tenant_id, day, type) do update set count = hotel_counters.count + 1`,
          [place.tenantId, new Date(now), command.type],
        );
      }
      return events;
    });
  }

  /** Changed since then, in the order of their changes. */
  since(tenantId: string, revision: number, department: string): Promise<TicketRow[]> {
    return query<TicketRow>(
      this.#pool,
      `select ${columns} from hotel_tickets where tenant_id = $1 and revision > $2 and ($3 = '' or department = $3)
       order by revision limit ${maxListed}`,
      [tenantId, revision, department],
    );
  }

  open(tenantId: string, department: string): Promise<TicketRow[]> {
    return query<TicketRow>(
      this.#pool,
      `select ${columns} from hotel_tickets where tenant_id = $1 and ($2 = '' or department = $2)
         and state not in ('done', 'declined') order by created_at limit ${maxListed}`,
      [tenantId, department],
    );
  }

  /** @returns nothing when the hotel has no such ticket, or it is over already */
  async change(tenantId: string, ticketId: string, state: TicketState): Promise<TicketRow | undefined> {
    return withTransaction(this.#pool, async (client) => {
      const revision = await nextRevision(client, tenantId);
      const rows = await query<TicketRow>(
        client,
        `update hotel_tickets set state = $3, revision = $4
         where tenant_id = $1 and ticket_id::text = $2 and (state not in ('done', 'declined') or state = $3)
         returning ${columns}`,
        [tenantId, ticketId, state, revision],
      );
      return rows[0];
    });
  }

  /** The youngest ticket of this stay for a thing, open ones first; of any thing, when none is named. */
  async latest({ roomId, stayId }: Place, catalogueId: string): Promise<TicketRow | undefined> {
    const rows = await query<TicketRow>(
      this.#pool,
      `select ${columns} from hotel_tickets where room_id = $1 and coalesce(stay_id, '') = $2
         and ($3 = '' or catalogue_id = $3) and type <> 'chase'
       order by state in ('done', 'declined'), created_at desc, command_index desc limit 1`,
      [roomId, stayId, catalogueId],
    );
    return rows[0];
  }

  /** What became of the room's wishes and was not told yet; from now on it was. */
  news({ roomId, stayId }: Place): Promise<TicketRow[]> {
    return query<TicketRow>(
      this.#pool,
      `update hotel_tickets set is_told = true
       where room_id = $1 and coalesce(stay_id, '') = $2 and not is_told and state in ('done', 'declined')
       returning ${columns}`,
      [roomId, stayId],
    );
  }

  /** Marks a ticket that still waits past its time. @returns when to look again, in milliseconds; nothing when settled */
  async escalate(ticketId: string): Promise<number | undefined> {
    const rows = await query<{ tenant_id: string; late_at: Date | null; state: TicketState }>(
      this.#pool,
      'select tenant_id, late_at, state from hotel_tickets where ticket_id = $1',
      [ticketId],
    );
    const [row] = rows;
    if (row === undefined || row.late_at === null || row.state === 'done' || row.state === 'declined')
      return undefined;
    const waitMs = row.late_at.getTime() - this.#now();
    if (waitMs > 0) return waitMs;
    await withTransaction(this.#pool, async (client) => {
      const revision = await nextRevision(client, row.tenant_id);
      await query(
        client,
        `update hotel_tickets set is_escalated = true, revision = $2
         where ticket_id = $1 and state not in ('done', 'declined')`,
        [ticketId, revision],
      );
    });
    return undefined;
  }

  /** Check-out: what is over goes, what is open loses its stay and lives a day at most. */
  async forgetStay(tenantId: string, stayId: string): Promise<void> {
    await withTransaction(this.#pool, async (client) => {
      await query(
        client,
        `delete from hotel_tickets where tenant_id = $1 and stay_id = $2 and state in ('done', 'declined')`,
        [tenantId, stayId],
      );
      await query(
        client,
        'update hotel_tickets set stay_id = null, expires_at = $3 where tenant_id = $1 and stay_id = $2',
        [tenantId, stayId, new Date(this.#now() + openAfterCheckOutMs)],
      );
    });
  }

  /** Deletes what outlived its stay: what is over at once, the rest after a day. */
  async sweep(): Promise<void> {
    await query(
      this.#pool,
      `delete from hotel_tickets where expires_at is not null and (expires_at <= $1 or state in ('done', 'declined'))`,
      [new Date(this.#now())],
    );
  }
}

/** Changes of one hotel are committed one after another, so that whoever has seen a revision has seen all below it. */
async function nextRevision(client: PoolClient, tenantId: string): Promise<number> {
  const rows = await query<{ revision: number }>(
    client,
    `insert into hotel_revisions (tenant_id, revision) values ($1, 1)
     on conflict (tenant_id) do update set revision = hotel_revisions.revision + 1 returning revision`,
    [tenantId],
  );
  return rows[0]!.revision;
}

/** A row as the schema has it. */
export function commandOf(row: TicketRow) {
  return {
    type: CommandType[row.type.toUpperCase() as keyof typeof CommandType] as CommandType,
    catalogueId: row.catalogue_id,
    quantity: row.quantity,
    time:
      row.at_minute !== null
        ? ({ $case: 'atMinute', value: row.at_minute } as const)
        : row.in_minutes !== null
          ? ({ $case: 'inMinutes', value: row.in_minutes } as const)
          : undefined,
    value: (RoomValue[(row.value || 'unspecified').toUpperCase() as keyof typeof RoomValue] ??
      0) as RoomValue,
    degrees: 0,
  };
}
