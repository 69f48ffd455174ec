-- Payments and refunds: payment pages, money received online and at the desk, bank debits, reversals and refunds.

create table payments (
  id uuid primary key default gen_random_uuid(),
  invoice_id uuid not null,
  stripe_payment_id text unique,
  stripe_charge_id text,
  amount_cents bigint not null check (amount_cents > 0),
  currency text not null,
  status payment_status not null,
  method text not null
    check (method in ('card', 'bank_debit', 'online', 'cash', 'cheque', 'bank_transfer', 'card_terminal')),
  refunded_cents bigint not null default 0,
  failure_message text,
  received_at timestamptz not null,
  -- The event as Stripe sent it, encrypted, and its hash as evidence (decision 20).
  raw_event bytea,
  raw_event_sha256 bytea,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  receipt_number text unique,
  -- The number of the check, the transfer or the terminal's slip.
  reference text check (length(reference) between 1 and 140),
  recorded_by uuid references staff (id),
  -- Set by the reversal alone.
  reversed_at timestamptz,
  -- Stripe's code, which the patient reads as a sentence in their own language.
  failure_code text check (length(failure_code) between 1 and 100),
  unique (id, currency),
  foreign key (invoice_id, currency) references invoices (id, currency),
  check (refunded_cents between 0 and amount_cents),
  check (status <> 'refunded' or refunded_cents = amount_cents),
  check (status <> 'failed' or refunded_cents = 0),
  constraint payments_offline_or_stripe
    check ((method in ('cash', 'cheque', 'bank_transfer', 'card_terminal')) = (stripe_payment_id is null)),
  constraint payments_offline_receipt check ((stripe_payment_id is null) = (receipt_number is not null)),
  constraint payments_offline_staff check ((stripe_payment_id is null) = (recorded_by is not null)),
  constraint payments_offline_never_fail check (stripe_payment_id is not null or status <> 'failed'),
  constraint payments_reversed_or_refunded check (reversed_at is null or refunded_cents = 0),
  constraint payments_failure_code_of_failed check (failure_code is null or status = 'failed')
);
comment on table payments is 'Money received for an invoice, through Stripe or at the desk, and attempts that failed.';
alter table ledger_entries add foreign key (payment_id, currency) references payments (id, currency);
create index payments_by_invoice on payments (invoice_id, received_at desc, id desc);
create index payments_newest on payments (received_at desc, id desc);
create index payments_by_charge on payments (stripe_charge_id) where stripe_charge_id is not null;
create index payments_failed on payments (received_at desc) where status = 'failed';
create index payments_received on payments (currency, received_at desc) include (amount_cents)
  where status <> 'failed' and reversed_at is null;
-- Archiving moves the raw event and is no change of the payment itself.
create trigger payments_keep before truncate on payments execute function refuse_change();
create constraint trigger payments_number after insert on payments
  deferrable initially deferred for each row
  when (new.receipt_number is not null) execute function check_number_given();
create trigger payments_touch before update on payments
  for each row when (old.raw_event is not distinct from new.raw_event) execute function touch_updated_at();
-- A payment that was posted is never rewritten.
create function guard_payment() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'a payment is never deleted' using errcode = 'restrict_violation';
  end if;
  if old.invoice_id <> new.invoice_id or old.currency <> new.currency
      or old.stripe_payment_id is distinct from new.stripe_payment_id
      or (old.status <> 'failed' and (old.amount_cents, old.received_at)
        is distinct from (new.amount_cents, new.received_at))
      or (old.status <> 'failed' and new.status = 'failed') then
    raise exception 'payment % is booked and cannot be rewritten', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger payments_guard before update or delete on payments
  for each row execute function guard_payment();
-- A receipt is never rewritten, and a payment is reversed only by a reversal.
create function guard_offline_payment() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.reversed_at is not null then
      raise exception 'a payment begins unreversed' using errcode = 'restrict_violation';
    end if;
    return new;
  end if;
  if (old.receipt_number, old.reference, old.recorded_by)
    is distinct from (new.receipt_number, new.reference, new.recorded_by)
      or (old.stripe_payment_id is null and old.method <> new.method) then
    raise exception 'receipt % is given and cannot be rewritten', old.receipt_number
      using errcode = 'restrict_violation';
  end if;
  if old.reversed_at is distinct from new.reversed_at and (old.reversed_at is not null or not exists (
      select from payment_reversals where payment_id = new.id and reversed_at = new.reversed_at)) then
    raise exception 'payment % is reversed by a reversal only', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger payments_offline_guard before insert or update on payments
  for each row execute function guard_offline_payment();
