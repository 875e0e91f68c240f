-- Households, accounts, tenants, devices. Ids are random and mean nothing outside this service.
create table tenants (
  tenant_id text primary key,
  region text not null,
  time_zone text not null,
  created_at timestamptz not null default now()
);
comment on column tenants.tenant_id is 'class: identifier';
comment on column tenants.region is 'class: operational';
comment on column tenants.time_zone is 'class: location_coarse';
comment on column tenants.created_at is 'class: operational';

create table households (
  household_id text primary key,
  region text not null,
  time_zone text not null,
  -- Names of rooms and devices, sealed with the household's data key; the key is a file, not a column.
  key_id text,
  sealed_entities bytea,
  created_at timestamptz not null default now()
);
comment on column households.household_id is 'class: identifier';
comment on column households.region is 'class: operational';
comment on column households.time_zone is 'class: location_coarse';
comment on column households.key_id is 'class: operational';
comment on column households.sealed_entities is 'class: preference';
comment on column households.created_at is 'class: operational';

create table subjects (
  subject_id text primary key,
  household_id text not null references households,
  -- Random name of the subject's hash chain, so that the ledger itself holds no account.
  chain_id uuid not null unique,
  is_child boolean not null default false,
  key_id text,
  created_at timestamptz not null default now()
);
create index subjects_household on subjects (household_id);
comment on column subjects.subject_id is 'class: identifier';
comment on column subjects.household_id is 'class: identifier';
comment on column subjects.chain_id is 'class: operational';
comment on column subjects.is_child is 'class: child';
comment on column subjects.key_id is 'class: operational';
comment on column subjects.created_at is 'class: operational';

create table devices (
  device_id text primary key,
  household_id text references households,
  subject_id text references subjects,
  tenant_id text references tenants,
  -- The subject's chain at home, the device's own in a hotel, where nobody is the subject.
  chain_id uuid not null,
  is_child_device boolean not null default false,
  model text not null,
  -- SHA-256 of 32 random bytes; gone when the device is revoked.
  token_hash bytea unique,
  is_wake_word_off boolean not null default false,
  wake_word_off_until timestamptz,
  is_muted boolean not null default false,
  muted_until timestamptz,
  wake_words text[] not null default '{}',
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  check ((household_id is null) <> (tenant_id is null)),
  check ((household_id is null) = (subject_id is null))
);
create index devices_chain on devices (chain_id);
create index devices_tenant on devices (tenant_id) where tenant_id is not null;
comment on column devices.device_id is 'class: identifier';
comment on column devices.household_id is 'class: identifier';
comment on column devices.subject_id is 'class: identifier';
comment on column devices.tenant_id is 'class: identifier';
comment on column devices.chain_id is 'class: operational';
comment on column devices.is_child_device is 'class: child';
comment on column devices.model is 'class: operational';
comment on column devices.token_hash is 'class: credential';
comment on column devices.is_wake_word_off is 'class: preference';
comment on column devices.wake_word_off_until is 'class: preference';
comment on column devices.is_muted is 'class: preference';
comment on column devices.muted_until is 'class: preference';
comment on column devices.wake_words is 'class: preference';
comment on column devices.created_at is 'class: operational';
comment on column devices.revoked_at is 'class: operational';

create table claim_codes (
  -- Keyed MAC with a key from a file: a code is short enough to be guessed from a plain hash.
  code_mac bytea primary key,
  household_id text references households,
  subject_id text references subjects,
  tenant_id text references tenants,
  is_child_device boolean not null,
  expires_at timestamptz not null
);
create index claim_codes_expiry on claim_codes (expires_at);
comment on column claim_codes.code_mac is 'class: credential';
comment on column claim_codes.household_id is 'class: identifier';
comment on column claim_codes.subject_id is 'class: identifier';
comment on column claim_codes.tenant_id is 'class: identifier';
comment on column claim_codes.is_child_device is 'class: child';
comment on column claim_codes.expires_at is 'class: operational';

-- Counts wrong codes over all processes; losing it in a crash costs nothing.
create unlogged table claim_failures (
  window_start timestamptz primary key,
  failures integer not null
);
comment on column claim_failures.window_start is 'class: operational';
comment on column claim_failures.failures is 'class: operational';

create table profile_fields (
  subject_id text not null references subjects,
  path text not null,
  sealed_value bytea not null,
  updated_at timestamptz not null default now(),
  primary key (subject_id, path)
);
comment on column profile_fields.subject_id is 'class: identifier';
comment on column profile_fields.path is 'class: public';
comment on column profile_fields.sealed_value is 'class: contact';
comment on column profile_fields.updated_at is 'class: operational';
