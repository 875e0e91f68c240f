/**
 * Tickets in PostgreSQL. A ticket is a row first; that it may grow late, who did what to it and that the hotel's own system
 * is to hear of it stand in the same commit.
 */
import { CommandType, RoomValue } from '../../../proto/gen/earshot/hotel/v1/hotel.ts';
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { recordEvent } from '../../common/outbox.ts';
import type { Service } from '../catalogue/types.ts';
import type { StandardCommand } from '../conversion/command.ts';
import { oweWebhook, webhookQueue } from '../webhook/webhooks.ts';
import { toWire } from '../wire.ts';
import { type Action, type Actor, addEvent, clock, room as theRoom } from './events.ts';
import type { Change, Place, TicketRow, TicketState } from './types.ts';

export const latenessQueue = 'hotel-lateness';

const columns =
  'ticket_id, room, type, catalogue_id, quantity, at_minute, in_minutes, value, department, state, is_escalated, revision, created_at, tenant_id, assignee_id, late_at, reminders';

/** After check-out an open ticket lives so long. */
const openAfterCheckOutMs = 24 * 3600_000;
/** What is asked where nobody is checked in: a day's notice, and a day to do it. */
const withoutStayMs = 48 * 3600_000;
const maxListed = 500;
/** A late ticket is told again so often, each time after the span that it was given. */
const maxReminders = 5;
/** What is over stays in the desk's list so long. */
const settledShownMs = 12 * 3600_000;

export interface TicketParts {
  readonly pool: Pool;
  readonly now: () => number;
  /** Told after each commit: work that is due at once, and that watchers of this hotel have something to see. */
  readonly hint?: (queue: string, eventId: string) => void;
  readonly changed?: (tenantId: string) => void;
}

/** One change of one hotel's tickets, in its transaction. */
interface Changing {
  readonly client: PoolClient;
  readonly at: Date;
  revision(): Promise<number>;
  /** Writes down who did what, and what is owed because of it. */
  record(
    ticketId: string,
    actor: Actor,
    action: Action,
    to?: { staffId?: string; department?: string },
  ): Promise<void>;
  /** That it may grow late. */
  watchClock(ticketId: string): Promise<void>;
}

export class Tickets {
  readonly #parts: TicketParts;
  readonly #pool: Pool;

  constructor(parts: TicketParts) {
    this.#parts = parts;
    this.#pool = parts.pool;
  }

