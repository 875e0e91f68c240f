-- Orders: each under a key of its own, because the law keeps them longer than their buyer's account may live.
create table trade_orders (
  order_id uuid primary key default gen_random_uuid(),
  -- Null when the account is closed: then the number of the order alone leads to it.
  subject_id text references subjects on delete set null,
  seller text not null,
  promise text not null,
  key_id text not null,
  sealed bytea not null,
  -- Somebody else who stands in it: found by a keyed hash of their address, by themselves.
  other_mac bytea,
  sealed_other bytea,
  is_unconfirmed boolean not null,
  received_at timestamptz not null,
  completed_at timestamptz
);
create index trade_orders_subject on trade_orders (subject_id);
create index trade_orders_other on trade_orders (other_mac) where other_mac is not null;
comment on column trade_orders.order_id is 'class: operational';
comment on column trade_orders.subject_id is 'class: identifier';
comment on column trade_orders.seller is 'class: public';
comment on column trade_orders.promise is 'class: public';
comment on column trade_orders.key_id is 'class: operational';
comment on column trade_orders.sealed is 'class: transaction';
comment on column trade_orders.other_mac is 'class: contact';
comment on column trade_orders.sealed_other is 'class: transaction';
comment on column trade_orders.is_unconfirmed is 'class: operational';
comment on column trade_orders.received_at is 'class: operational';
comment on column trade_orders.completed_at is 'class: operational';

-- After a fault: logs that its owner was asked for, saw, and sent.
create table fault_cases (
  case_id uuid primary key default gen_random_uuid(),
  subject_id text not null references subjects on delete cascade,
  code text not null,
  opened_at timestamptz not null,
  -- The last thing that happened in it: thirty days later it closes by itself.
  touched_at timestamptz not null,
  asked_at timestamptz,
  sent_at timestamptz,
  closed_at timestamptz,
  sealed_log bytea
);
create index fault_cases_subject on fault_cases (subject_id);
comment on column fault_cases.case_id is 'class: operational';
comment on column fault_cases.subject_id is 'class: identifier';
comment on column fault_cases.code is 'class: public';
comment on column fault_cases.opened_at is 'class: operational';
comment on column fault_cases.touched_at is 'class: operational';
comment on column fault_cases.asked_at is 'class: operational';
comment on column fault_cases.sent_at is 'class: operational';
comment on column fault_cases.closed_at is 'class: operational';
comment on column fault_cases.sealed_log is 'class: utterance';
alter table sign_in_challenges drop constraint sign_in_challenges_purpose_check;
alter table sign_in_challenges add constraint sign_in_challenges_purpose_check
  check (purpose in ('code', 'link', 'identity', 'passkey', 'registration', 'other'));
