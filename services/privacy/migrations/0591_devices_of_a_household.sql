-- The devices of a household are counted whenever one is to be added.
create index devices_household on devices (household_id) where household_id is not null;
