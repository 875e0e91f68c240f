-- What a hotel wrote over the default catalogue: its own YAML, as its operator gave it. No guest's words are in it.
create table hotel_catalogues (
  tenant_id text primary key,
  yaml text not null,
  revision bigint not null default 1
);
comment on column hotel_catalogues.tenant_id is 'class: identifier';
comment on column hotel_catalogues.yaml is 'class: public';
comment on column hotel_catalogues.revision is 'class: operational';
