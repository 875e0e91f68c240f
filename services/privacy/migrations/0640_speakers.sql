-- Firmware that makers signed: of everybody's, so of nobody.
create table firmware_releases (
  model text not null,
  version text not null,
  url text not null,
  sha256 text not null,
  signature text not null,
  maker_key text not null,
  published_at timestamptz not null,
  primary key (model, version)
);
comment on column firmware_releases.model is 'class: operational';
comment on column firmware_releases.version is 'class: public';
comment on column firmware_releases.url is 'class: public';
comment on column firmware_releases.sha256 is 'class: public';
comment on column firmware_releases.signature is 'class: public';
comment on column firmware_releases.maker_key is 'class: public';
comment on column firmware_releases.published_at is 'class: operational';
-- What its owner allows on a device.
alter table devices add column allowed_firmware text;
comment on column devices.allowed_firmware is 'class: public';
-- The log of a device that its owner wants to see, for a case; theirs alone until they send it.
alter table fault_cases
  add column log_device_id text references devices on delete set null,
  add column sealed_device_log bytea;
create index fault_cases_device on fault_cases (log_device_id) where log_device_id is not null;
comment on column fault_cases.log_device_id is 'class: identifier';
comment on column fault_cases.sealed_device_log is 'class: utterance';
