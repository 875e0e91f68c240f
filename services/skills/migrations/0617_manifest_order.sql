-- A manifest keeps the order it was written in: slots are asked for in that order, and jsonb sorts keys by length.
alter table skill_versions alter column manifest type json using manifest::json;
