-- What was agreed to, purpose by purpose: by an account, or for a hotel by its operator. Ended records stay readable.
create table consents (
  consent_id uuid primary key default gen_random_uuid(),
  subject_id text references subjects on delete cascade,
  tenant_id text references tenants on delete cascade,
  purpose text not null,
  recipient text not null,
  -- Classes of data, as the text named them.
  fields text[] not null,
  text_version integer not null,
  locale text not null,
  given_at timestamptz not null,
  given_way text not null check (given_way in ('page', 'command', 'demo')),
  withdrawn_at timestamptz,
  withdrawn_way text check (withdrawn_way in ('page', 'command', 'demo')),
  check ((subject_id is null) <> (tenant_id is null))
);
create unique index consents_live_subject on consents (subject_id, purpose) where withdrawn_at is null;
create unique index consents_live_tenant on consents (tenant_id, purpose) where withdrawn_at is null;
create index consents_subject on consents (subject_id) where subject_id is not null;
comment on column consents.consent_id is 'class: operational';
comment on column consents.subject_id is 'class: identifier';
comment on column consents.tenant_id is 'class: identifier';
comment on column consents.purpose is 'class: public';
comment on column consents.recipient is 'class: public';
comment on column consents.fields is 'class: public';
comment on column consents.text_version is 'class: public';
comment on column consents.locale is 'class: public';
comment on column consents.given_at is 'class: operational';
comment on column consents.given_way is 'class: operational';
comment on column consents.withdrawn_at is 'class: operational';
comment on column consents.withdrawn_way is 'class: operational';
