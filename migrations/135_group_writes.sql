-- Groups of writes in one transaction: the cost of a commit no longer grows with a patient's history, and numbers are
-- taken several at a time.

alter table patient_balances
  add column changed_in xid8,
  add column balance_before bigint,
  add column credit_before bigint;
comment on column patient_balances.changed_in is 'The database transaction that changed the row last.';
comment on column patient_balances.balance_before is 'What the patient owed before that transaction.';
comment on column patient_balances.credit_before is 'The credit that the patient had before that transaction.';
-- Keeps what a patient's totals were before the transaction, so that the commit compares the change.
create function guard_patient_balance() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (tg_op = 'UPDATE' and (old.patient_id, old.currency) <> (new.patient_id, new.currency)) then
    raise exception 'the balance of patient % cannot be moved or deleted', old.patient_id
      using errcode = 'restrict_violation';
  end if;
  if tg_op = 'INSERT' then
    new.balance_before := 0;
    new.credit_before := 0;
  elsif old.changed_in is distinct from pg_current_xact_id() then
    new.balance_before := old.balance_cents;
    new.credit_before := old.credit_cents;
  else
    new.balance_before := old.balance_before;
    new.credit_before := old.credit_before;
  end if;
  new.changed_in := pg_current_xact_id();
  return new;
end $$;
create trigger patient_balances_guard before insert or update or delete on patient_balances
  for each row execute function guard_patient_balance();
create trigger patient_balances_keep before truncate on patient_balances execute function refuse_change();
create index ledger_transactions_made_in on ledger_transactions (made_in);
-- At commit: a patient's totals changed by what the transaction booked. wrong_patient_balances compares whole sums.
create or replace function check_patient_balance() returns trigger language plpgsql as $$
declare booked record; changed record;
begin
  select coalesce(sum(e.amount_cents) filter (where e.account = 'receivable'), 0) as balance,
      coalesce(-sum(e.amount_cents) filter (where e.account = 'patient_credit'), 0) as credit
    into booked from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
    where t.made_in = pg_current_xact_id() and e.patient_id = new.patient_id and e.currency = new.currency;
  select balance_cents - balance_before as balance, credit_cents - credit_before as credit into changed
    from patient_balances where patient_id = new.patient_id and currency = new.currency;
  if (booked.balance, booked.credit) is distinct from (changed.balance, changed.credit) then
    raise exception 'the balance of patient % is not that of the ledger', new.patient_id
      using errcode = 'check_violation';
  end if;
  return null;
end $$;
create view wrong_patient_balances as
  select patient_id, currency from (
      select patient_id, currency, coalesce(sum(amount_cents) filter (where account = 'receivable'), 0) as balance,
          coalesce(-sum(amount_cents) filter (where account = 'patient_credit'), 0) as credit
        from ledger_entries where account in ('receivable', 'patient_credit') group by 1, 2
      union all select patient_id, currency, -balance_cents, -credit_cents from patient_balances) d
    group by 1, 2 having sum(balance) <> 0 or sum(credit) <> 0;
comment on view wrong_patient_balances is 'Every patient whose totals are not the sums of their ledger; empty at each commit.';
grant select on wrong_patient_balances to clinic_app;

-- The running totals follow the entries; patients in one order, so that groups of bookings do not deadlock.
create or replace function follow_ledger() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update invoices i set
    balance_cents = i.balance_cents + d.balance,
    paid_cents = i.paid_cents + d.paid,
    refunded_cents = i.refunded_cents + d.refunded,
    credited_cents = i.credited_cents + d.credited,
    written_off_cents = i.written_off_cents + d.written_off
  from (
    select invoice_id,
      sum(amount_cents) as balance,
      coalesce(-sum(amount_cents) filter (where effect = 'settle'), 0) as paid,
      coalesce(sum(amount_cents) filter (where effect = 'refund'), 0) as refunded,
      coalesce(-sum(amount_cents) filter (where effect = 'credit'), 0) as credited,
      coalesce(-sum(amount_cents) filter (where effect = 'write_off'), 0) as written_off
    from added where account = 'receivable' group by invoice_id) d
  where i.id = d.invoice_id;

  insert into patient_balances as b (patient_id, currency)
    select distinct patient_id, currency from added where account in ('receivable', 'patient_credit')
    order by patient_id, currency
    on conflict do nothing;
  perform from patient_balances
    where (patient_id, currency) in (select patient_id, currency from added where account in ('receivable', 'patient_credit'))
    order by patient_id, currency for no key update;
  update patient_balances b set
    balance_cents = b.balance_cents + d.balance,
    credit_cents = b.credit_cents + d.credit
  from (
    select patient_id, currency,
      coalesce(sum(amount_cents) filter (where account = 'receivable'), 0) as balance,
      coalesce(-sum(amount_cents) filter (where account = 'patient_credit'), 0) as credit
    from added where account in ('receivable', 'patient_credit') group by patient_id, currency) d
  where b.patient_id = d.patient_id and b.currency = d.currency;
  return null;
end $$;

-- Only receivable entries move the totals of an invoice.
drop trigger ledger_entries_agree on ledger_entries;
create constraint trigger ledger_entries_agree after insert on ledger_entries
  deferrable initially deferred for each row
  when (new.invoice_id is not null and new.account = 'receivable') execute function check_invoice_against_ledger();

