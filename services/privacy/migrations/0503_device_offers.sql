-- What a device is known by that shows a code of its own for its owner to enter. Until then it is nobody's, and gone soon.
create table device_offers (
  -- Keyed MACs with a key from a file: addresses, of which there are few, and six digits are guessed from a plain hash.
  client_mac bytea not null,
  hardware_mac bytea,
  -- Gone once the code was entered.
  code_mac bytea unique,
  -- The device's token is made of it and of the key, so that an answer which was lost can be given again.
  token_seed bytea not null,
  model text not null,
  wake_words text[] not null,
  expires_at timestamptz not null,
  device_id text references devices
);
create unique index device_offers_client on device_offers (client_mac, coalesce(hardware_mac, ''));
create index device_offers_expiry on device_offers (expires_at) where device_id is null;
create index device_offers_device on device_offers (device_id) where device_id is not null;
comment on column device_offers.client_mac is 'class: credential';
comment on column device_offers.hardware_mac is 'class: identifier';
comment on column device_offers.code_mac is 'class: credential';
comment on column device_offers.token_seed is 'class: credential';
comment on column device_offers.model is 'class: operational';
comment on column device_offers.wake_words is 'class: preference';
comment on column device_offers.expires_at is 'class: operational';
comment on column device_offers.device_id is 'class: identifier';
