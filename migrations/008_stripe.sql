-- Stripe: its events, disputes, payouts and balance transactions, and the reconciliation of its books with ours.

create table stripe_events (
  id text primary key check (id ~ '^[A-Za-z0-9_]{1,255}$'),
  type text not null,
  livemode boolean not null,
  created_at timestamptz not null,
  payload bytea not null,
  payload_sha256 bytea not null check (length(payload_sha256) = 32),
  source text not null check (source in ('webhook', 'recovery')),
  received_at timestamptz not null default now(),
  state text not null default 'received' check (state in ('received', 'applied', 'ignored', 'quarantined')),
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  reason text,
  settled_at timestamptz,
  request_id text not null,
  -- Stripe's id of the payment that the event is about and that is not known here yet.
  waits_for text,
  -- Whose payment the event is about, once that is known: the payload is then encrypted under that patient's key.
  patient_id uuid references patients (id),
  check ((state = 'received') = (settled_at is null)),
  check (state <> 'quarantined' or reason is not null)
);
comment on table stripe_events is 'Every event that Stripe sent, stored before it is applied, each once.';
create index stripe_events_due on stripe_events (due_at) where state = 'received';
create index stripe_events_newest on stripe_events (received_at desc, id desc);
create index stripe_events_quarantined on stripe_events (received_at desc) where state = 'quarantined';
create index stripe_events_waiting on stripe_events (waits_for) where state = 'received';
create index stripe_events_by_patient on stripe_events (patient_id) where patient_id is not null;
create trigger stripe_events_keep before truncate on stripe_events execute function refuse_change();
-- An event's content never changes. It may be encrypted again: once when its patient is known, and under a new key of
-- the key ring.
create function guard_stripe_event() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'an event is never deleted' using errcode = 'restrict_violation';
  end if;
  if (old.id, old.type, old.livemode, old.created_at, old.payload_sha256, old.received_at)
      is distinct from (new.id, new.type, new.livemode, new.created_at, new.payload_sha256, new.received_at)
      or (old.state in ('applied', 'ignored') and new.state <> old.state)
      or (old.patient_id is not null and new.patient_id is distinct from old.patient_id)
      or (new.payload <> old.payload and not (
          (old.patient_id is null and new.patient_id is not null)
          or (new.patient_id is null
            and substr(new.payload, 2, get_byte(new.payload, 0)) <> substr(old.payload, 2, get_byte(old.payload, 0))))) then
    raise exception 'event % is what Stripe sent and cannot be rewritten', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger stripe_events_guard before update or delete on stripe_events
  for each row execute function guard_stripe_event();
grant select, insert, update (payload, state, attempts, due_at, reason, settled_at, waits_for, patient_id) on
  stripe_events to clinic_app;


create table stripe_watermarks (
  name text primary key,
  value text not null,
  updated_at timestamptz not null default now()
);
comment on table stripe_watermarks is 'How far Stripe''s events have been listed, to fetch those whose webhook never arrived.';
grant select, insert, update (value, updated_at) on stripe_watermarks to clinic_app;


create table disputes (
  id uuid primary key default gen_random_uuid(),
  stripe_dispute_id text not null unique,
  payment_id uuid not null,
  currency text not null,
  amount_cents bigint not null check (amount_cents > 0),
  reason text not null,
  -- Stripe's own value, including any that it introduces later.
  status text not null,
  is_charge_refundable boolean not null,
  evidence_due_at timestamptz,
  withdrawn_cents bigint not null default 0 check (withdrawn_cents >= 0),
  reinstated_cents bigint not null default 0 check (reinstated_cents between 0 and withdrawn_cents),
  fee_cents bigint not null default 0 check (fee_cents >= 0),
  -- Of a lost dispute: the patient owes it again, or the clinic bears it.
  outcome text check (outcome in ('reopen', 'absorb')),
  decided_by uuid references staff (id),
  decided_at timestamptz,
  opened_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- A dispute costs its fee in the currency of Stripe's balance.
  fee_currency text,
  foreign key (payment_id, currency) references payments (id, currency),
  check ((outcome is null) = (decided_by is null) and (outcome is null) = (decided_at is null)),
  check (outcome is null or withdrawn_cents > 0),
  constraint disputes_fee_currency_check check ((fee_cents > 0) = (fee_currency is not null))
);
comment on table disputes is 'Payments that a cardholder disputes with the bank, the money withdrawn for them, and who bears a loss.';
create index disputes_by_payment on disputes (payment_id);
create index disputes_newest on disputes (opened_at desc, id desc);
-- Few disputes are open, and every reminder asks for one.
create index disputes_open on disputes (payment_id)
  where status not in ('won', 'lost', 'warning_closed', 'prevented');
-- For the alert: a response is due, or a lost dispute is not resolved.
create index disputes_to_do on disputes (opened_at desc)
  where status like '%needs\_response' or status = 'lost' and outcome is null and withdrawn_cents >
    reinstated_cents;
create trigger disputes_touch before update on disputes for each row execute function touch_updated_at();
create trigger disputes_keep before truncate on disputes execute function refuse_change();
-- A dispute keeps what was posted and decided; an admin resolves a lost one.
create function guard_dispute() returns trigger language plpgsql as $$

