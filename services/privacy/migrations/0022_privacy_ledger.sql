-- The disclosure ledger: what left, to whom, when, why, under which grant and turn. One hash chain for each
-- subject (in hotels: for each device). Names and sizes, never values; no account, only the chain's random name.
create table ledger_heads (
  chain_id uuid primary key,
  -- Grows with every change of what may leave (grants, epochs, owners). A decision made from an older revision
  -- is refused by ledger_append below, so that a withdrawal cannot lose a race against a disclosure.
  consent_revision bigint not null default 1,
  last_sequence bigint not null default 0,
  last_hash bytea not null default decode(repeat('00', 32), 'hex')
);
comment on column ledger_heads.chain_id is 'class: operational';
comment on column ledger_heads.consent_revision is 'class: operational';
comment on column ledger_heads.last_sequence is 'class: operational';
comment on column ledger_heads.last_hash is 'class: operational';

create table ledger_entries (
  chain_id uuid not null references ledger_heads,
  sequence bigint not null,
  disclosure_id uuid not null,
  kind text not null check (kind in ('invoke', 'pull')),
  skill_id text not null,
  skill_version text not null,
  turn_id text not null,
  -- [{path, valueClass, sizeBytes, purpose, grantId, isPulled}]
  fields jsonb not null,
  disclosed_at_ms bigint not null,
  entry_hash bytea not null,
  primary key (chain_id, sequence)
);
create index ledger_entries_skill on ledger_entries (chain_id, skill_id);
comment on column ledger_entries.chain_id is 'class: operational';
comment on column ledger_entries.sequence is 'class: operational';
comment on column ledger_entries.disclosure_id is 'class: operational';
comment on column ledger_entries.kind is 'class: operational';
comment on column ledger_entries.skill_id is 'class: public';
comment on column ledger_entries.skill_version is 'class: public';
comment on column ledger_entries.turn_id is 'class: operational';
comment on column ledger_entries.fields is 'class: operational';
comment on column ledger_entries.disclosed_at_ms is 'class: operational';
comment on column ledger_entries.entry_hash is 'class: operational';

create function ledger_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger ledger_append_only before update or delete on ledger_entries
  for each row execute function ledger_refuse_change();
create trigger ledger_no_truncate before truncate on ledger_entries
  for each statement execute function ledger_refuse_change();

-- Appends a batch in one round trip. Heads are locked in sorted order, so that two processes cannot deadlock.
-- An entry whose decision was made from another consent revision than the present one is not written: `stale`.
-- entry_hash = SHA-256(previous entry_hash || sequence as 8 bytes, big-endian || body_hash); body_hash is made by
-- services/privacy/ledger/entry.ts over every column but sequence and entry_hash.
create function ledger_append(entries jsonb)
returns table (item integer, outcome text, sequence bigint) language plpgsql as $$
#variable_conflict use_column
declare
  entry jsonb;
  head ledger_heads%rowtype;
  next_item integer := -1;
begin
  perform 1 from ledger_heads h
    where h.chain_id in (select (e ->> 'chainId')::uuid from jsonb_array_elements(entries) e)
    order by h.chain_id for update;
  for entry in select e from jsonb_array_elements(entries) e loop
    next_item := next_item + 1;
    select * into head from ledger_heads h where h.chain_id = (entry ->> 'chainId')::uuid;
    if not found or head.consent_revision <> (entry ->> 'consentRevision')::bigint then
      return query select next_item, 'stale'::text, 0::bigint;
      continue;
    end if;
    head.last_sequence := head.last_sequence + 1;
    head.last_hash := sha256(head.last_hash || int8send(head.last_sequence) || decode(entry ->> 'bodyHash', 'hex'));
    insert into ledger_entries
      (chain_id, sequence, disclosure_id, kind, skill_id, skill_version, turn_id, fields, disclosed_at_ms, entry_hash)
    values
      (head.chain_id, head.last_sequence, (entry ->> 'disclosureId')::uuid, entry ->> 'kind', entry ->> 'skillId',
       entry ->> 'skillVersion', entry ->> 'turnId', entry -> 'fields', (entry ->> 'disclosedAtMs')::bigint,
       head.last_hash);
    update ledger_heads h set last_sequence = head.last_sequence, last_hash = head.last_hash
      where h.chain_id = head.chain_id;
    return query select next_item, 'written'::text, head.last_sequence;
  end loop;
end $$;