-- At commit: money that is recorded is in the ledger, once; a reversal takes all of it out again.
create function check_payment_booked() returns trigger language plpgsql as $$
declare checked uuid; p record; booked bigint; left_over bigint; reversals bigint;
begin
  if tg_table_name = 'payments' then checked := new.id; else checked := new.payment_id; end if;
  select id, status, amount_cents, reversed_at into p from payments where id = checked;
  if not found then return null; end if;
  select coalesce(sum(e.amount_cents) filter (where t.kind = 'payment'
    and e.account in ('stripe_clearing', 'cash', 'bank')), 0),
      count(*) filter (where t.kind = 'payment_reversal')
    into booked, reversals from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
    where e.payment_id = checked;
  if booked <> (case p.status when 'failed' then 0 else p.amount_cents end) then
    raise exception 'payment % of % is booked with %', checked, p.amount_cents, booked
      using errcode = 'check_violation';
  end if;
  select count(*) into left_over from (
    select e.account from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
    where e.payment_id = checked and t.kind in ('payment', 'payment_reversal')
    group by e.account having sum(e.amount_cents) <> 0) unequal;
  if (p.reversed_at is not null) <> (reversals > 0) or (p.reversed_at is not null and left_over > 0) then
    raise exception 'the reversal of payment % is not its opposite', checked using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger payments_booked after insert or update of status, amount_cents, reversed_at on
    payments
  deferrable initially deferred for each row

  execute function check_payment_booked();
create constraint trigger ledger_entries_of_payments after insert on ledger_entries
  deferrable initially deferred for each row
  when (new.payment_id is not null) execute function check_payment_booked();
grant select, insert, update (stripe_charge_id, amount_cents, status, method, failure_message, received_at,
  raw_event, raw_event_sha256, failure_code) on payments to clinic_app;


create table checkout_sessions (
  id uuid primary key default gen_random_uuid(),
  invoice_id uuid not null,
  currency text not null,
  amount_cents bigint not null check (amount_cents > 0),
  kind text not null check (kind in ('checkout_session', 'payment_link')),
  -- creating: requested, no answer yet. closing: to be expired at Stripe before anything else happens.
  state text not null check (state in ('creating', 'open', 'closing', 'complete', 'expired', 'failed')),
  idempotency_key text not null unique,
  stripe_id text unique,
  url text,
  expires_at timestamptz,
  last_error text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Exactly what is sent, so that a repeated call is the same call; encrypted, because it holds the patient's link.
  request bytea,
  foreign key (invoice_id, currency) references invoices (id, currency),
  check (state <> 'open' or (stripe_id is not null and url is not null)),
  constraint checkout_sessions_request_check check (request is not null or stripe_id is not null or state = 'failed')
);
comment on table checkout_sessions is 'Payment pages at Stripe; one invoice has at most one that can be paid.';
create unique index checkout_sessions_one_open on checkout_sessions (invoice_id)
  where state in ('creating', 'open', 'closing');
create index checkout_sessions_by_invoice on checkout_sessions (invoice_id, created_at desc);
-- For alerts: pages that Stripe never created or refused, and the newest one that it created.
create index checkout_sessions_refused on checkout_sessions (invoice_id, created_at desc)
  where state = 'failed' or stripe_id is null;
create index checkout_sessions_made on checkout_sessions (currency, created_at desc)
  where stripe_id is not null;
create trigger checkout_sessions_touch before update on checkout_sessions
  for each row execute function touch_updated_at();
grant select, insert, update (state, idempotency_key, stripe_id, url, expires_at, last_error, request) on
  checkout_sessions to clinic_app;


