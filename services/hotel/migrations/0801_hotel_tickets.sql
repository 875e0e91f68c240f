-- What rooms wait for. No column could hold what a guest said: enumerations, numbers, times, ids of the catalogue.
create table hotel_revisions (
  tenant_id text primary key,
  revision bigint not null
);
comment on column hotel_revisions.tenant_id is 'class: identifier';
comment on column hotel_revisions.revision is 'class: operational';

create table hotel_tickets (
  ticket_id uuid primary key default gen_random_uuid(),
  tenant_id text not null,
  room_id text not null,
  room text not null,
  stay_id text,
  turn_id text not null,
  command_index integer not null,
  type text not null,
  catalogue_id text not null default '',
  quantity integer not null default 0,
  at_minute integer check (at_minute between 0 and 1439),
  in_minutes integer check (in_minutes between 1 and 1440),
  value text not null default '',
  department text not null,
  state text not null default 'new' check (state in ('new', 'accepted', 'on_the_way', 'done', 'declined')),
  is_escalated boolean not null default false,
  is_told boolean not null default false,
  late_at timestamptz,
  expires_at timestamptz,
  revision bigint not null,
  created_at timestamptz not null,
  unique (turn_id, command_index)
);
create index hotel_tickets_revision on hotel_tickets (tenant_id, revision);
create index hotel_tickets_room on hotel_tickets (room_id);
create index hotel_tickets_expiry on hotel_tickets (expires_at) where expires_at is not null;
comment on column hotel_tickets.ticket_id is 'class: operational';
comment on column hotel_tickets.tenant_id is 'class: identifier';
comment on column hotel_tickets.room_id is 'class: location_precise';
comment on column hotel_tickets.room is 'class: location_precise';
comment on column hotel_tickets.stay_id is 'class: identifier';
comment on column hotel_tickets.turn_id is 'class: operational';
comment on column hotel_tickets.command_index is 'class: operational';
comment on column hotel_tickets.type is 'class: command';
comment on column hotel_tickets.catalogue_id is 'class: command';
comment on column hotel_tickets.quantity is 'class: command';
comment on column hotel_tickets.at_minute is 'class: command';
comment on column hotel_tickets.in_minutes is 'class: command';
comment on column hotel_tickets.value is 'class: command';
comment on column hotel_tickets.department is 'class: public';
comment on column hotel_tickets.state is 'class: operational';
comment on column hotel_tickets.is_escalated is 'class: operational';
comment on column hotel_tickets.is_told is 'class: operational';
comment on column hotel_tickets.late_at is 'class: operational';
comment on column hotel_tickets.expires_at is 'class: operational';
comment on column hotel_tickets.revision is 'class: operational';
comment on column hotel_tickets.created_at is 'class: operational';

-- How much was asked of a hotel, without a room.
create table hotel_counters (
  tenant_id text not null,
  day date not null,
  type text not null,
  count integer not null,
  primary key (tenant_id, day, type)
);
comment on column hotel_counters.tenant_id is 'class: identifier';
comment on column hotel_counters.day is 'class: operational';
comment on column hotel_counters.type is 'class: operational';
comment on column hotel_counters.count is 'class: operational';

-- What a guest was asked back: commands that wait for a yes or an hour, two minutes. Never in the write-ahead log.
create unlogged table hotel_questions (
  device_id text primary key,
  commands bytea not null,
  missing text not null check (missing in ('yes', 'time')),
  expires_at timestamptz not null
);
comment on column hotel_questions.device_id is 'class: identifier';
comment on column hotel_questions.commands is 'class: command';
comment on column hotel_questions.missing is 'class: operational';
comment on column hotel_questions.expires_at is 'class: operational';
