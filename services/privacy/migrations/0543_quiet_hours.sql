-- Hours in which a speaker does not listen, every day, by the clock of its home: minutes of the day. Null = none.
alter table devices add column quiet_from smallint check (quiet_from between 0 and 1439);
alter table devices add column quiet_until smallint check (quiet_until between 0 and 1439);
alter table devices add check ((quiet_from is null) = (quiet_until is null));
comment on column devices.quiet_from is 'class: preference';
comment on column devices.quiet_until is 'class: preference';
