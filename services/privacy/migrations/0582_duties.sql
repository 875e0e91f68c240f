-- What the operator owes: incidents and whom they touch, the end of the service, recipients and what they are held to.
create table incidents (
  incident_id uuid primary key default gen_random_uuid(),
  is_drill boolean not null,
  scope jsonb not null,
  parts jsonb not null,
  found_at timestamptz not null,
  opened_at timestamptz not null,
  regulator_told_at timestamptz,
  public_at timestamptz
);
comment on column incidents.incident_id is 'class: operational';
comment on column incidents.is_drill is 'class: operational';
-- Names of recipients, holders and classes.
comment on column incidents.scope is 'class: public';
-- What everybody is told.
comment on column incidents.parts is 'class: public';
comment on column incidents.found_at is 'class: operational';
comment on column incidents.opened_at is 'class: operational';
comment on column incidents.regulator_told_at is 'class: operational';
comment on column incidents.public_at is 'class: operational';

create table incident_people (
  incident_id uuid not null references incidents on delete cascade,
  -- An account, or a hotel.
  subject_id text not null default '',
  tenant_id text not null default '',
  is_child boolean not null default false,
  told_at timestamptz,
  told_way text check (told_way in ('message', 'page')),
  opened_at timestamptz not null,
  primary key (incident_id, subject_id, tenant_id)
);
create index incident_people_subject on incident_people (subject_id);
comment on column incident_people.incident_id is 'class: operational';
comment on column incident_people.subject_id is 'class: identifier';
comment on column incident_people.tenant_id is 'class: identifier';
comment on column incident_people.is_child is 'class: child';
comment on column incident_people.told_at is 'class: operational';
comment on column incident_people.told_way is 'class: operational';
comment on column incident_people.opened_at is 'class: operational';

create table service_end (
  is_only boolean primary key default true check (is_only),
  announced_at timestamptz not null,
  ends_on date not null
);
comment on column service_end.is_only is 'class: operational';
comment on column service_end.announced_at is 'class: operational';
comment on column service_end.ends_on is 'class: operational';

-- As what each recipient acts, by its name in the ledger; the newest row of a recipient counts.
create table recipient_terms (
  terms_id uuid primary key default gen_random_uuid(),
  recipient text not null,
  role text not null check (role in ('processor', 'joint', 'independent')),
  agreement text not null,
  operator text not null,
  cause text not null check (cause in ('agreement', 'merger', 'insolvency')),
  takes_duties boolean not null default true,
  since timestamptz not null,
  told text not null check (told in ('', 'pending', 'done', 'given_up'))
);
create index recipient_terms_recipient on recipient_terms (recipient, since desc);
comment on column recipient_terms.terms_id is 'class: operational';
comment on column recipient_terms.recipient is 'class: public';
comment on column recipient_terms.role is 'class: public';
comment on column recipient_terms.agreement is 'class: public';
comment on column recipient_terms.operator is 'class: public';
comment on column recipient_terms.cause is 'class: public';
comment on column recipient_terms.takes_duties is 'class: operational';
comment on column recipient_terms.since is 'class: operational';
comment on column recipient_terms.told is 'class: operational';

-- Accounts that have to know that somebody else took a recipient over.
create table recipient_changes (
  terms_id uuid not null references recipient_terms on delete cascade,
  subject_id text not null references subjects on delete cascade,
  primary key (terms_id, subject_id)
);
create index recipient_changes_subject on recipient_changes (subject_id);
comment on column recipient_changes.terms_id is 'class: operational';
comment on column recipient_changes.subject_id is 'class: identifier';

-- Leave to cross a border: by an account for one recipient, or on a listed ground for everybody.
create table crossings (
  crossing_id uuid primary key default gen_random_uuid(),
  subject_id text references subjects on delete cascade,
  recipient text not null,
  region text not null,
  ground text not null check (ground in ('consent', 'legal_order', 'treaty')),
  given_at timestamptz not null,
  ended_at timestamptz,
  check ((subject_id is null) = (ground <> 'consent'))
);
create index crossings_recipient on crossings (recipient) where ended_at is null;
create index crossings_subject on crossings (subject_id);
comment on column crossings.crossing_id is 'class: operational';
comment on column crossings.subject_id is 'class: identifier';
comment on column crossings.recipient is 'class: public';
comment on column crossings.region is 'class: public';
comment on column crossings.ground is 'class: public';
comment on column crossings.given_at is 'class: operational';
comment on column crossings.ended_at is 'class: operational';
