-- A device where nobody is at home has a data key of its own: what is sealed with it ends with the key.
alter table devices add column key_id text;
comment on column devices.key_id is 'class: operational';
