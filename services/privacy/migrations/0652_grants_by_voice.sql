-- How a permission was given: in the settings, or at a device in answer to the platform's question.
alter table grants add column given_by text not null default 'settings';
comment on column grants.given_by is 'class: operational';
