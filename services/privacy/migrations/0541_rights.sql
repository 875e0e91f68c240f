-- What people ask for about their data, as cases with a due date; what restricts an account; history, when it is switched on.
alter table subjects add column restricted_at timestamptz, add column history_days integer not null default 30;
comment on column subjects.restricted_at is 'class: operational';
comment on column subjects.history_days is 'class: preference';

create table rights_requests (
  request_id uuid primary key default gen_random_uuid(),
  subject_id text not null references subjects on delete cascade,
  kind text not null check (kind in ('access', 'correction', 'erasure', 'restriction', 'complaint')),
  state text not null default 'open' check (state in ('open', 'done', 'refused', 'withdrawn')),
  opened_at timestamptz not null,
  due_on date not null,
  closed_at timestamptz,
  -- How it was shown who asks: a browser that had signed in, or the key of the command line.
  proof text not null check (proof in ('session', 'command')),
  refusal text,
  -- What they wrote, and what was answered: sealed with the account's key.
  sealed_note bytea,
  sealed_answer bytea,
  -- The request whose refusal this one appeals against.
  appeal_of uuid unique references rights_requests on delete cascade
);
create index rights_requests_subject on rights_requests (subject_id, opened_at);
create index rights_requests_open on rights_requests (due_on) where state = 'open';
comment on column rights_requests.request_id is 'class: operational';
comment on column rights_requests.subject_id is 'class: identifier';
comment on column rights_requests.kind is 'class: operational';
comment on column rights_requests.state is 'class: operational';
comment on column rights_requests.opened_at is 'class: operational';
comment on column rights_requests.due_on is 'class: operational';
comment on column rights_requests.closed_at is 'class: operational';
comment on column rights_requests.proof is 'class: operational';
comment on column rights_requests.refusal is 'class: public';
comment on column rights_requests.sealed_note is 'class: utterance';
comment on column rights_requests.sealed_answer is 'class: utterance';
comment on column rights_requests.appeal_of is 'class: operational';

-- Addresses of accounts that were closed a moment ago: hashes with a key that stands in no table, gone after three days.
create table closed_identities (
  identity_hash bytea primary key,
  expires_at timestamptz not null
);
comment on column closed_identities.identity_hash is 'class: operational';
comment on column closed_identities.expires_at is 'class: operational';

-- What was heard and answered, for its owner alone; words only, never sound.
create table history_entries (
  entry_id uuid primary key default gen_random_uuid(),
  subject_id text not null references subjects on delete cascade,
  turn_id text not null,
  heard_at timestamptz not null,
  -- Nobody reads it from then on, whether or not anything has swept it away.
  expires_at timestamptz not null,
  sealed bytea not null,
  unique (subject_id, turn_id)
);
create index history_entries_subject on history_entries (subject_id, heard_at);
create index history_entries_expiry on history_entries (expires_at);
comment on column history_entries.entry_id is 'class: operational';
comment on column history_entries.subject_id is 'class: identifier';
comment on column history_entries.turn_id is 'class: operational';
comment on column history_entries.heard_at is 'class: operational';
comment on column history_entries.expires_at is 'class: operational';
comment on column history_entries.sealed is 'class: utterance';

-- When each holder was asked last to let go of what has outlived its time.
create table retention_runs (
  holder text primary key,
  ran_at timestamptz not null,
  ended_rows bigint not null
);
comment on column retention_runs.holder is 'class: public';
comment on column retention_runs.ran_at is 'class: operational';
comment on column retention_runs.ended_rows is 'class: operational';

-- What recipients were told because of an erasure: how far each has come is read by these.
alter table erasures add column notice_ids uuid[] not null default '{}';
comment on column erasures.notice_ids is 'class: operational';
