-- What was switched off or suspended, by the random name of its note on the disk: a note that the database does not know is done
-- again, because the database was put back from a backup that is older.
create table skills_taken_back (
  note_id uuid primary key,
  noted_at timestamptz not null
);
comment on column skills_taken_back.note_id is 'class: operational';
comment on column skills_taken_back.noted_at is 'class: operational';
