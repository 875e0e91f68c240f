/** What the hotel service holds of people: what rooms wait for, and what a guest was asked back. */
import { by, type HeldTable } from '../../common/holders/tables.ts';

export const heldTables = (): readonly HeldTable[] => [
  {
    table: 'hotel_tickets',
    rowsOf: { tenant: by('tenant_id'), room: by('room_id'), stay: by('stay_id') },
    lives:
      'as long as the stay; a ticket still open then, until it is done, a day at most; where nobody is checked in, two days',
    isOver: 'expires_at <= $now',
  },
  {
    table: 'hotel_ticket_events',
    rowsOf: { tenant: by('tenant_id') },
    lives: 'as long as its ticket',
    stays: {
      reason: 'nothing: the service may only add lines, and they go with the ticket, which is erased',
    },
  },
  {
    table: 'hotel_questions',
    rowsOf: { device: by('device_id'), stay: by('stay_id') },
    lives: 'two minutes',
    isOver: 'expires_at <= $now',
  },
  {
    table: 'hotel_openings',
    rowsOf: { device: by('device_id'), stay: by('stay_id') },
    lives: 'ten minutes after the last words for that skill',
    isOver: 'expires_at <= $now',
  },
  {
    table: 'hotel_check_outs',
    rowsOf: { tenant: by('tenant_id'), stay: by('stay_id') },
    lives: 'until the check-out is done everywhere',
  },
  // In the order in which a new ticket locks them.
  { table: 'hotel_revisions', rowsOf: { tenant: by('tenant_id') }, lives: 'until the hotel is erased' },
  { table: 'hotel_counters', rowsOf: { tenant: by('tenant_id') }, lives: 'until the hotel is erased' },
  { table: 'hotel_desks', rowsOf: { tenant: by('tenant_id') }, lives: 'until the hotel is erased' },
  { table: 'hotel_catalogues', rowsOf: { tenant: by('tenant_id') }, lives: 'until the hotel is erased' },
  { table: 'hotel_webhooks', rowsOf: { tenant: by('tenant_id') }, lives: 'until the hotel is erased' },
];
