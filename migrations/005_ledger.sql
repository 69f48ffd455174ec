-- The ledger: double entry, append-only, balanced at every commit, and the totals that follow it (decision 6).

create table ledger_transactions (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind ~ '^[a-z_]{2,40}$'),
  -- What made it happen: one cause of a kind is posted once.
  cause text not null check (length(cause) between 1 and 300),
  currency text not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  -- Entries may join only within the database transaction that made this row.
  made_in xid8 not null default pg_current_xact_id(),
  unique (kind, cause),
  unique (id, currency)
);
comment on table ledger_transactions is 'One posting: an event of a kind, with the cause that makes it unique.';
create index ledger_transactions_by_time on ledger_transactions (occurred_at, id);
create trigger ledger_transactions_keep before update or delete on ledger_transactions
  for each row execute function refuse_change();
create trigger ledger_transactions_keep_all before truncate on ledger_transactions
  execute function refuse_change();
grant select, insert on ledger_transactions to clinic_app;


create table ledger_entries (
  id bigint generated always as identity primary key,
  transaction_id uuid not null,
  currency text not null,
  account text not null check (account in ('receivable', 'revenue', 'tax_payable', 'stripe_clearing', 'cash',
    'bank', 'patient_credit', 'adjustments', 'write_offs', 'payment_fees', 'disputed_funds', 'exchange')),
  -- Debits are positive, credits negative.
  amount_cents bigint not null check (amount_cents <> 0),
  patient_id uuid references patients (id),
  invoice_id uuid,
  -- Refers to payments, which add the foreign key.
  payment_id uuid,
  -- What a receivable entry does to the invoice's totals.
  effect text check (effect in ('charge', 'settle', 'refund', 'credit', 'write_off')),
  foreign key (transaction_id, currency) references ledger_transactions (id, currency),
  foreign key (invoice_id, currency) references invoices (id, currency),
  foreign key (invoice_id, patient_id) references invoices (id, patient_id),
  check ((account = 'receivable') = (effect is not null)),
  check (account <> 'receivable' or (invoice_id is not null and patient_id is not null)),
  check (account <> 'patient_credit' or patient_id is not null)
);
comment on table ledger_entries is 'The debits and credits of a posting; rows are only ever added.';
create index ledger_entries_by_transaction on ledger_entries (transaction_id);
create index ledger_entries_by_invoice on ledger_entries (invoice_id, id) where invoice_id is not null;
create index ledger_entries_by_patient on ledger_entries (patient_id, id) where patient_id is not null;
create index ledger_entries_by_account on ledger_entries (account, id desc);
create index ledger_entries_of_payment on ledger_entries (payment_id) where payment_id is not null;
create trigger ledger_entries_keep before update or delete on ledger_entries
  for each row execute function refuse_change();
create trigger ledger_entries_keep_all before truncate on ledger_entries execute function refuse_change();
-- A posting is closed when its database transaction ends.
create function guard_ledger_entry() returns trigger language plpgsql as $$
begin
  if (select made_in from ledger_transactions where id = new.transaction_id) is distinct from pg_current_xact_id() then
    raise exception 'ledger transaction % is closed', new.transaction_id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger ledger_entries_closed before insert on ledger_entries
  for each row execute function guard_ledger_entry();
-- At commit: debits equal credits, over at least two entries.
create function check_ledger_balance() returns trigger language plpgsql as $$
declare checked uuid; total numeric; entries integer;
begin
  if tg_table_name = 'ledger_transactions' then checked := new.id; else checked := new.transaction_id; end if;
  select coalesce(sum(amount_cents), 0), count(*) into total, entries from ledger_entries
    where transaction_id = checked;
  if total <> 0 or entries < 2 then
    raise exception 'ledger transaction % does not balance: % over % entries', checked, total, entries
      using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger ledger_transactions_balance after insert on ledger_transactions
  deferrable initially deferred for each row execute function check_ledger_balance();
create constraint trigger ledger_entries_balance after insert on ledger_entries
  deferrable initially deferred for each row execute function check_ledger_balance();
grant select, insert on ledger_entries to clinic_app;


create table ledger_rules (
  kind text not null,
  account text not null,
  -- 1 debits, -1 credits, 0 either.
  sign smallint not null check (sign in (-1, 0, 1)),
  effect text,
  -- A refund moves the receivable twice: it is owed again, and then credited.
  constraint ledger_rules_one unique nulls not distinct (kind, account, effect)
);
comment on table ledger_rules is
  'Which accounts a kind of posting may move, in which direction, and what that does to the invoice.';
