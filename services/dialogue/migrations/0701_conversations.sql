-- One record for each session: what is asked and of whom, and what the skill noted, sealed with a key that the
-- privacy service derives for the device. Unlogged: it never reaches the write-ahead log or a backup, and a crash of
-- the database forgets it, which costs a person one repeated answer.
drop table dialogue_sessions;
create unlogged table conversations (
  session_id text primary key,
  -- Grows with every write; a writer that read an older one starts over.
  revision bigint not null,
  device_id text not null,
  -- Empty where nobody is at home.
  household_id text not null,
  sealed bytea not null,
  expires_at timestamptz not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
create index conversations_expiry on conversations (expires_at);
create index conversations_device on conversations (device_id);
create index conversations_household on conversations (household_id);
comment on column conversations.session_id is 'class: operational';
comment on column conversations.revision is 'class: operational';
comment on column conversations.device_id is 'class: identifier';
comment on column conversations.household_id is 'class: identifier';
comment on column conversations.sealed is 'class: utterance';
comment on column conversations.expires_at is 'class: operational';
