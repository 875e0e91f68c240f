/** A stored ticket as the schema has it. */
import type { Locale } from '../../../language/model/types.ts';
import { type Ticket, TicketState } from '../../../proto/gen/earshot/hotel/v1/hotel.ts';
import type { Catalogue } from '../catalogue/types.ts';
import { commandOf } from '../tickets/store.ts';
import type { TicketRow } from '../tickets/types.ts';
import { labelOf } from './labels.ts';

export function ticketOf(catalogue: Catalogue, locale: Locale, row: TicketRow): Ticket {
  return {
    ticketId: row.ticket_id,
    room: row.room,
    command: commandOf(row),
    department: row.department,
    state: TicketState[row.state.toUpperCase() as keyof typeof TicketState] as TicketState,
    isEscalated: row.is_escalated,
    revision: row.revision,
    createdAtMs: row.created_at.getTime(),
    assigneeId: row.assignee_id ?? '',
    lateAtMs: row.late_at?.getTime() ?? 0,
    what: labelOf(catalogue, locale, row),
    reminders: row.reminders,
  };
}
