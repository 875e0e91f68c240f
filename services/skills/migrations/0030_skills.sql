-- Skills and their versions. A version never changes; only its state does.
create table skills (
  skill_id text primary key,
  -- Comes with Earshot and runs in the router's own process.
  is_built_in boolean not null,
  -- Homes have it unless they disable it; tenants never have it unless they enable it.
  is_enabled_by_default boolean not null default false,
  created_at timestamptz not null default now()
);
comment on column skills.skill_id is 'class: public';
comment on column skills.is_built_in is 'class: public';
comment on column skills.is_enabled_by_default is 'class: public';
comment on column skills.created_at is 'class: operational';

create table skill_versions (
  skill_id text not null references skills,
  version text not null,
  state text not null check (state in ('draft', 'live', 'suspended')),
  -- SkillManifest as JSON, as it was registered.
  manifest jsonb not null,
  -- Order in which versions went live: the newest live one is the one in use.
  live_revision bigint,
  created_at timestamptz not null default now(),
  primary key (skill_id, version),
  check (state <> 'live' or live_revision is not null)
);
comment on column skill_versions.skill_id is 'class: public';
comment on column skill_versions.version is 'class: public';
comment on column skill_versions.state is 'class: operational';
comment on column skill_versions.manifest is 'class: public';
comment on column skill_versions.live_revision is 'class: operational';
comment on column skill_versions.created_at is 'class: operational';

create table skill_enablements (
  owner_kind text not null check (owner_kind in ('household', 'tenant')),
  owner_id text not null,
  skill_id text not null references skills,
  -- False keeps a skill off that would be on by default.
  is_enabled boolean not null,
  changed_at timestamptz not null default now(),
  primary key (owner_kind, owner_id, skill_id)
);
comment on column skill_enablements.owner_kind is 'class: operational';
comment on column skill_enablements.owner_id is 'class: identifier';
comment on column skill_enablements.skill_id is 'class: preference';
comment on column skill_enablements.is_enabled is 'class: preference';
comment on column skill_enablements.changed_at is 'class: operational';

-- One row: grows with every change of the three tables above, in the same transaction, so that changes are seen in
-- the order of their commits. Its notification carries the number and nothing else.
create table skill_revision (
  only_row boolean primary key default true check (only_row),
  revision bigint not null
);
insert into skill_revision (revision) values (1);
comment on column skill_revision.only_row is 'class: operational';
comment on column skill_revision.revision is 'class: operational';
