-- Which key of a skill's own took the place of which. A version never changes, so what it lists is followed from here.
create table skill_key_changes (
  skill_id text not null references skills,
  old_key text not null,
  new_key text not null,
  old_ends_at timestamptz not null,
  primary key (skill_id, old_key)
);
comment on column skill_key_changes.skill_id is 'class: public';
comment on column skill_key_changes.old_key is 'class: public';
comment on column skill_key_changes.new_key is 'class: public';
comment on column skill_key_changes.old_ends_at is 'class: operational';
