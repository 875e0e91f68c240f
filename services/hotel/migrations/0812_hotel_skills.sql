-- Skills of others in rooms: what a guest was told of and asked, and what they opened. Neither reaches the write-ahead log.
alter table hotel_questions drop constraint hotel_questions_missing_check;
alter table hotel_questions add constraint hotel_questions_missing_check check (missing in ('yes', 'time', 'opening'));

create unlogged table hotel_openings (
  device_id text not null,
  skill_id text not null,
  stay_id text not null,
  expires_at timestamptz not null,
  primary key (device_id, skill_id)
);
comment on column hotel_openings.device_id is 'class: identifier';
comment on column hotel_openings.skill_id is 'class: public';
comment on column hotel_openings.stay_id is 'class: identifier';
comment on column hotel_openings.expires_at is 'class: operational';
