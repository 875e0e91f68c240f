-- What became of a turn that called a skill. The row is there, durably, before the request leaves.
create table turn_outcomes (
  turn_id text primary key,
  -- SHA-256 over turn and device: the device can ask for its own turn, and nobody can list a device's turns.
  device_check bytea not null,
  outcome text not null check (outcome in ('unknown', 'completed', 'failed')),
  created_at timestamptz not null default now()
);
create index turn_outcomes_age on turn_outcomes (created_at);
comment on column turn_outcomes.turn_id is 'class: operational';
comment on column turn_outcomes.device_check is 'class: identifier';
comment on column turn_outcomes.outcome is 'class: operational';
comment on column turn_outcomes.created_at is 'class: operational';

-- A conversation with one skill. Unlogged: it is hot, short-lived, and must not stay in the write-ahead log.
create unlogged table skill_conversations (
  session_id text not null,
  skill_id text not null,
  -- Random; the only session id that the skill sees.
  conversation_id text not null,
  attributes_json text not null,
  -- Kept only for skills that declare `history`.
  history text[] not null,
  expires_at timestamptz not null,
  primary key (session_id, skill_id)
);
create index skill_conversations_age on skill_conversations (expires_at);
comment on column skill_conversations.session_id is 'class: operational';
comment on column skill_conversations.skill_id is 'class: public';
comment on column skill_conversations.conversation_id is 'class: operational';
comment on column skill_conversations.attributes_json is 'class: utterance';
comment on column skill_conversations.history is 'class: utterance';
comment on column skill_conversations.expires_at is 'class: operational';

-- Counts by day: how calls ended, what skills reported of themselves, what was dropped from their answers.
create table skill_counts (
  skill_id text not null,
  version text not null,
  day date not null,
  kind text not null check (kind in ('outcome', 'feedback', 'dropped')),
  name text not null,
  count bigint not null,
  primary key (skill_id, version, day, kind, name)
);
comment on column skill_counts.skill_id is 'class: public';
comment on column skill_counts.version is 'class: public';
comment on column skill_counts.day is 'class: operational';
comment on column skill_counts.kind is 'class: operational';
comment on column skill_counts.name is 'class: operational';
comment on column skill_counts.count is 'class: operational';
