-- Members that joined by two yeses, and children with their guardians.
create table joins (
  join_id uuid primary key default gen_random_uuid(),
  -- Offers it, and brings the home. The other answers.
  main_id text not null references subjects on delete cascade,
  sub_id text references subjects on delete cascade,
  -- Keyed MAC; gone with the answer.
  code_mac bytea unique,
  -- How each is known to the other, sealed with the key of whose name it is.
  sealed_main_name bytea not null,
  sealed_sub_name bytea,
  main_lets text[] not null,
  -- What was asked for, and from the answer on what is allowed.
  sub_lets text[] not null,
  offered_at timestamptz not null,
  answered_at timestamptz,
  joined_at timestamptz,
  expires_at timestamptz not null,
  check ((sub_id is null) = (answered_at is null)),
  check (joined_at is null or answered_at is not null)
);
create unique index joins_pair on joins (main_id, sub_id) where sub_id is not null;
create index joins_sub on joins (sub_id) where sub_id is not null;
comment on column joins.join_id is 'class: identifier';
comment on column joins.main_id is 'class: identifier';
comment on column joins.sub_id is 'class: identifier';
comment on column joins.code_mac is 'class: credential';
comment on column joins.sealed_main_name is 'class: identifier';
comment on column joins.sealed_sub_name is 'class: identifier';
comment on column joins.main_lets is 'class: operational';
comment on column joins.sub_lets is 'class: operational';
comment on column joins.offered_at is 'class: operational';
comment on column joins.answered_at is 'class: operational';
comment on column joins.joined_at is 'class: operational';
comment on column joins.expires_at is 'class: operational';

-- Of a child's account: its first day that is in the month of birth, and when it was found to be a child's.
alter table subjects add column born_month date, add column recognised_at timestamptz;
comment on column subjects.born_month is 'class: child';
comment on column subjects.recognised_at is 'class: child';

create table guardianships (
  child_id text not null references subjects on delete cascade,
  guardian_id text not null references subjects on delete cascade,
  since timestamptz not null,
  -- When this guardian said yes or no last.
  answered_at timestamptz,
  primary key (child_id, guardian_id)
);
create index guardianships_guardian on guardianships (guardian_id);
comment on column guardianships.child_id is 'class: child';
comment on column guardianships.guardian_id is 'class: identifier';
comment on column guardianships.since is 'class: operational';
comment on column guardianships.answered_at is 'class: operational';

create table child_rules (
  child_id text primary key references subjects on delete cascade,
  daily_minutes smallint check (daily_minutes between 0 and 1440),
  quiet_from smallint check (quiet_from between 0 and 1439),
  quiet_until smallint check (quiet_until between 0 and 1439),
  check ((quiet_from is null) = (quiet_until is null))
);
comment on column child_rules.child_id is 'class: child';
comment on column child_rules.daily_minutes is 'class: child';
comment on column child_rules.quiet_from is 'class: child';
comment on column child_rules.quiet_until is 'class: child';

-- How long turns took on a day, by the clock of the home.
create table child_use (
  child_id text not null references subjects on delete cascade,
  day date not null,
  used_ms bigint not null,
  primary key (child_id, day)
);
comment on column child_use.child_id is 'class: child';
comment on column child_use.day is 'class: child';
comment on column child_use.used_ms is 'class: child';

-- Each time that somebody of the staff saw something of a child: before it was shown.
create table child_reads (
  read_id uuid primary key default gen_random_uuid(),
  child_id text not null references subjects on delete cascade,
  what text not null check (what in ('case', 'account')),
  role text not null,
  reason text not null,
  read_at timestamptz not null
);
create index child_reads_child on child_reads (child_id, read_at);
comment on column child_reads.read_id is 'class: operational';
comment on column child_reads.child_id is 'class: child';
comment on column child_reads.what is 'class: operational';
comment on column child_reads.role is 'class: operational';
comment on column child_reads.reason is 'class: operational';
comment on column child_reads.read_at is 'class: operational';

-- Who answered for a child.
alter table consents add column guardian_id text references subjects on delete set null;
comment on column consents.guardian_id is 'class: identifier';
