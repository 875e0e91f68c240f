-- What staff and the operator did here, one chain of hashes: names of methods, roles, codes and random names of cases. That no
-- value can stand in it is the tables' own doing.
create table audit_entries (
  sequence bigint primary key,
  at_ms bigint not null,
  action text not null check (action ~ '^[A-Za-z]{1,40}/[A-Za-z]{1,60}$'),
  role text not null check (role ~ '^[a-z_]{1,32}$'),
  service text not null check (service ~ '^[a-z_]{1,32}$'),
  staff_role text not null check (staff_role ~ '^[a-z_]{0,32}$'),
  code text not null check (code ~ '^[a-z_]{0,48}$'),
  reference text not null check (reference ~ '^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$'),
  entry_hash bytea not null
);
comment on column audit_entries.sequence is 'class: operational';
comment on column audit_entries.at_ms is 'class: operational';
comment on column audit_entries.action is 'class: public';
comment on column audit_entries.role is 'class: public';
comment on column audit_entries.service is 'class: public';
comment on column audit_entries.staff_role is 'class: public';
comment on column audit_entries.code is 'class: public';
comment on column audit_entries.reference is 'class: operational';
comment on column audit_entries.entry_hash is 'class: operational';

-- Where the chain ends: its row is the lock under which it grows.
create table audit_head (
  is_only boolean primary key default true check (is_only),
  last_sequence bigint not null default 0,
  last_hash bytea not null default decode(repeat('00', 32), 'hex')
);
insert into audit_head default values;
comment on column audit_head.is_only is 'class: operational';
comment on column audit_head.last_sequence is 'class: operational';
comment on column audit_head.last_hash is 'class: operational';
