-- Audit: who did what, chained by hashes whose newest one is signed (decision 22).

create table audit_logs (
  id uuid primary key default gen_random_uuid(),
  sequence bigint generated always as identity unique,
  actor_type actor_type not null,
  actor_id uuid,
  action text not null check (action ~ '^[a-z_]{2,60}$'),
  target_type text not null check (target_type ~ '^[a-z_]{2,40}$'),
  target_id text,
  outcome text not null default 'done' check (outcome in ('done', 'refused')),
  details jsonb not null default '{}',
  request_id text not null,
  address text,
  created_at timestamptz not null default now(),
  check (actor_type = 'system' or actor_id is not null)
);
comment on table audit_logs is
  'Everything that people and the system did or were refused; rows are only ever added, with the database''s own time.';
create index audit_logs_newest on audit_logs (sequence desc);
create index audit_logs_by_target on audit_logs (target_type, target_id, sequence desc);
create index audit_logs_by_actor on audit_logs (actor_id, sequence desc);
create index audit_logs_by_action on audit_logs (action, sequence desc);
create index audit_logs_by_request on audit_logs (request_id, sequence desc);
create index audit_logs_of_payment on audit_logs ((details ->> 'payment_id'), sequence)
  where details ->> 'payment_id' is not null;
-- For the dashboard: what people did last, without reads, sign-ins and sent messages.
create index audit_logs_activity on audit_logs (sequence desc)
  where outcome = 'done' and action not like 'read\_%' and action not like 'sign\_%' and action <>
    'send_message';
create trigger audit_logs_keep before update or delete on audit_logs
  for each row execute function refuse_change();
create trigger audit_logs_keep_all before truncate on audit_logs execute function refuse_change();
grant select, insert (actor_type, actor_id, action, target_type, target_id, outcome, details, request_id,
  address) on audit_logs to clinic_app;


create table audit_chain (
  position bigint primary key check (position >= 1),
  audit_id uuid not null unique references audit_logs (id),
  row_hash bytea not null check (length(row_hash) = 32),
  previous_hash bytea not null check (length(previous_hash) = 32),
  hash bytea not null check (length(hash) = 32),
  chained_at timestamptz not null default now()
);
comment on table audit_chain is 'The audit rows as a chain of hashes: a row that was changed or removed breaks it.';
create trigger audit_chain_keep before update or delete on audit_chain
  for each row execute function refuse_change();
create trigger audit_chain_keep_all before truncate on audit_chain execute function refuse_change();
-- A link follows the newest one.
create function guard_audit_chain() returns trigger language plpgsql as $$
declare newest record;
begin
  select position, hash into newest from audit_chain order by position desc limit 1;
  if new.position <> coalesce(newest.position, 0) + 1
      or new.previous_hash <> coalesce(newest.hash, decode(repeat('00', 32), 'hex')) then
    raise exception 'link % does not follow the audit chain', new.position using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger audit_chain_follows before insert on audit_chain
  for each row execute function guard_audit_chain();
grant select, insert on audit_chain to clinic_app;


create table audit_seals (
  number integer primary key check (number >= 1),
  position bigint not null unique references audit_chain (position),
  hash bytea not null check (length(hash) = 32),
  -- Every row up to this sequence is in the chain: one that appears later was inserted behind the chain.
  sequence bigint not null,
  previous_signature bytea not null,
  key_id text not null,
  signature bytea not null check (length(signature) = 64),
  -- As signed: the instant in UTC, with milliseconds.
  sealed_at text not null,
  -- When the copy outside the database was written.
  stored_at timestamptz
);
comment on table audit_seals is 'Signatures of the chain''s newest hash, which are copied out of the database.';
create index audit_seals_to_store on audit_seals (number) where stored_at is null;
-- The first seal over a row, which receipts print.
create index audit_seals_by_sequence on audit_seals (sequence, number);
create trigger audit_seals_keep before truncate on audit_seals execute function refuse_change();
-- A seal never changes, but for the time of its copy.
create function guard_audit_seal() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.stored_at is not null or new.stored_at is null
      or (old.number, old.position, old.hash, old.sequence, old.previous_signature, old.key_id, old.signature,
        old.sealed_at)
         is distinct from (new.number, new.position, new.hash, new.sequence, new.previous_signature, new.key_id,
           new.signature, new.sealed_at) then
    raise exception 'seal % cannot be changed', old.number using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger audit_seals_guard before update or delete on audit_seals
  for each row execute function guard_audit_seal();
grant select, insert, update (stored_at) on audit_seals to clinic_app;

-- Waits until running transactions have written their audit rows, holds the next ones back for this transaction, and
-- returns the newest sequence: all rows up to it can be seen now. Null when a writer takes longer than the lock timeout.
create function close_audit_page() returns bigint language plpgsql security definer
  set search_path = public, pg_temp set lock_timeout = '500ms' as $$
begin
  lock table audit_logs in share mode;
  return coalesce(pg_sequence_last_value(pg_get_serial_sequence('public.audit_logs', 'sequence')), 0);
exception when lock_not_available then
  return null;
end $$;
revoke execute on function close_audit_page() from public;
grant execute on function close_audit_page() to clinic_app;
