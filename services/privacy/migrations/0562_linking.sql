-- Accounts elsewhere that are linked for one skill, and attempts that wait for a browser to come back.
alter table recipients add column account_linking jsonb;
comment on column recipients.account_linking is 'class: public';

create table account_links (
  link_id uuid primary key default gen_random_uuid(),
  subject_id text not null references subjects on delete cascade,
  skill_id text not null,
  -- Sealed with the account's key.
  sealed_tokens bytea not null,
  linked_at timestamptz not null,
  -- Nobody gets the token from then on; the row stays until the token is revoked, a day at most.
  ended_at timestamptz
);
create unique index account_links_live on account_links (subject_id, skill_id) where ended_at is null;
create index account_links_ended on account_links (ended_at) where ended_at is not null;
comment on column account_links.link_id is 'class: operational';
comment on column account_links.subject_id is 'class: identifier';
comment on column account_links.skill_id is 'class: public';
comment on column account_links.sealed_tokens is 'class: credential';
comment on column account_links.linked_at is 'class: operational';
comment on column account_links.ended_at is 'class: operational';

create table link_attempts (
  -- SHA-256 of the state that the browser carries.
  state_hash bytea primary key,
  subject_id text not null references subjects on delete cascade,
  skill_id text not null,
  sealed_verifier bytea not null,
  expires_at timestamptz not null
);
create index link_attempts_expiry on link_attempts (expires_at);
create index link_attempts_subject on link_attempts (subject_id);
comment on column link_attempts.state_hash is 'class: credential';
comment on column link_attempts.subject_id is 'class: identifier';
comment on column link_attempts.skill_id is 'class: public';
comment on column link_attempts.sealed_verifier is 'class: credential';
comment on column link_attempts.expires_at is 'class: operational';
