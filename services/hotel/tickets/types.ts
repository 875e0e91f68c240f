/** A ticket as it stands in the table, where it comes from, and what may be done to it. */

export type TicketState = 'new' | 'accepted' | 'on_the_way' | 'done' | 'declined';

/** Where a ticket comes from. */
export interface Place {
  readonly tenantId: string;
  readonly roomId: string;
  /** As the hotel calls it. */
  readonly room: string;
  /** Empty when nobody is checked in. */
  readonly stayId: string;
  /** Of the stay; empty = not said. */
  readonly stayLocale?: string;
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
  readonly tenant_id: string;
  readonly assignee_id: string | null;
  readonly late_at: Date | null;
  readonly reminders: number;
}

/** What somebody at the desk does to a ticket. */
export type Change =
  | { readonly state: TicketState }
  | { readonly assigneeId: string }
  | { readonly department: string };
