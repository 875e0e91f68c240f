-- Who may register skills here: whoever holds the private half of an admitted key.
create table skill_developers (
  developer_id text primary key,
  public_key text not null unique,
  name text not null,
  state text not null check (state in ('admitted', 'suspended')),
  admitted_at timestamptz not null default now()
);
comment on column skill_developers.developer_id is 'class: public';
comment on column skill_developers.public_key is 'class: public';
comment on column skill_developers.name is 'class: public';
comment on column skill_developers.state is 'class: operational';
comment on column skill_developers.admitted_at is 'class: operational';

-- Null: the operator's own, and what comes with Earshot.
alter table skills add column developer_id text references skill_developers;
-- Null: as the settings say.
alter table skills add column calls_per_minute int check (calls_per_minute > 0);
alter table skills add column calls_at_once int check (calls_at_once > 0);
comment on column skills.developer_id is 'class: public';
comment on column skills.calls_per_minute is 'class: operational';
comment on column skills.calls_at_once is 'class: operational';
create index skills_of_developer on skills (developer_id) where developer_id is not null;

alter table skill_versions drop constraint skill_versions_state_check;
alter table skill_versions add constraint skill_versions_state_check
  check (state in ('draft', 'certified', 'live', 'suspended'));
-- Of a live version: how many owners of a hundred meet it.
alter table skill_versions add column share_percent int not null default 100 check (share_percent between 1 and 100);
alter table skill_versions add column certified_at timestamptz;
comment on column skill_versions.share_percent is 'class: operational';
comment on column skill_versions.certified_at is 'class: operational';

-- What happened to versions. Nothing of anybody's turn.
create table skill_events (
  event_id bigint generated always as identity primary key,
  skill_id text not null references skills,
  version text not null,
  at timestamptz not null default now(),
  event text not null,
  detail text not null,
  made_by text not null check (made_by in ('developer', 'operator', 'platform'))
);
create index skill_events_of_skill on skill_events (skill_id, event_id desc);
comment on column skill_events.event_id is 'class: operational';
comment on column skill_events.skill_id is 'class: public';
comment on column skill_events.version is 'class: public';
comment on column skill_events.at is 'class: operational';
comment on column skill_events.event is 'class: operational';
comment on column skill_events.detail is 'class: operational';
comment on column skill_events.made_by is 'class: operational';

alter table skill_counts drop constraint skill_counts_kind_check;
alter table skill_counts add constraint skill_counts_kind_check
  check (kind in ('outcome', 'feedback', 'dropped', 'latency', 'near'));

-- Whether enough households stand behind a day's counts: each sets one of 62 bits, chosen by a key and the day. Set bits are
-- never more than households; which household set one cannot be told among a sixtieth of all.
create table skill_crowds (
  skill_id text not null,
  version text not null,
  day date not null,
  kind text not null check (kind in ('calls', 'near')),
  bits bigint not null,
  primary key (skill_id, version, day, kind)
);
comment on column skill_crowds.skill_id is 'class: public';
comment on column skill_crowds.version is 'class: public';
comment on column skill_crowds.day is 'class: operational';
comment on column skill_crowds.kind is 'class: operational';
comment on column skill_crowds.bits is 'class: operational';

-- Calls of the running minute that processes took for themselves, some at a time.
create unlogged table skill_minutes (
  skill_id text primary key,
  minute timestamptz not null,
  taken int not null
);
comment on column skill_minutes.skill_id is 'class: public';
comment on column skill_minutes.minute is 'class: operational';
comment on column skill_minutes.taken is 'class: operational';
