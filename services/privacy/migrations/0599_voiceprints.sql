-- How people sound who agreed to be told apart by it.
create table voiceprints (
  subject_id text primary key references subjects on delete cascade,
  -- 192 numbers, sealed under the person's own key.
  sealed_voice bytea not null,
  made_at timestamptz not null
);
comment on column voiceprints.subject_id is 'class: identifier';
comment on column voiceprints.sealed_voice is 'class: biometric';
comment on column voiceprints.made_at is 'class: operational';

-- Whose a thing is, for whoever says "my lamp"; and whether it obeys known voices only.
alter table things add column needs_voice boolean not null default false,
  add column of_subject text references subjects on delete set null;
comment on column things.needs_voice is 'class: preference';
comment on column things.of_subject is 'class: identifier';