-- Several places of a series at once: the place so many after one, and the newest places up to one, without those that
-- are set aside.
create function place_after(series text, of_month text, after integer, so_many integer) returns integer language plpgsql
  stable set search_path = public, pg_temp as $$
declare place integer := after;
begin
  if not exists (select from numbers_set_aside where kind = series and month = of_month and last > after) then
    return after + so_many;
  end if;
  for _ in 1..so_many loop place := next_place(series, of_month, place); end loop;
  return place;
end $$;
create function places_up_to(series text, of_month text, newest integer, so_many integer) returns integer[] language plpgsql
  stable set search_path = public, pg_temp as $$
declare places integer[] := '{}'; place integer := newest; beyond integer;
begin
  for _ in 1..so_many loop
    places := place || places;
    place := place - 1;
    loop
      select first - 1 into beyond from numbers_set_aside where kind = series and month = of_month and last = place;
      exit when not found;
      place := beyond;
    end loop;
  end loop;
  return places;
end $$;
-- A series only counts up.
create or replace function guard_series() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE'
      or (tg_op = 'INSERT' and new.last < next_place(new.kind, new.month, 0))
      or (tg_op = 'UPDATE' and ((old.kind, old.month) <> (new.kind, new.month)
        or new.last < next_place(new.kind, new.month, old.last))) then
    raise exception 'a series counts up by one' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
-- At commit: every place that was taken is used in the same transaction, so that none is skipped.
create or replace function check_series_used() returns trigger language plpgsql as $$
declare before integer := 0; used integer;
begin
  if tg_op = 'UPDATE' then before := old.last; end if;
  select count(*) into used from document_numbers
    where kind = new.kind and month = new.month and sequence > before and sequence <= new.last;
  if used + (select coalesce(sum(last - first + 1), 0) from numbers_set_aside
        where kind = new.kind and month = new.month and first > before and last < new.last) <> new.last - before then
    raise exception 'places after % up to % of % were taken and not used', before, new.last, new.month
      using errcode = 'check_violation';
  end if;
  return null;
end $$;

-- migrate:down

create or replace function check_series_used() returns trigger language plpgsql as $$
begin
  if not exists (select from document_numbers where (kind, month, sequence) = (new.kind, new.month, new.last)) then
    raise exception 'place % of % was taken and not used', new.last, new.month using errcode = 'check_violation';
  end if;
  return null;
end $$;
create or replace function guard_series() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE'
      or (tg_op = 'INSERT' and new.last <> next_place(new.kind, new.month, 0))
      or (tg_op = 'UPDATE' and new.last <> next_place(new.kind, new.month, old.last)) then
    raise exception 'a series counts up by one' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
drop function places_up_to;
drop function place_after;
drop trigger ledger_entries_agree on ledger_entries;
create constraint trigger ledger_entries_agree after insert on ledger_entries
  deferrable initially deferred for each row
  when (new.invoice_id is not null) execute function check_invoice_against_ledger();
create or replace function follow_ledger() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update invoices i set
    balance_cents = i.balance_cents + d.balance,
    paid_cents = i.paid_cents + d.paid,
    refunded_cents = i.refunded_cents + d.refunded,
    credited_cents = i.credited_cents + d.credited,
    written_off_cents = i.written_off_cents + d.written_off
  from (
    select invoice_id,
      sum(amount_cents) as balance,
      coalesce(-sum(amount_cents) filter (where effect = 'settle'), 0) as paid,
      coalesce(sum(amount_cents) filter (where effect = 'refund'), 0) as refunded,
      coalesce(-sum(amount_cents) filter (where effect = 'credit'), 0) as credited,
      coalesce(-sum(amount_cents) filter (where effect = 'write_off'), 0) as written_off
    from added where account = 'receivable' group by invoice_id) d
  where i.id = d.invoice_id;

  insert into patient_balances as b (patient_id, currency)
    select distinct patient_id, currency from added where account in ('receivable', 'patient_credit')
    on conflict do nothing;
  update patient_balances b set
    balance_cents = b.balance_cents + d.balance,
    credit_cents = b.credit_cents + d.credit
  from (
    select patient_id, currency,
      coalesce(sum(amount_cents) filter (where account = 'receivable'), 0) as balance,
      coalesce(-sum(amount_cents) filter (where account = 'patient_credit'), 0) as credit
    from added where account in ('receivable', 'patient_credit') group by patient_id, currency) d
  where b.patient_id = d.patient_id and b.currency = d.currency;
  return null;
end $$;
drop view wrong_patient_balances;
create or replace function check_patient_balance() returns trigger language plpgsql as $$
declare l record;
begin
  select coalesce(sum(amount_cents) filter (where account = 'receivable'), 0) as balance,
      coalesce(-sum(amount_cents) filter (where account = 'patient_credit'), 0) as credit
    into l from ledger_entries where patient_id = new.patient_id and currency = new.currency;
  select l.balance, l.credit, b.balance_cents, b.credit_cents into l
    from patient_balances b where b.patient_id = new.patient_id and b.currency = new.currency;
  if (l.balance, l.credit) is distinct from (l.balance_cents, l.credit_cents) then
    raise exception 'the balance of patient % is not that of the ledger', new.patient_id
      using errcode = 'check_violation';
  end if;
  return null;
end $$;
drop index ledger_transactions_made_in;
drop trigger patient_balances_keep on patient_balances;
drop trigger patient_balances_guard on patient_balances;
drop function guard_patient_balance;
alter table patient_balances drop column changed_in, drop column balance_before, drop column credit_before;
