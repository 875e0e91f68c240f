-- What recipients are told about withdrawal and deletion; the work itself is a row of the outbox.
create table notices (
  notice_id uuid primary key default gen_random_uuid(),
  chain_id uuid not null,
  skill_id text not null,
  event text not null check (event in ('user.data.delete', 'skill.disabled', 'consent.changed')),
  -- Epoch of the pseudonyms that the recipient knows; the present ones are newer and are not told.
  epoch integer not null,
  withdrawn_paths text[] not null default '{}',
  state text not null default 'pending' check (state in ('pending', 'done', 'given_up')),
  attempts integer not null default 0,
  created_at timestamptz not null,
  acknowledged_at timestamptz
);
create index notices_chain on notices (chain_id, created_at);
comment on column notices.notice_id is 'class: operational';
comment on column notices.chain_id is 'class: operational';
comment on column notices.skill_id is 'class: public';
comment on column notices.event is 'class: operational';
comment on column notices.epoch is 'class: operational';
comment on column notices.withdrawn_paths is 'class: public';
comment on column notices.state is 'class: operational';
comment on column notices.attempts is 'class: operational';
comment on column notices.created_at is 'class: operational';
comment on column notices.acknowledged_at is 'class: operational';
