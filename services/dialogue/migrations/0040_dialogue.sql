-- What a session remembers between turns. Unlogged: it never reaches the write-ahead log or a backup, and a
-- crash of the database forgets it, which costs a person one repeated answer.
create unlogged table dialogue_sessions (
  session_id text primary key,
  -- Grows with every write; a writer that read an older one starts over.
  revision bigint not null,
  -- DialogueState as JSON: values of slots, never the words they were said in.
  state jsonb not null,
  expires_at timestamptz not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
create index dialogue_sessions_expiry on dialogue_sessions (expires_at);
comment on column dialogue_sessions.session_id is 'class: operational';
comment on column dialogue_sessions.revision is 'class: operational';
comment on column dialogue_sessions.state is 'class: utterance';
comment on column dialogue_sessions.expires_at is 'class: operational';