insert into ledger_rules (kind, account, sign, effect) values
  ('issue', 'receivable', 1, 'charge'), ('issue', 'revenue', 0, null), ('issue', 'tax_payable', -1, null),
  ('cancel', 'receivable', -1, 'charge'), ('cancel', 'revenue', 0, null), ('cancel', 'tax_payable', 1, null),
  ('payment', 'stripe_clearing', 1, null), ('payment', 'cash', 1, null), ('payment', 'bank', 1, null),
  ('payment', 'receivable', -1, 'settle'), ('payment', 'patient_credit', -1, null),
  ('payment_reversal', 'cash', -1, null), ('payment_reversal', 'bank', -1, null),
  ('payment_reversal', 'receivable', 1, 'settle'), ('payment_reversal', 'patient_credit', 1, null),
  ('credit_note', 'adjustments', 0, null), ('credit_note', 'tax_payable', 1, null),
  ('credit_note', 'receivable', -1, 'credit'), ('credit_note', 'patient_credit', -1, null),
  ('write_off', 'write_offs', 1, null), ('write_off', 'receivable', -1, 'write_off'),
  ('write_off_reversal', 'write_offs', -1, null), ('write_off_reversal', 'receivable', 1, 'write_off'),
  ('credit_applied', 'patient_credit', 1, null), ('credit_applied', 'receivable', -1, 'settle'),
  ('credit_refund', 'patient_credit', 1, null), ('credit_refund', 'cash', -1, null),
  ('credit_refund', 'bank', -1, null),
  ('refund', 'stripe_clearing', -1, null), ('refund', 'patient_credit', 1, null),
  ('refund', 'receivable', 1, 'refund'), ('refund', 'receivable', -1, 'credit'),
  ('refund', 'adjustments', 0, null), ('refund', 'tax_payable', 1, null), ('refund', 'write_offs', 1, null),
  ('refund_failed', 'stripe_clearing', 1, null), ('refund_failed', 'patient_credit', -1, null),
  ('refund_failed', 'receivable', 0, 'refund'), ('refund_failed', 'receivable', 1, 'credit'),
  ('refund_failed', 'adjustments', 0, null), ('refund_failed', 'tax_payable', -1, null),
  ('refund_failed', 'write_offs', -1, null),
  ('dispute_withdrawn', 'disputed_funds', 1, null), ('dispute_withdrawn', 'stripe_clearing', -1, null),
  ('dispute_reinstated', 'stripe_clearing', 1, null), ('dispute_reinstated', 'disputed_funds', -1, null),
  ('dispute_reinstated', 'write_offs', -1, null), ('dispute_reinstated', 'receivable', -1, 'refund'),
  ('dispute_reinstated', 'patient_credit', -1, null),
  ('dispute_lost', 'disputed_funds', -1, null), ('dispute_lost', 'write_offs', 1, null),
  ('dispute_lost', 'receivable', 1, 'refund'), ('dispute_lost', 'patient_credit', 1, null),
  ('stripe_fee', 'payment_fees', 0, null), ('stripe_fee', 'stripe_clearing', 0, null),
  ('payout', 'bank', 0, null), ('payout', 'stripe_clearing', 0, null),
  ('payout_failed', 'bank', 0, null), ('payout_failed', 'stripe_clearing', 0, null),
  ('stripe_adjustment', 'stripe_clearing', 0, null), ('stripe_adjustment', 'payment_fees', 0, null),
  ('stripe_adjustment', 'bank', 0, null),
  ('exchange_from', 'stripe_clearing', 0, null), ('exchange_from', 'exchange', 0, null),
  ('exchange_to', 'stripe_clearing', 0, null), ('exchange_to', 'exchange', 0, null);
-- Runs as the owner: the application needs no right to read the rules for its own postings.
create function guard_ledger_rules() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare booked text;
begin
  select kind into booked from ledger_transactions where id = new.transaction_id;
  if not exists (select from ledger_rules where kind = booked) then return new; end if;
  if not exists (select from ledger_rules where kind = booked and account = new.account
      and effect is not distinct from new.effect and sign in (0, sign(new.amount_cents))) then
    raise exception 'a % never books % on % as %', booked, new.amount_cents, new.account, new.effect
      using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger ledger_entries_rules before insert on ledger_entries
  for each row execute function guard_ledger_rules();
-- At commit: credit notes, refunds and a cancellation take back no more of an invoice than is left of its charge, in
-- total and in tax.
create function check_charge_left() returns trigger language plpgsql as $$
declare l record;
begin
  if not exists (select from ledger_transactions where id = new.transaction_id
    and kind in ('credit_note', 'cancel', 'refund')) then
    return null;
  end if;
  select coalesce(sum(amount_cents), 0) as charge, coalesce(sum(amount_cents) filter (where account = 'tax_payable'), 0) as tax
    into l from ledger_entries where invoice_id = new.invoice_id
      and account in ('revenue', 'adjustments', 'tax_payable');
  if l.charge > 0 or l.tax > 0 then
    raise exception 'more is taken back of invoice % than was charged', new.invoice_id
      using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger ledger_entries_charge after insert on ledger_entries
  deferrable initially deferred for each row
  when (new.invoice_id is not null and new.account in ('revenue', 'adjustments', 'tax_payable') and
    new.amount_cents > 0)
  execute function check_charge_left();