begin
  if tg_op = 'DELETE' then
    raise exception 'a dispute is never deleted' using errcode = 'restrict_violation';
  end if;
  if (old.id, old.stripe_dispute_id, old.payment_id, old.currency, old.opened_at)
        is distinct from (new.id, new.stripe_dispute_id, new.payment_id, new.currency, new.opened_at)
      or (old.withdrawn_cents <> 0 and new.withdrawn_cents <> old.withdrawn_cents)
      or (old.reinstated_cents <> 0 and new.reinstated_cents <> old.reinstated_cents)
      or (old.fee_cents <> 0 and (new.fee_cents <> old.fee_cents or new.fee_currency is distinct from old.fee_currency))
      or (old.outcome is not null and (new.outcome, new.decided_by, new.decided_at)
        is distinct from (old.outcome, old.decided_by, old.decided_at)) then
    raise exception 'dispute % keeps what was booked and decided', old.id using errcode = 'restrict_violation';
  end if;
  if old.outcome is null and new.outcome is not null
      and not exists (select from staff where id = new.decided_by and role = 'admin') then
    raise exception 'only an admin decides on a lost dispute' using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;
create trigger disputes_guard before update or delete on disputes
  for each row execute function guard_dispute();
grant select, insert, update (amount_cents, reason, status, is_charge_refundable, evidence_due_at,
  withdrawn_cents, reinstated_cents, fee_cents, outcome, decided_by, decided_at, fee_currency) on disputes to
  clinic_app;


create table payouts (
  id uuid primary key default gen_random_uuid(),
  stripe_payout_id text not null unique,
  amount_cents bigint not null check (amount_cents <> 0),
  currency text not null,
  status text not null,
  failure_message text,
  arrives_on date not null,
  -- Stripe has listed the balance transactions that are in it.
  reconciled boolean not null default false,
  made_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- False: created by hand, and Stripe does not say which balance transactions are in it.
  automatic boolean not null default true,
  unique (stripe_payout_id, currency)
);
comment on table payouts is 'Transfers between Stripe''s balance and the clinic''s bank account.';
create index payouts_newest on payouts (made_at desc, id desc);
create trigger payouts_touch before update on payouts for each row execute function touch_updated_at();
create trigger payouts_keep before truncate on payouts execute function refuse_change();
grant select, insert, update (status, failure_message, arrives_on, reconciled) on payouts to clinic_app;


create table balance_transactions (
  id text primary key,
  type text not null,
  reporting_category text not null,
  -- What it is about at Stripe: a charge, refund, dispute or payout.
  source text,
  amount_cents bigint not null,
  fee_cents bigint not null,
  net_cents bigint not null,
  currency text not null,
  made_at timestamptz not null,
  available_at timestamptz not null,
  stripe_payout_id text,
  created_at timestamptz not null default now(),
  -- Between the smallest units, as Stripe states it: cents for one yen. Null where nothing was converted.
  exchange_rate numeric constraint balance_transactions_exchange_rate_check check (exchange_rate > 0),
  foreign key (stripe_payout_id, currency) references payouts (stripe_payout_id, currency),
  check (net_cents = amount_cents - fee_cents)
);
comment on table balance_transactions is 'Every movement of Stripe''s balance, with its fee: Stripe''s books.';
create index balance_transactions_by_source on balance_transactions (source);
create index balance_transactions_by_payout on balance_transactions (stripe_payout_id)
  where stripe_payout_id is not null;
create index balance_transactions_by_time on balance_transactions (made_at, id);
create trigger balance_transactions_keep before truncate on balance_transactions
  execute function refuse_change();
-- Stripe's figures never change.
create function guard_stripe_books() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'what Stripe reported is never deleted' using errcode = 'restrict_violation';
  end if;
  if tg_table_name = 'balance_transactions' then
    if (old.id, old.type, old.source, old.amount_cents, old.fee_cents, old.net_cents, old.currency, old.made_at)
        is distinct from (new.id, new.type, new.source, new.amount_cents, new.fee_cents, new.net_cents, new.currency,
          new.made_at) or (old.exchange_rate is not null and new.exchange_rate is distinct from old.exchange_rate) then
      raise exception 'balance transaction % is as Stripe reported it', old.id using errcode = 'restrict_violation';
    end if;
  elsif (old.stripe_payout_id, old.amount_cents, old.currency, old.made_at)
      is distinct from (new.stripe_payout_id, new.amount_cents, new.currency, new.made_at) then
    raise exception 'payout % is as Stripe reported it', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger balance_transactions_guard before update or delete on balance_transactions
  for each row execute function guard_stripe_books();
create trigger payouts_guard before update or delete on payouts
  for each row execute function guard_stripe_books();