create table bank_debits (
  stripe_charge_id text primary key,
  stripe_payment_id text not null,
  invoice_id uuid not null references invoices (id),
  amount_cents bigint not null check (amount_cents > 0),
  currency text not null,
  state text not null check (state in ('pending', 'failed')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table bank_debits is
  'Bank debits that are pending or failed: Stripe books them at once, and our ledger only those that succeed.';
create index bank_debits_by_invoice on bank_debits (invoice_id);
create trigger bank_debits_touch before update on bank_debits
  for each row execute function touch_updated_at();
create trigger bank_debits_no_delete before delete on bank_debits
  for each row execute function refuse_change();
create trigger bank_debits_keep before truncate on bank_debits execute function refuse_change();
grant select, insert, update (state) on bank_debits to clinic_app;


create table payment_reversals (
  id uuid primary key default gen_random_uuid(),
  payment_id uuid not null unique references payments (id),
  reason text not null check (length(reason) between 1 and 500),
  reversed_by uuid not null references staff (id),
  reversed_at timestamptz not null,
  created_at timestamptz not null default now()
);
comment on table payment_reversals is 'Payments at the desk that were recorded by mistake; the payment itself stays.';
create trigger payment_reversals_keep before update or delete on payment_reversals
  for each row execute function refuse_change();
create trigger payment_reversals_keep_all before truncate on payment_reversals
  execute function refuse_change();
-- Only money that was taken at the desk and not refunded can be reversed.
create function guard_payment_reversal() returns trigger language plpgsql as $$
begin
  if not exists (select from payments where id = new.payment_id and stripe_payment_id is null
      and status = 'succeeded' and refunded_cents = 0) then
    raise exception 'payment % cannot be reversed', new.payment_id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger payment_reversals_guard before insert on payment_reversals
  for each row execute function guard_payment_reversal();
-- Runs as the owner: the application cannot mark a payment itself.
create function mark_payment_reversed() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  update payments set reversed_at = new.reversed_at where id = new.payment_id;
  return null;
end $$;
create trigger payment_reversals_mark after insert on payment_reversals
  for each row execute function mark_payment_reversed();
grant select, insert on payment_reversals to clinic_app;


create table refunds (
  id uuid primary key default gen_random_uuid(),
  payment_id uuid not null,
  currency text not null,
  amount_cents bigint not null check (amount_cents > 0),
  reason text not null check (reason in ('requested_by_customer', 'duplicate', 'fraudulent', 'billing_error',
    'service_not_given', 'other')),
  note bytea,
  -- credit: the service is credited. reopen: the patient owes the amount again.
  effect text not null check (effect in ('credit', 'reopen')),
  status text not null check (status in ('requested', 'approved', 'processing', 'succeeded', 'failed', 'rejected')),
  -- Refunded in Stripe's dashboard, without approval here.
  made_at_stripe boolean not null default false,
  requested_by uuid references staff (id),
  decided_by uuid references staff (id),
  decided_at timestamptz,
  decision_reason text,
  self_approved boolean not null default false,
  -- Exactly what is sent, so that a repeated call is the same call, and when it was first sent.
  request jsonb,
  sent_at timestamptz,
  stripe_refund_id text unique,
  failure_reason text,
  settled_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Created at Stripe from this row, whose approval and sending a restored backup does not have (decision 42).
  recovered boolean not null default false,
  unique (id, currency),
  foreign key (payment_id, currency) references payments (id, currency),
  check (made_at_stripe = (requested_by is null)),
  check (decided_by is null or decided_by <> requested_by or self_approved or status = 'rejected'),
  constraint refunds_check3 check (status <> 'requested' or decided_at is null),
  constraint refunds_check4 check (status <> 'rejected' or decision_reason is not null),
  constraint refunds_check5 check ((request is null) = (sent_at is null)),
  constraint refunds_check7 check ((status in ('succeeded', 'failed')) = (settled_at is not null)),
  constraint refunds_decided
    check (made_at_stripe or recovered or status in ('requested', 'rejected') or decided_by is not null),
  constraint refunds_sent
    check (made_at_stripe or recovered or status not in ('processing', 'succeeded') or sent_at is not null),
  constraint refunds_recovered check (not recovered or stripe_refund_id is not null)
);
comment on table refunds is
  'Money returned through Stripe: requested by one person, approved by another, never more than was paid.';
create index refunds_by_payment on refunds (payment_id, created_at, id);
create index refunds_newest on refunds (created_at desc, id desc);
create index refunds_by_status on refunds (status, created_at desc, id desc);
create trigger refunds_touch before update on refunds for each row execute function touch_updated_at();
create trigger refunds_keep before truncate on refunds execute function refuse_change();
-- A refund keeps what was requested, decided and sent, moves only forward, and is approved by an admin.
create function guard_refund() returns trigger language plpgsql as $$
declare paid record; others bigint;
begin
  if tg_op = 'DELETE' then
    raise exception 'a refund is never deleted' using errcode = 'restrict_violation';
  end if;
  if tg_op = 'INSERT' then
    if new.status <> 'requested' and not (new.made_at_stripe
      and new.status in ('processing', 'succeeded', 'failed')) then
      raise exception 'a refund begins with a request, not as %', new.status using errcode = 'restrict_violation';
    end if;
  else
    if (old.id, old.payment_id, old.currency, old.amount_cents, old.reason, old.note, old.effect, old.made_at_stripe,
          old.requested_by, old.created_at)
        is distinct from (new.id, new.payment_id, new.currency, new.amount_cents, new.reason, new.note, new.effect,
          new.made_at_stripe, new.requested_by, new.created_at)
        or (old.stripe_refund_id is not null and new.stripe_refund_id is distinct from old.stripe_refund_id)
        or (old.recovered and not new.recovered)
        or (new.recovered and not old.recovered and (old.stripe_refund_id is not null or new.stripe_refund_id is null))
        or (old.request is not null and (new.request, new.sent_at) is distinct from (old.request, old.sent_at))
        or (old.status <> 'requested' and (new.decided_by, new.self_approved)
          is distinct from (old.decided_by, old.self_approved)) then
      raise exception 'refund % keeps what was asked, decided and sent', old.id using errcode = 'restrict_violation';
    end if;
    if old.status <> new.status and not (
         (old.status = 'requested' and new.status in ('approved', 'rejected'))
      or (old.status = 'approved' and new.status in ('processing', 'failed', 'rejected'))
      or (old.status = 'processing' and new.status in ('succeeded', 'failed'))
      or (old.status = 'succeeded' and new.status = 'failed')
      -- Known by Stripe's id that it gets now, and older here than at Stripe: this database was restored.
      or (old.status in ('requested', 'approved', 'rejected') and new.status = 'processing' and new.recovered
          and old.stripe_refund_id is null and new.stripe_refund_id is not null)
      -- Given up on here, yet made at Stripe: known by the id that it gets now.
      or (old.status = 'failed' and new.status in ('processing', 'succeeded') and old.stripe_refund_id is null
          and new.stripe_refund_id is not null)) then
      raise exception 'a refund cannot go from % to %', old.status, new.status using errcode = 'restrict_violation';
    end if;
    if old.status = 'requested' and new.status = 'approved'
        and not exists (select from staff where id = new.decided_by and role = 'admin') then
      raise exception 'only an admin approves a refund' using errcode = 'restrict_violation';
    end if;
  end if;
  if new.status not in ('failed', 'rejected')
      and (tg_op = 'INSERT' or old.status in ('failed', 'rejected')) then
    select amount_cents, status, stripe_payment_id into paid from payments where id = new.payment_id for update;
    if paid.status = 'failed' or paid.stripe_payment_id is null then
      raise exception 'payment % cannot be refunded through Stripe', new.payment_id
        using errcode = 'restrict_violation';
    end if;
    select coalesce(sum(amount_cents), 0) into others from refunds
      where payment_id = new.payment_id and id <> new.id and status not in ('failed', 'rejected');
    if others + new.amount_cents > paid.amount_cents then
      raise exception 'refunds of % would come to more than payment % had', others + new.amount_cents, new.payment_id
        using errcode = 'check_violation';
    end if;
  end if;
  return new;
end $$;
create trigger refunds_guard before insert or update or delete on refunds
  for each row execute function guard_refund();
-- Recent access to an account does not approve a refund.
create function guard_refund_approver() returns trigger language plpgsql as $$
begin
  if old.status = 'requested' and new.status = 'approved'
      and not approver_is_established(new.decided_by, new.requested_by, new.decided_at) then
    raise exception 'who was given access lately does not approve this refund' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger refunds_guard_approver before update on refunds
  for each row execute function guard_refund_approver();
-- A payment's refunded amount follows its refunds. Runs as the owner: the application cannot write it itself.
create function follow_refunds() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update payments p set refunded_cents = r.refunded,
    status = (case when r.refunded = p.amount_cents then 'refunded' else 'succeeded' end)::payment_status
  from (select coalesce(sum(amount_cents) filter (where status = 'succeeded'), 0) as refunded
        from refunds where payment_id = new.payment_id) r
  where p.id = new.payment_id and p.refunded_cents <> r.refunded;
  return null;
end $$;
create trigger refunds_follow after insert or update of status on refunds
  for each row execute function follow_refunds();
-- At commit: a payment's refunded amount and status are those of its refunds.
create function check_payment_refunds() returns trigger language plpgsql as $$
declare paid record; refunded bigint;
begin
  select amount_cents, refunded_cents, status, stripe_payment_id into paid from payments where id = new.id;
  select coalesce(sum(amount_cents) filter (where status = 'succeeded'), 0) into refunded
    from refunds where payment_id = new.id;
  if paid.stripe_payment_id is not null and (paid.refunded_cents <> refunded
      or (paid.status = 'refunded') <> (refunded = paid.amount_cents)) then
    raise exception 'payment % says % refunded, its refunds say %', new.id, paid.refunded_cents, refunded
      using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger payments_follow_refunds after insert or update of refunded_cents, status on payments
  deferrable initially deferred for each row execute function check_payment_refunds();
grant select, insert, update (status, decided_by, decided_at, decision_reason, self_approved, request,
  sent_at, stripe_refund_id, failure_reason, settled_at, recovered) on refunds to clinic_app;
