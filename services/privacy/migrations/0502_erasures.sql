-- A household or a hotel that is being erased everywhere: who of the holders is done, so that the rest is asked again.
create table erasures (
  erasure_id uuid primary key default gen_random_uuid(),
  -- Every name under which rows stand, as privacy knew them (earshot.holders.v1.Whose); empty once all holders are done.
  whose jsonb not null,
  done_holders text[] not null default '{}',
  state text not null default 'pending' check (state in ('pending', 'done')),
  created_at timestamptz not null,
  settled_at timestamptz
);
create index erasures_pending on erasures (created_at) where state = 'pending';
comment on column erasures.erasure_id is 'class: operational';
comment on column erasures.whose is 'class: identifier';
comment on column erasures.done_holders is 'class: operational';
comment on column erasures.state is 'class: operational';
comment on column erasures.created_at is 'class: operational';
comment on column erasures.settled_at is 'class: operational';

-- Names by which a recipient knew somebody who is gone: kept until it is told, because nobody can make them again.
alter table notices add column user_name text, add column device_names text[];
comment on column notices.user_name is 'class: identifier';
comment on column notices.device_names is 'class: identifier';
