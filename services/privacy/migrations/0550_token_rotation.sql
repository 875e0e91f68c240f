-- A device takes a new token while its old one still holds: the old one ends when the new one is first used.
alter table devices add column token_made_at timestamptz not null default now();
alter table devices add column next_token_hash bytea unique;
comment on column devices.token_made_at is 'class: operational';
comment on column devices.next_token_hash is 'class: credential';
