-- Places: home -> rooms, hotel -> rooms -> stays. Devices stand in rooms. Names are sealed with the owner's data key.
alter table households drop column sealed_entities;
alter table tenants add column key_id text;
comment on column tenants.key_id is 'class: operational';

create table rooms (
  room_id text primary key,
  household_id text references households,
  tenant_id text references tenants,
  sealed_names bytea not null,
  created_at timestamptz not null default now(),
  check ((household_id is null) <> (tenant_id is null))
);
create index rooms_household on rooms (household_id) where household_id is not null;
create index rooms_tenant on rooms (tenant_id) where tenant_id is not null;
comment on column rooms.room_id is 'class: location_precise';
comment on column rooms.household_id is 'class: identifier';
comment on column rooms.tenant_id is 'class: identifier';
comment on column rooms.sealed_names is 'class: preference';
comment on column rooms.created_at is 'class: operational';

alter table devices add column room_id text references rooms on delete set null;
create index devices_room on devices (room_id) where room_id is not null;
comment on column devices.room_id is 'class: location_precise';
alter table claim_codes add column room_id text references rooms on delete cascade;
comment on column claim_codes.room_id is 'class: location_precise';

-- What people at home speak of. A speaker that has a name is one of them, and stands where the device stands.
create table things (
  thing_id text primary key,
  household_id text not null references households,
  room_id text references rooms on delete set null,
  device_id text unique references devices,
  kinds text[] not null default '{}',
  sealed_names bytea not null,
  created_at timestamptz not null default now(),
  check (device_id is null or room_id is null)
);
create index things_household on things (household_id);
comment on column things.thing_id is 'class: preference';
comment on column things.household_id is 'class: identifier';
comment on column things.room_id is 'class: location_precise';
comment on column things.device_id is 'class: identifier';
comment on column things.kinds is 'class: preference';
comment on column things.sealed_names is 'class: preference';
comment on column things.created_at is 'class: operational';

-- Somebody stays in a hotel's room; who it is stands nowhere. A stay that is over has no row any more.
create table stays (
  stay_id text primary key,
  room_id text not null unique references rooms,
  locale text not null,
  is_do_not_disturb boolean not null default false,
  opened_at timestamptz not null
);
comment on column stays.stay_id is 'class: identifier';
comment on column stays.room_id is 'class: location_precise';
comment on column stays.locale is 'class: preference';
comment on column stays.is_do_not_disturb is 'class: preference';
comment on column stays.opened_at is 'class: operational';
