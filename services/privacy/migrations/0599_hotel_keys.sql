-- Keys by which a hotel's own system acts for that hotel.
create table hotel_keys (
  key_id uuid primary key default gen_random_uuid(),
  -- SHA-256 of the key's 32 random bytes, as they are written.
  key_hash bytea not null unique,
  tenant_id text not null references tenants on delete cascade,
  created_at timestamptz not null,
  -- To the minute.
  used_at timestamptz
);
create index hotel_keys_tenant on hotel_keys (tenant_id);
comment on column hotel_keys.key_id is 'class: operational';
comment on column hotel_keys.key_hash is 'class: credential';
comment on column hotel_keys.tenant_id is 'class: identifier';
comment on column hotel_keys.created_at is 'class: operational';
comment on column hotel_keys.used_at is 'class: operational';
