-- Accounts of people who work in a hotel: of a tenant instead of a household.
alter table subjects alter column household_id drop not null;
alter table subjects add column tenant_id text references tenants;
alter table subjects add column department text not null default '';
alter table subjects add column sealed_name bytea;
alter table subjects add check ((household_id is null) <> (tenant_id is null));
create index subjects_tenant on subjects (tenant_id) where tenant_id is not null;
comment on column subjects.tenant_id is 'class: identifier';
comment on column subjects.department is 'class: public';
-- As colleagues know them, sealed with the account's own data key.
comment on column subjects.sealed_name is 'class: identifier';
