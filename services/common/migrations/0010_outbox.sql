-- Work that must happen though processes die: the row is the truth, the queue's job is a hint.
create table outbox (
  event_id uuid primary key default gen_random_uuid(),
  queue text not null,
  subject_ref text not null,
  state text not null default 'pending' check (state in ('pending', 'done', 'given_up')),
  attempts integer not null default 0,
  due_at timestamptz not null default to_timestamp(0),
  created_at timestamptz not null default now(),
  settled_at timestamptz
);
create index outbox_due on outbox (due_at) where state = 'pending';
comment on column outbox.event_id is 'class: operational';
comment on column outbox.queue is 'class: operational';
comment on column outbox.subject_ref is 'class: operational';
comment on column outbox.state is 'class: operational';
comment on column outbox.attempts is 'class: operational';
comment on column outbox.due_at is 'class: operational';
comment on column outbox.created_at is 'class: operational';
comment on column outbox.settled_at is 'class: operational';
comment on table outbox is 'subject_ref is the random id of the row to work on, never of a person';
comment on column migrations.name is 'class: operational';
comment on column migrations.applied_at is 'class: operational';