-- What our books have for a balance transaction, in the currency of the invoice; no row when it moves none of our money.
create function balance_source(b balance_transactions)
  returns table (currency text, amount_cents bigint, invoice_id uuid, payment_id uuid) language sql stable as $$
  select s.currency, s.amount_cents, s.invoice_id, s.payment_id from (
    select y.currency, y.amount_cents, y.invoice_id, y.id as payment_id
      from payments y where b.type in ('charge', 'payment') and y.stripe_charge_id = b.source and y.status <> 'failed'
    union all
    select k.currency, case b.type when 'payment' then k.amount_cents else -k.amount_cents end, k.invoice_id, null
      from bank_debits k where b.type in ('payment', 'payment_failure_refund') and k.stripe_charge_id = b.source
        and k.state = 'failed'
    union all
    select r.currency, -r.amount_cents, y.invoice_id, y.id
      from refunds r join payments y on y.id = r.payment_id
      where b.type in ('refund', 'payment_refund') and r.stripe_refund_id = b.source
    union all
    select r.currency, r.amount_cents, y.invoice_id, y.id
      from refunds r join payments y on y.id = r.payment_id
      where b.type in ('refund_failure', 'payment_failure_refund') and r.stripe_refund_id = b.source
        and r.status = 'failed'
    union all
    select d.currency, case when b.amount_cents < 0 then -d.withdrawn_cents else d.reinstated_cents end,
      y.invoice_id, y.id
      from disputes d join payments y on y.id = d.payment_id
      where b.type = 'adjustment' and d.stripe_dispute_id = b.source
        and case when b.amount_cents < 0 then d.withdrawn_cents else d.reinstated_cents end <> 0) s
  limit 1
$$;
-- At commit: a conversion takes our amount out of one currency and brings Stripe's into the other, both or neither.
create function check_exchange_booked() returns trigger language plpgsql as $$
declare b balance_transactions; s record; moved record;
begin
  select * into b from balance_transactions where 'balance_transaction:' || id = new.cause;
  if not found or b.exchange_rate is null then
    raise exception 'nothing was converted by %', new.cause using errcode = 'check_violation';
  end if;
  select * into s from balance_source(b);
  select coalesce(sum(e.amount_cents) filter (where t.kind = 'exchange_from' and t.currency = s.currency), 0) as taken,
      coalesce(sum(e.amount_cents) filter (where t.kind = 'exchange_to' and t.currency = b.currency), 0) as brought
    into moved from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
    where t.kind in ('exchange_from', 'exchange_to') and t.cause = new.cause and e.account = 'stripe_clearing';
  if s.currency is null or s.currency = b.currency
      or (moved.taken, moved.brought) is distinct from (-s.amount_cents::numeric, b.amount_cents::numeric) then
    raise exception 'the conversion by % is not booked as Stripe made it', new.cause using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger ledger_transactions_exchange after insert on ledger_transactions
  deferrable initially deferred for each row
  when (new.kind in ('exchange_from', 'exchange_to')) execute function check_exchange_booked();
grant select, insert, update (available_at, stripe_payout_id, exchange_rate) on balance_transactions to
  clinic_app;


create table reconciliation_runs (
  id uuid primary key default gen_random_uuid(),
  requested_by uuid references staff (id),
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  found jsonb not null default '{}',
  last_error text,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  seen_alive_at timestamptz,
  check ((state in ('done', 'failed')) = (finished_at is not null))
);
comment on table reconciliation_runs is 'Reconciliations of Stripe''s books with ours: at most one runs, and one waits for it.';
comment on column reconciliation_runs.seen_alive_at is
  'Renewed while the comparison runs; one that was not renewed for a minute has lost its process.';
create index reconciliation_runs_newest on reconciliation_runs (created_at desc);
create unique index reconciliation_runs_one_waiting on reconciliation_runs ((true)) where state = 'waiting';
create unique index reconciliation_runs_one_running on reconciliation_runs ((true)) where state = 'running';
grant select, insert, update (state, found, last_error, started_at, finished_at, seen_alive_at) on
  reconciliation_runs to clinic_app;


create table reconciliation_breaks (
  id uuid primary key default gen_random_uuid(),
  class text not null check (class in ('missing_here', 'missing_at_stripe', 'amount_differs', 'unknown_invoice',
    'refund_outside', 'fee_missing', 'payout_differs', 'unexplained', 'not_booked')),
  -- What it is about: Stripe's id, or ours where Stripe has none.
  object text not null,
  currency text not null,
  ours_cents bigint,
  stripe_cents bigint,
  detail text not null,
  happened_at timestamptz not null,
  invoice_id uuid references invoices (id),
  stripe_payout_id text,
  found_at timestamptz not null default now(),
  -- Gone at a later reconciliation, or accepted by staff with a note.
  resolved_at timestamptz,
  accepted_by uuid references staff (id),
  accepted_note text,
  check ((accepted_by is null) = (accepted_note is null)),
  check (accepted_by is null or resolved_at is not null)
);
comment on table reconciliation_breaks is 'Discrepancies between Stripe''s books and ours, each open once.';
create unique index reconciliation_breaks_open on reconciliation_breaks (class, object)
  where resolved_at is null;
create index reconciliation_breaks_newest on reconciliation_breaks (happened_at desc, id desc);
grant select, insert, update (ours_cents, stripe_cents, detail, resolved_at, accepted_by, accepted_note) on
  reconciliation_breaks to clinic_app;
