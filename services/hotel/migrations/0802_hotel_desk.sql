-- What a desk needs beside tickets: who has one, what became of it and by whom, who watches, and where the hotel's own
-- system hears of it.
alter table hotel_tickets add column assignee_id text;
alter table hotel_tickets add column reminders integer not null default 0;
comment on column hotel_tickets.assignee_id is 'class: identifier';
comment on column hotel_tickets.reminders is 'class: operational';

-- Who did what to a ticket. The service may add lines and not change any; they go with their ticket.
create table hotel_ticket_events (
  event_id bigint generated always as identity primary key,
  ticket_id uuid not null references hotel_tickets on delete cascade,
  tenant_id text not null,
  at timestamptz not null,
  action text not null,
  actor text not null check (actor in ('room', 'staff', 'operator', 'clock')),
  staff_id text,
  to_staff_id text,
  to_department text not null default ''
);
create index hotel_ticket_events_ticket on hotel_ticket_events (ticket_id);
comment on column hotel_ticket_events.event_id is 'class: operational';
comment on column hotel_ticket_events.ticket_id is 'class: operational';
comment on column hotel_ticket_events.tenant_id is 'class: identifier';
comment on column hotel_ticket_events.at is 'class: operational';
comment on column hotel_ticket_events.action is 'class: operational';
comment on column hotel_ticket_events.actor is 'class: operational';
comment on column hotel_ticket_events.staff_id is 'class: identifier';
comment on column hotel_ticket_events.to_staff_id is 'class: identifier';
comment on column hotel_ticket_events.to_department is 'class: public';

-- When somebody last looked at the tickets of a department; empty = of all. A crash may forget it.
create unlogged table hotel_desks (
  tenant_id text not null,
  department text not null,
  seen_at timestamptz not null,
  primary key (tenant_id, department)
);
comment on column hotel_desks.tenant_id is 'class: identifier';
comment on column hotel_desks.department is 'class: public';
comment on column hotel_desks.seen_at is 'class: operational';

create table hotel_webhooks (
  tenant_id text primary key,
  url text not null,
  failing_since timestamptz
);
comment on column hotel_webhooks.tenant_id is 'class: identifier';
comment on column hotel_webhooks.url is 'class: operational';
comment on column hotel_webhooks.failing_since is 'class: operational';

-- Check-outs that have begun and are not done everywhere.
create table hotel_check_outs (
  check_out_id uuid primary key default gen_random_uuid(),
  tenant_id text not null,
  stay_id text not null
);
comment on column hotel_check_outs.check_out_id is 'class: operational';
comment on column hotel_check_outs.tenant_id is 'class: identifier';
comment on column hotel_check_outs.stay_id is 'class: identifier';
