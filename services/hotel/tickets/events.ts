/** Who did what to a ticket: lines that are added in the transaction that does it, and never changed. */
import { TicketAction, TicketActor, type TicketEvent } from '../../../proto/gen/earshot/hotel/v1/hotel.ts';
import { type Pool, type PoolClient, query } from '../../common/db/pool.ts';

export type Action =
  | 'asked'
  | 'accepted'
  | 'on_the_way'
  | 'done'
  | 'declined'
  | 'passed_on'
  | 'assigned'
  | 'late'
  | 'reopened';

/** The room, the clock, or somebody who acts for the hotel. */
export interface Actor {
  readonly kind: 'room' | 'staff' | 'operator' | 'clock';
  /** Account of a colleague. */
  readonly staffId?: string;
}

export const room: Actor = { kind: 'room' };
export const clock: Actor = { kind: 'clock' };

export interface NewEvent {
  readonly tenantId: string;
  readonly ticketId: string;
  readonly actor: Actor;
  readonly action: Action;
  readonly toStaffId?: string;
  readonly toDepartment?: string;
  readonly at: Date;
}

export async function addEvent(client: PoolClient, event: NewEvent): Promise<void> {
  await query(
    client,
    `insert into hotel_ticket_events (ticket_id, tenant_id, at, action, actor, staff_id, to_staff_id, to_department)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      event.ticketId,
      event.tenantId,
      event.at,
      event.action,
      event.actor.kind,
      event.actor.staffId ?? null,
      event.toStaffId ?? null,
      event.toDepartment ?? '',
    ],
  );
}

const maxListed = 200;

/** Oldest first. @param department Empty = of any */
export async function listEvents(
  pool: Pool,
  { tenantId, ticketId, department }: { tenantId: string; ticketId: string; department: string },
): Promise<TicketEvent[]> {
  const rows = await query<{
    at: Date;
    action: string;
    actor: string;
    staff_id: string | null;
    to_staff_id: string | null;
    to_department: string;
  }>(
    pool,
    `select e.at, e.action, e.actor, e.staff_id, e.to_staff_id, e.to_department
     from hotel_ticket_events e join hotel_tickets t using (ticket_id)
     where t.tenant_id = $1 and t.ticket_id::text = $2 and ($3 = '' or t.department = $3)
     order by e.event_id limit ${maxListed}`,
    [tenantId, ticketId, department],
  );
  return rows.map((row) => ({
    atMs: row.at.getTime(),
    action: TicketAction[row.action.toUpperCase() as keyof typeof TicketAction] as TicketAction,
    actor: TicketActor[row.actor.toUpperCase() as keyof typeof TicketActor] as TicketActor,
    staffId: row.staff_id ?? '',
    toStaffId: row.to_staff_id ?? '',
    toDepartment: row.to_department,
  }));
}
