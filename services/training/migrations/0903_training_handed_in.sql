-- Conversations that were handed in, so that one that comes again is not kept again. A digest says nothing without its key,
-- which is a file and dies at the deadline.
create table training_handed_in (
  digest bytea primary key,
  deadline_key text not null,
  -- Of the person, in privacy: whoever withdraws may hand it in anew.
  key_id uuid not null,
  deadline_at timestamptz not null
);
create index training_handed_in_key on training_handed_in (key_id);
create index training_handed_in_deadline on training_handed_in (deadline_at);
comment on column training_handed_in.digest is 'class: operational';
comment on column training_handed_in.deadline_key is 'class: operational';
comment on column training_handed_in.key_id is 'class: identifier';
comment on column training_handed_in.deadline_at is 'class: operational';
