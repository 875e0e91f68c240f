-- The only place that knows whose a training sample is: one random key for each person and collection, wrapped in a file.
-- Destroying the key is deleting the samples, wherever a copy of their rows is.
create table sample_keys (
  key_id uuid primary key,
  subject_id text not null references subjects,
  collection_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- Set in the transaction that ends the consent; the file is destroyed after it, and a sweeper finds what was missed.
  ended_at timestamptz,
  check (expires_at <= created_at + interval '180 days')
);
create unique index sample_keys_live on sample_keys (subject_id, collection_id) where ended_at is null;
create index sample_keys_over on sample_keys (expires_at);
comment on column sample_keys.key_id is 'class: identifier';
comment on column sample_keys.subject_id is 'class: identifier';
comment on column sample_keys.collection_id is 'class: operational';
comment on column sample_keys.created_at is 'class: operational';
comment on column sample_keys.expires_at is 'class: operational';
comment on column sample_keys.ended_at is 'class: operational';

-- A name for each person, drawn for one version of a data set and used in no other.
create table sample_speakers (
  dataset_version integer not null,
  subject_id text not null references subjects,
  speaker_id uuid not null unique,
  primary key (dataset_version, subject_id)
);
comment on column sample_speakers.dataset_version is 'class: public';
comment on column sample_speakers.subject_id is 'class: identifier';
comment on column sample_speakers.speaker_id is 'class: identifier';
