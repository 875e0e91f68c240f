-- Who works for whoever runs this Earshot: keys, and the roles that each may act in. No name stands here; which key is whose,
-- only whoever admitted it knows.
create table staff_members (
  staff_id text primary key check (staff_id ~ '^staff_[A-Za-z0-9_-]{22}$'),
  public_key text not null unique,
  roles text[] not null,
  state text not null check (state in ('admitted', 'suspended')),
  admitted_at timestamptz not null default now()
);
comment on column staff_members.staff_id is 'class: operational';
comment on column staff_members.public_key is 'class: public';
comment on column staff_members.roles is 'class: public';
comment on column staff_members.state is 'class: operational';
comment on column staff_members.admitted_at is 'class: operational';

-- Who of them it was.
alter table audit_entries add column staff_id text not null default ''
  check (staff_id ~ '^(staff_[A-Za-z0-9_-]{22})?$');
comment on column audit_entries.staff_id is 'class: operational';
