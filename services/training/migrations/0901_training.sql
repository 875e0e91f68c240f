-- Collections: one person has one key of samples in each, so that no name lasts longer than one.
create table training_collections (
  collection_id uuid primary key default gen_random_uuid(),
  begun_at timestamptz not null
);
comment on column training_collections.collection_id is 'class: operational';
comment on column training_collections.begun_at is 'class: operational';

-- Turns that wait to become samples: sealed with keys that are files and die at the deadline.
create table training_intake (
  intake_id uuid primary key,
  -- Of the person, in privacy.
  key_id uuid not null,
  -- Of this row alone, in a file; it names its own deadline.
  deadline_key text not null,
  sealed_turn bytea not null,
  sealed_audio bytea,
  deadline_at timestamptz not null
);
create index training_intake_key on training_intake (key_id);
create index training_intake_deadline on training_intake (deadline_at);
comment on column training_intake.intake_id is 'class: operational';
comment on column training_intake.key_id is 'class: identifier';
comment on column training_intake.deadline_key is 'class: operational';
comment on column training_intake.sealed_turn is 'class: utterance';
comment on column training_intake.sealed_audio is 'class: audio';
comment on column training_intake.deadline_at is 'class: operational';

-- Finished samples. Nothing in a row can be joined to a person, a device, a household or a turn.
create table training_samples (
  sample_id uuid primary key,
  key_id uuid not null,
  collection_id uuid not null,
  locale text not null,
  -- Days: nothing finer is kept.
  made_on date not null,
  expires_on date not null,
  sealed_text bytea not null,
  sealed_audio bytea,
  check (expires_on <= made_on + 180)
);
create index training_samples_key on training_samples (key_id);
create index training_samples_expiry on training_samples (expires_on);
comment on column training_samples.sample_id is 'class: operational';
comment on column training_samples.key_id is 'class: identifier';
comment on column training_samples.collection_id is 'class: operational';
comment on column training_samples.locale is 'class: operational';
comment on column training_samples.made_on is 'class: operational';
comment on column training_samples.expires_on is 'class: operational';
comment on column training_samples.sealed_text is 'class: utterance';
comment on column training_samples.sealed_audio is 'class: audio';

-- Versions of the data set.
create table training_datasets (
  version integer primary key,
  created_on date not null,
  consent_version text not null,
  -- `making` until its manifest is whole.
  state text not null default 'making' check (state in ('making', 'frozen'))
);
comment on column training_datasets.version is 'class: public';
comment on column training_datasets.created_on is 'class: operational';
comment on column training_datasets.consent_version is 'class: public';
comment on column training_datasets.state is 'class: operational';

-- A sample in a version, under names that no other version has. Of one that is gone its name there stays, to be told.
create table training_entries (
  entry_id uuid primary key default gen_random_uuid(),
  version integer not null references training_datasets,
  sample_id uuid references training_samples on delete set null,
  speaker_id uuid,
  split text not null check (split in ('train', 'dev', 'test')),
  device_model text not null,
  gone_on date
);
create index training_entries_version on training_entries (version);
create index training_entries_sample on training_entries (sample_id);
create index training_entries_unsettled on training_entries (entry_id) where sample_id is null and gone_on is null;
comment on column training_entries.entry_id is 'class: operational';
comment on column training_entries.version is 'class: public';
comment on column training_entries.sample_id is 'class: operational';
comment on column training_entries.speaker_id is 'class: identifier';
comment on column training_entries.split is 'class: public';
comment on column training_entries.device_model is 'class: public';
comment on column training_entries.gone_on is 'class: operational';

-- Versions in somebody else's hands, and what each still has to delete.
create table training_copies (
  copy_id uuid primary key,
  version integer not null references training_datasets,
  recipient text not null,
  notice_url text not null,
  exported_on date not null
);
comment on column training_copies.copy_id is 'class: operational';
comment on column training_copies.version is 'class: public';
comment on column training_copies.recipient is 'class: public';
comment on column training_copies.notice_url is 'class: public';
comment on column training_copies.exported_on is 'class: operational';

create table training_debts (
  copy_id uuid not null references training_copies,
  entry_id uuid not null references training_entries,
  confirmed_at timestamptz,
  primary key (copy_id, entry_id)
);
comment on column training_debts.copy_id is 'class: operational';
comment on column training_debts.entry_id is 'class: operational';
comment on column training_debts.confirmed_at is 'class: operational';

-- Every look of an annotator at a finished sample; the reader is a code that the operator gave, no name.
create table training_reads (
  read_id uuid primary key default gen_random_uuid(),
  reader text not null,
  entry_id uuid not null,
  version integer not null,
  read_at timestamptz not null
);
create index training_reads_time on training_reads (read_at);
comment on column training_reads.read_id is 'class: operational';
comment on column training_reads.reader is 'class: operational';
comment on column training_reads.entry_id is 'class: operational';
comment on column training_reads.version is 'class: public';
comment on column training_reads.read_at is 'class: operational';