  /**
   * Keeps the commands of one turn as tickets; the same turn again keeps nothing twice. Durable when it returns.
   * @param isOver Whether nobody has anything to do about it: it is shown, and done
   */
  async create(
    place: Place,
    turnId: string,
    commands: readonly StandardCommand[],
    serviceOf: (command: StandardCommand) => Service,
    isOver: (command: StandardCommand) => boolean = () => false,
  ): Promise<void> {
    await this.#change(place.tenantId, async ({ client, at, revision, record, watchClock }) => {
      for (const [index, command] of commands.entries()) {
        const { department, lateAfterMinutes } = serviceOf(command);
        const wire = toWire(command);
        const over = isOver(command);
        const mayBeLate = lateAfterMinutes !== undefined && !over;
        const rows = await query<{ ticket_id: string }>(
          client,
          `insert into hotel_tickets (tenant_id, room_id, room, stay_id, turn_id, command_index, type, catalogue_id,
             quantity, at_minute, in_minutes, value, department, late_at, revision, created_at, state, is_told, expires_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
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
            mayBeLate ? new Date(at.getTime() + lateAfterMinutes * 60_000) : null,
            await revision(),
            at,
            over ? 'done' : 'new',
            over,
            place.stayId === '' ? new Date(at.getTime() + withoutStayMs) : null,
          ],
        );
        const [made] = rows;
        if (made === undefined) continue;
        await record(made.ticket_id, theRoom, 'asked');
        if (mayBeLate) await watchClock(made.ticket_id);
        await query(
          client,
          `insert into hotel_counters (tenant_id, day, type, count) values ($1, $2, $3, 1)
           on conflict (tenant_id, day, type) do update set count = hotel_counters.count + 1`,
          [place.tenantId, at, command.type],
        );
      }
    });
  }

  /** Tickets that changed after a revision, in the order of their changes. */
  since(tenantId: string, revision: number, department: string): Promise<TicketRow[]> {
    return query<TicketRow>(
      this.#pool,
      `select ${columns} from hotel_tickets where tenant_id = $1 and revision > $2 and ($3 = '' or department = $3)
       order by revision limit ${maxListed}`,
      [tenantId, revision, department],
    );
  }

  /** Open ones, oldest first, then the newest of those that are over; and the revision up to which that is all. */
  async list(
    tenantId: string,
    department: string,
    settled: number,
  ): Promise<{ rows: TicketRow[]; revision: number }> {
    // Asked first: what changes in between is told again by a watch that begins there.
    const [seen] = await query<{ revision: number }>(
      this.#pool,
      'select revision from hotel_revisions where tenant_id = $1',
      [tenantId],
    );
    const open = await query<TicketRow>(
      this.#pool,
      `select ${columns} from hotel_tickets where tenant_id = $1 and ($2 = '' or department = $2)
         and state not in ('done', 'declined') order by created_at limit ${maxListed}`,
      [tenantId, department],
    );
    const over =
      settled === 0
        ? []
        : await query<TicketRow>(
            this.#pool,
            `select ${columns} from hotel_tickets where tenant_id = $1 and ($2 = '' or department = $2)
               and state in ('done', 'declined') and created_at > $4 order by revision desc limit $3`,
            [tenantId, department, settled, new Date(this.#parts.now() - settledShownMs)],
          );
    return { rows: [...open, ...over], revision: seen?.revision ?? 0 };
  }

  async one(ticketId: string): Promise<TicketRow | undefined> {
    const rows = await query<TicketRow>(
      this.#pool,
      `select ${columns} from hotel_tickets where ticket_id::text = $1`,
      [ticketId],
    );
    return rows[0];
  }

  /**
   * What is over and was told to the guest stays as it is.
   * @param options.within The only department whose tickets may be changed; empty = any
   * @throws EarshotError NOT_FOUND when there is no such ticket to change
   */
  async change(
    tenantId: string,
    ticketId: string,
    change: Change,
    { actor, within = '' }: { readonly actor: Actor; readonly within?: string },
  ): Promise<TicketRow> {
    return this.#change(tenantId, async ({ client, at, revision, record, watchClock }) => {
      const [before] = await query<TicketRow & { is_told: boolean }>(
        client,
        `select ${columns}, is_told from hotel_tickets
         where tenant_id = $1 and ticket_id::text = $2 and ($3 = '' or department = $3) for update`,
        [tenantId, ticketId, within],
      );
      if (before === undefined) throw new EarshotError('NOT_FOUND');
      const wasOver = isOver(before.state);
      if ('state' in change && change.state === before.state) return before;
      if (wasOver && (before.is_told || !('state' in change))) throw new EarshotError('NOT_FOUND');
      const isPassed = 'department' in change;
      const spanMs =
        before.late_at === null ? undefined : before.late_at.getTime() - before.created_at.getTime();
      const lateAt = isPassed && spanMs !== undefined ? new Date(at.getTime() + spanMs) : before.late_at;
      const state = isPassed
        ? 'new'
        : 'state' in change
          ? change.state
          : before.state === 'new'
            ? 'accepted'
            : before.state;
      const taking = actor.kind === 'staff' && (state === 'accepted' || state === 'on_the_way');
      const assignee = isPassed
        ? null
        : 'assigneeId' in change
          ? change.assigneeId
          : before.assignee_id === null && taking
            ? (actor.staffId ?? null)
            : before.assignee_id;
      const rows = await query<TicketRow>(
        client,
        `update hotel_tickets set state = $2, assignee_id = $3, department = $4, late_at = $5, revision = $6,
           is_escalated = is_escalated and not $7, reminders = case when $7 then 0 else reminders end
         where ticket_id = $1 returning ${columns}`,
        [
          before.ticket_id,
          state,
          assignee,
          isPassed ? change.department : before.department,
          lateAt,
          await revision(),
          isPassed,
        ],
      );
      const row = rows[0]!;
      if (isPassed) await record(row.ticket_id, actor, 'passed_on', { department: change.department });
      else if ('assigneeId' in change)
        await record(row.ticket_id, actor, 'assigned', { staffId: change.assigneeId });
      else await record(row.ticket_id, actor, wasOver || state === 'new' ? 'reopened' : state);
      if ((isPassed || wasOver) && lateAt !== null) await watchClock(row.ticket_id);
      return row;
    });
  }

  /** The youngest ticket of this stay for a thing, open ones first; of any thing, when none is named. Never of a guest who left. */
  async latest({ roomId, stayId }: Place, catalogueId: string): Promise<TicketRow | undefined> {
    const rows = await query<TicketRow>(
      this.#pool,
      `select ${columns} from hotel_tickets where room_id = $1 and coalesce(stay_id, '') = $2 and not has_left
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
       where room_id = $1 and coalesce(stay_id, '') = $2 and not has_left
         and not is_told and state in ('done', 'declined')
       returning ${columns}`,
      [roomId, stayId],
    );
  }

  /**
   * Marks a ticket that still waits past its time, and tells of it again each time that this span passes.
   * @returns when to look again, in milliseconds; nothing when settled
   */
  async escalate(ticketId: string): Promise<number | undefined> {
    const found = await this.one(ticketId);
    if (found === undefined || waitMs(found, this.#parts.now()) === undefined) return undefined;
    return this.#change(found.tenant_id, async ({ client, at, revision, record }) => {
      const [row] = await query<TicketRow>(
        client,
        `select ${columns} from hotel_tickets where ticket_id = $1 for update`,
        [ticketId],
      );
      const wait = row && waitMs(row, at.getTime());
      if (row === undefined || wait === undefined || wait > 0) return wait;
      await query(
        client,
        `update hotel_tickets set is_escalated = true, reminders = reminders + 1, revision = $2
         where ticket_id = $1`,
        [ticketId, await revision()],
      );
      await record(ticketId, clock, 'late');
      return waitMs({ ...row, reminders: row.reminders + 1 }, at.getTime());
    });
  }

  /** Check-out: what is over, asked back or opened goes, what is open loses its stay and lives a day at most. */
  async forgetStay(tenantId: string, stayId: string): Promise<void> {
    await withTransaction(this.#pool, async (client) => {
      for (const table of ['hotel_questions', 'hotel_openings'])
        await query(client, `delete from ${table} where stay_id = $1`, [stayId]);
      await query(
        client,
        `delete from hotel_tickets where tenant_id = $1 and stay_id = $2 and state in ('done', 'declined')`,
        [tenantId, stayId],
      );
      await query(
        client,
        `update hotel_tickets set stay_id = null, has_left = true, expires_at = $3
         where tenant_id = $1 and stay_id = $2`,
        [tenantId, stayId, new Date(this.#parts.now() + openAfterCheckOutMs)],
      );
    });
    this.#parts.changed?.(tenantId);
  }

  /** Deletes what outlived its stay: what is over at once, the rest at its end. */
  async sweep(): Promise<void> {
    await query(
      this.#pool,
      `delete from hotel_tickets
       where expires_at is not null and (expires_at <= $1 or has_left and state in ('done', 'declined'))`,
      [new Date(this.#parts.now())],
    );
  }

  async #change<T>(tenantId: string, work: (changing: Changing) => Promise<T>): Promise<T> {
    const { now, hint, changed } = this.#parts;
    const at = new Date(now());
    const owed: [queue: string, eventId: string][] = [];
    const result = await withTransaction(this.#pool, (client) =>
      work({
        client,
        at,
        revision: () => nextRevision(client, tenantId),
        async record(ticketId, actor, action, to = {}) {
          const { staffId: toStaffId, department: toDepartment } = to;
          const given = { ...(toStaffId && { toStaffId }), ...(toDepartment && { toDepartment }) };
          await addEvent(client, { tenantId, ticketId, actor, action, at, ...given });
          const eventId = await oweWebhook(client, tenantId, ticketId);
          if (eventId !== undefined) owed.push([webhookQueue, eventId]);
        },
        async watchClock(ticketId) {
          owed.push([latenessQueue, await recordEvent(client, latenessQueue, ticketId)]);
        },
      }),
    );
    for (const [queue, eventId] of owed) hint?.(queue, eventId);
    changed?.(tenantId);
    return result;
  }
}

const isOver = (state: TicketState): boolean => state === 'done' || state === 'declined';

/** Until this ticket is late, or late once more; nothing when it never will be. */
function waitMs(row: TicketRow, nowMs: number): number | undefined {
  if (row.late_at === null || isOver(row.state) || row.reminders >= maxReminders) return undefined;
  const spanMs = Math.max(60_000, row.late_at.getTime() - row.created_at.getTime());
  return Math.max(0, row.late_at.getTime() + row.reminders * spanMs - nowMs);
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
