-- Who may receive what: versions of skills as recipients, grants, epochs of pseudonyms.
create table recipients (
  skill_id text not null,
  skill_version text not null,
  operator text not null,
  region text not null,
  notice_url text not null,
  is_in_process boolean not null,
  registered_at timestamptz not null default now(),
  primary key (skill_id, skill_version)
);
comment on column recipients.skill_id is 'class: public';
comment on column recipients.skill_version is 'class: public';
comment on column recipients.operator is 'class: public';
comment on column recipients.region is 'class: public';
comment on column recipients.notice_url is 'class: public';
comment on column recipients.is_in_process is 'class: public';
comment on column recipients.registered_at is 'class: operational';

-- Withdrawn grants stay, because entries of the ledger name them.
create table grants (
  grant_id uuid primary key default gen_random_uuid(),
  subject_id text not null references subjects,
  skill_id text not null,
  path text not null,
  purpose text not null,
  recipient_region text not null,
  granted_at timestamptz not null,
  withdrawn_at timestamptz
);
create unique index grants_live on grants (subject_id, skill_id, path) where withdrawn_at is null;
comment on column grants.grant_id is 'class: operational';
comment on column grants.subject_id is 'class: identifier';
comment on column grants.skill_id is 'class: public';
comment on column grants.path is 'class: public';
comment on column grants.purpose is 'class: public';
comment on column grants.recipient_region is 'class: public';
comment on column grants.granted_at is 'class: operational';
comment on column grants.withdrawn_at is 'class: operational';

-- No row means epoch 1.
create table pseudonym_epochs (
  chain_id uuid not null,
  skill_id text not null,
  epoch integer not null,
  primary key (chain_id, skill_id)
);
comment on column pseudonym_epochs.chain_id is 'class: operational';
comment on column pseudonym_epochs.skill_id is 'class: public';
comment on column pseudonym_epochs.epoch is 'class: operational';
