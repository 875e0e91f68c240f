-- Who is signed in, in which browser. As what an account acts is asked with each request, and stands nowhere here.
create table web_sessions (
  -- SHA-256 of the 32 random bytes in the browser's cookie.
  session_hash bytea primary key,
  subject_id text not null,
  created_at timestamptz not null,
  -- To the minute: ends a session that nobody uses.
  seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index web_sessions_expiry on web_sessions (expires_at);
create index web_sessions_subject on web_sessions (subject_id);
comment on column web_sessions.session_hash is 'class: credential';
comment on column web_sessions.subject_id is 'class: identifier';
comment on column web_sessions.created_at is 'class: operational';
comment on column web_sessions.seen_at is 'class: operational';
comment on column web_sessions.expires_at is 'class: operational';
