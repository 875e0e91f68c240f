-- How people show that an account is theirs. Another account of a household is a member, not its owner.
alter table subjects add column is_owner boolean not null default true;
comment on column subjects.is_owner is 'class: operational';

-- Addresses to sign in with: found by a keyed hash, shown from a value sealed with the account's data key.
create table identities (
  identity_mac bytea primary key,
  subject_id text not null references subjects on delete cascade,
  sealed_value bytea not null,
  created_at timestamptz not null default now()
);
create index identities_subject on identities (subject_id);
comment on column identities.identity_mac is 'class: contact';
comment on column identities.subject_id is 'class: identifier';
comment on column identities.sealed_value is 'class: contact';
comment on column identities.created_at is 'class: operational';

create table passkeys (
  -- As the authenticator names it, base64url.
  credential_id text primary key,
  subject_id text not null references subjects on delete cascade,
  public_key bytea not null,
  -- Counts what the authenticator signed; 0 where it does not count.
  counter bigint not null,
  transports text[] not null default '{}',
  created_at timestamptz not null default now()
);
create index passkeys_subject on passkeys (subject_id);
comment on column passkeys.credential_id is 'class: identifier';
comment on column passkeys.subject_id is 'class: identifier';
comment on column passkeys.public_key is 'class: credential';
comment on column passkeys.counter is 'class: operational';
comment on column passkeys.transports is 'class: operational';
comment on column passkeys.created_at is 'class: operational';

-- What was asked and not answered yet. A row is taken away by the answer, by the last wrong try, or by its end.
create table sign_in_challenges (
  -- SHA-256 of 32 random bytes.
  challenge_hash bytea primary key,
  purpose text not null check (purpose in ('code', 'link', 'identity', 'passkey', 'registration')),
  -- Null while nobody is known: a passkey's owner, and an address that belongs to no account.
  subject_id text references subjects on delete cascade,
  -- Keyed MAC of a code, or the random bytes that a passkey has to sign.
  secret bytea,
  identity_mac bytea,
  sealed_value bytea,
  wrong_tries integer not null default 0,
  expires_at timestamptz not null
);
create index sign_in_challenges_expiry on sign_in_challenges (expires_at);
comment on column sign_in_challenges.challenge_hash is 'class: credential';
comment on column sign_in_challenges.purpose is 'class: operational';
comment on column sign_in_challenges.subject_id is 'class: identifier';
comment on column sign_in_challenges.secret is 'class: credential';
comment on column sign_in_challenges.identity_mac is 'class: contact';
comment on column sign_in_challenges.sealed_value is 'class: contact';
comment on column sign_in_challenges.wrong_tries is 'class: operational';
comment on column sign_in_challenges.expires_at is 'class: operational';

-- Who is signed in, in which browser. As what the account acts stands nowhere here: it is looked up with each request.
create table sessions (
  -- SHA-256 of the 32 random bytes in the browser's cookie.
  session_hash bytea primary key,
  subject_id text not null references subjects on delete cascade,
  created_at timestamptz not null,
  -- To the minute: ends a session that nobody uses.
  seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index sessions_expiry on sessions (expires_at);
create index sessions_subject on sessions (subject_id);
comment on column sessions.session_hash is 'class: credential';
comment on column sessions.subject_id is 'class: identifier';
comment on column sessions.created_at is 'class: operational';
comment on column sessions.seen_at is 'class: operational';
comment on column sessions.expires_at is 'class: operational';

-- Tries of the last hour, by keyed hashes of who tried and of what. A crash may forget them.
create unlogged table sign_in_attempts (
  bucket_mac bytea,
  window_start timestamptz,
  attempts integer not null,
  primary key (bucket_mac, window_start)
);
create index sign_in_attempts_window on sign_in_attempts (window_start);
-- Without the key, which is in no table, it belongs to nobody.
comment on column sign_in_attempts.bucket_mac is 'class: operational';
comment on column sign_in_attempts.window_start is 'class: operational';
comment on column sign_in_attempts.attempts is 'class: operational';