grant select on ledger_rules to clinic_app;


create table patient_balances (
  patient_id uuid not null references patients (id),
  currency text not null,
  balance_cents bigint not null default 0 check (balance_cents >= 0),
  credit_cents bigint not null default 0 check (credit_cents >= 0),
  primary key (patient_id, currency)
);
comment on table patient_balances is 'What a patient owes and the credit that they have, by currency; follows the ledger.';
-- Patients with unused credit, for the list that applies or refunds it.
create index patient_balances_credit on patient_balances (credit_cents desc, patient_id desc, currency desc)
  where credit_cents > 0;
-- The running totals of invoices and patients follow the entries. Runs as the owner: the application cannot write them.
create function follow_ledger() returns trigger
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
create trigger ledger_entries_follow after insert on ledger_entries
  referencing new table as added for each statement execute function follow_ledger();
-- At commit: an invoice's totals are those of its ledger, and its status is what they imply (decision 4).
create function check_invoice_against_ledger() returns trigger language plpgsql as $$
declare checked uuid; i record; l record;
begin
  if tg_table_name = 'invoices' then checked := new.id; else checked := new.invoice_id; end if;
  select status, balance_cents, paid_cents, refunded_cents, credited_cents, written_off_cents, total_amount_cents
    into i from invoices where id = checked;
  if not found then return null; end if;
  select coalesce(sum(amount_cents), 0) as balance,
      coalesce(-sum(amount_cents) filter (where effect = 'settle'), 0) as paid,
      coalesce(sum(amount_cents) filter (where effect = 'refund'), 0) as refunded,
      coalesce(-sum(amount_cents) filter (where effect = 'credit'), 0) as credited,
      coalesce(-sum(amount_cents) filter (where effect = 'write_off'), 0) as written_off,
      count(*) as entries
    into l from ledger_entries where invoice_id = checked and account = 'receivable';
  if (i.balance_cents, i.paid_cents, i.refunded_cents, i.credited_cents, i.written_off_cents)
      is distinct from (l.balance, l.paid, l.refunded, l.credited, l.written_off) then
    raise exception 'the totals of invoice % are not those of its ledger', checked using errcode = 'check_violation';
  end if;
  if not (case i.status
    when 'draft' then l.entries = 0
    when 'cancelled' then l.balance = 0 and l.paid - l.refunded <= 0
    when 'issued' then l.balance > 0 and l.paid - l.refunded <= 0
    when 'partially_paid' then l.balance > 0 and l.paid - l.refunded > 0
    when 'paid' then l.balance = 0 and l.entries > 0
  end) then
    raise exception 'invoice % is % but its ledger says % owed and % paid', checked, i.status, l.balance,
      l.paid - l.refunded using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger invoices_follow_ledger after insert or update of status, balance_cents, paid_cents,
    refunded_cents, credited_cents, written_off_cents on invoices
  deferrable initially deferred for each row

  execute function check_invoice_against_ledger();
create constraint trigger ledger_entries_agree after insert on ledger_entries
  deferrable initially deferred for each row
  when (new.invoice_id is not null) execute function check_invoice_against_ledger();
-- At commit: a patient's totals are those of the ledger too.
create function check_patient_balance() returns trigger language plpgsql as $$
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
create constraint trigger patient_balances_follow after insert or update on patient_balances
  deferrable initially deferred for each row execute function check_patient_balance();
grant select on patient_balances to clinic_app;


-- The sum that an instant belongs to. Every time zone is less than a day and a multiple of a quarter of an hour away
-- from UTC: an instant that far inside a month is in that month for all of them, and near its ends quarter hours are kept.
create function total_period(at timestamptz) returns timestamptz language sql immutable as $$
  select case
    when date_trunc('month', at at time zone 'UTC' - interval '1 day')
      = date_trunc('month', at at time zone 'UTC' + interval '1 day')
      then (date_trunc('month', at at time zone 'UTC') + interval '14 days') at time zone 'UTC'
    else date_bin('15 minutes', at, timestamptz '2000-01-01 00:00:00Z') end
$$;

create table ledger_totals (
  currency text not null,
  -- See total_period(); -infinity sums everything.
  period timestamptz not null,
  -- Writers of different connections add to different rows, so that they do not wait for each other.
  shard smallint not null,
  invoiced_cents bigint not null,
  collected_cents bigint not null,
  receivable_cents bigint not null,
  primary key (currency, period, shard)
) with (fillfactor = 50);
comment on table ledger_totals is
  'Running sums of the ledger by currency and period, which the dashboard reads instead of all entries.';
