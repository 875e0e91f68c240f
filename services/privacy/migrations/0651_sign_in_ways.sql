-- Each way to sign in has a random name, by which its owner takes it away, and by which a session knows what it began with.
alter table identities add column way_id uuid not null unique default gen_random_uuid();
alter table passkeys add column way_id uuid not null unique default gen_random_uuid();
-- Null: a link, which is used up.
alter table sessions add column way_id uuid;
create index sessions_way on sessions (way_id) where way_id is not null;
comment on column identities.way_id is 'class: operational';
comment on column passkeys.way_id is 'class: operational';
comment on column sessions.way_id is 'class: operational';