-- Runs as the owner: the application cannot write the totals.
create function follow_ledger_totals() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into ledger_totals as k (currency, period, shard, invoiced_cents, collected_cents, receivable_cents)
    select s.currency, p.period, pg_backend_pid() % 32, sum(s.invoiced), sum(s.collected), sum(s.receivable)
    from (select e.currency, t.occurred_at,
        case when e.effect = 'charge' then e.amount_cents else 0 end as invoiced,
        case when e.account <> 'receivable' and t.kind in ('payment', 'payment_reversal', 'refund', 'refund_failed',
          'credit_refund')
          then e.amount_cents else 0 end as collected,
        case when e.account = 'receivable' then e.amount_cents else 0 end as receivable
      from added e join ledger_transactions t on t.id = e.transaction_id
      where e.account in ('receivable', 'stripe_clearing', 'cash', 'bank')) s,
      lateral (values (timestamptz '-infinity'), (total_period(s.occurred_at))) p (period)
    where s.invoiced <> 0 or s.collected <> 0 or s.receivable <> 0
    group by 1, 2 order by 1, 2
    on conflict (currency, period, shard) do update set invoiced_cents = k.invoiced_cents + excluded.invoiced_cents,
      collected_cents = k.collected_cents + excluded.collected_cents,
      receivable_cents = k.receivable_cents + excluded.receivable_cents;
  return null;
end $$;
create trigger ledger_entries_totals after insert on ledger_entries
  referencing new table as added for each statement execute function follow_ledger_totals();
grant select on ledger_totals to clinic_app;


create table open_totals (
  currency text not null,
  due_date date not null,
  shard smallint not null,
  invoices integer not null,
  balance_cents bigint not null,
  primary key (currency, due_date, shard)
) with (fillfactor = 50);
comment on table open_totals is 'Running sums of open invoices by currency and due date, for the dashboard and aging.';
-- An invoice begins and is deleted as a draft (guard_invoice), so only updates open and close one. Runs as the owner.
create function follow_open_totals() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into open_totals as k (currency, due_date, shard, invoices, balance_cents)
    select currency, due_date, pg_backend_pid() % 32, sum(invoices), sum(balance_cents) from (
      select currency, due_date, -1 as invoices, -balance_cents as balance_cents from before_rows
        where status in ('issued', 'partially_paid')
      union all
      select currency, due_date, 1, balance_cents from after_rows where status in ('issued', 'partially_paid')) c
    group by 1, 2 having sum(invoices) <> 0 or sum(balance_cents) <> 0 order by 1, 2
    on conflict (currency, due_date, shard) do update set invoices = k.invoices + excluded.invoices,
      balance_cents = k.balance_cents + excluded.balance_cents;
  return null;
end $$;
create trigger invoices_open_totals after update on invoices
  referencing old table as before_rows new table as after_rows for each statement
  execute function follow_open_totals();
grant select on open_totals to clinic_app;


create view ledger_sums as
  select e.currency, total_period(t.occurred_at) as period,
    coalesce(sum(e.amount_cents) filter (where e.account = 'receivable' and e.effect = 'charge'), 0)::bigint
      as invoiced_cents,
    coalesce(sum(e.amount_cents) filter (where e.account in ('stripe_clearing', 'cash', 'bank')
      and t.kind in ('payment', 'payment_reversal', 'refund', 'refund_failed', 'credit_refund')), 0)::bigint
      as collected_cents,
    coalesce(sum(e.amount_cents) filter (where e.account = 'receivable'), 0)::bigint as receivable_cents
  from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
  group by 1, 2;
comment on view ledger_sums is 'What ledger_totals should hold, calculated from the entries.';

create view open_sums as
  select currency, due_date, count(*)::integer as invoices, sum(balance_cents)::bigint as balance_cents
  from invoices where status in ('issued', 'partially_paid') group by 1, 2;
comment on view open_sums is 'What open_totals should hold, calculated from the invoices.';

create view wrong_totals as
  select 'ledger' as total, currency, period::text as of from (
      select * from ledger_sums
      union all select currency, '-infinity', invoiced_cents, collected_cents, receivable_cents from ledger_sums
      union all select currency, period, -invoiced_cents, -collected_cents, -receivable_cents from ledger_totals) d
    group by currency, period
    having sum(invoiced_cents) <> 0 or sum(collected_cents) <> 0 or sum(receivable_cents) <> 0
  union all
  select 'open', currency, due_date::text from (
      select * from open_sums union all select currency, due_date, -invoices, -balance_cents from open_totals) d
    group by currency, due_date having sum(invoices) <> 0 or sum(balance_cents) <> 0;
comment on view wrong_totals is 'Every running total that the rows contradict; empty at each commit.';
grant select on wrong_totals to clinic_app;
