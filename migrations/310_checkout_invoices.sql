-- One payment page for several invoices of a patient: what a page covers of each invoice. An invoice is covered by at most
-- one page that can be paid.

create table checkout_invoices (
  -- Deferred: what a page covers is added before the page, so that it is never without.
  checkout_id uuid not null references checkout_sessions (id) deferrable initially deferred,
  invoice_id uuid not null references invoices (id),
  -- The order in which the payment settles them.
  place integer not null,
  amount_cents bigint not null check (amount_cents > 0),
  -- Whether the page can still be paid; it follows the state of the page.
  is_live boolean not null default true,
  primary key (checkout_id, invoice_id)
);
comment on table checkout_invoices is 'What each payment page covers of each invoice.';
insert into checkout_invoices (checkout_id, invoice_id, place, amount_cents, is_live)
  select id, invoice_id, 1, amount_cents, state in ('creating', 'open', 'closing') from checkout_sessions;
create unique index checkout_invoices_one_open on checkout_invoices (invoice_id) where is_live;
create index checkout_invoices_by_invoice on checkout_invoices (invoice_id);
drop index checkout_sessions_one_open;
-- For alerts: pages whose making or closing is not done.
create index checkout_sessions_live on checkout_sessions (created_at) where state in ('creating', 'open', 'closing');
comment on table checkout_sessions is 'Payment pages at Stripe.';
comment on column checkout_sessions.invoice_id is 'The first of the invoices that the page covers.';

-- A page that names nothing else covers its invoice with its amount, and its end releases every invoice. With the rights of
-- the owner, so that the application itself cannot release an invoice.
create function sync_checkout_invoices() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare live boolean := new.state in ('creating', 'open', 'closing');
begin
  if tg_op = 'INSERT' then
    insert into checkout_invoices (checkout_id, invoice_id, place, amount_cents, is_live)
      select new.id, new.invoice_id, 1, new.amount_cents, live
      where not exists (select from checkout_invoices where checkout_id = new.id);
  end if;
  update checkout_invoices set is_live = live where checkout_id = new.id and is_live <> live;
  return null;
end $$;
create trigger checkout_sessions_covers after insert or update of state on checkout_sessions
  for each row execute function sync_checkout_invoices();

-- At commit: a page covers exactly its amount, on invoices of one patient in one currency.
create function check_checkout_covers() returns trigger language plpgsql as $$
declare page record; covered record;
begin
  select s.invoice_id, s.amount_cents, s.currency, i.patient_id into page
    from checkout_sessions s join invoices i on i.id = s.invoice_id where s.id = new.checkout_id;
  if not found then return null; end if;
  select sum(k.amount_cents) as cents, bool_or(k.invoice_id = page.invoice_id) as has_first,
      bool_and(i.patient_id = page.patient_id and i.currency = page.currency) as is_of_one
    into covered from checkout_invoices k join invoices i on i.id = k.invoice_id where k.checkout_id = new.checkout_id;
  if covered.cents <> page.amount_cents or not covered.has_first or not covered.is_of_one then
    raise exception 'payment page % does not cover its amount on invoices of one patient', new.checkout_id
      using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger checkout_invoices_whole after insert on checkout_invoices
  deferrable initially deferred for each row execute function check_checkout_covers();
grant select, insert (checkout_id, invoice_id, place, amount_cents) on checkout_invoices to clinic_app;

create or replace function invoice_at_rest(invoice uuid) returns boolean
  language sql stable set search_path = public, pg_temp as $$
  select exists (select from invoices where id = $1 and invoice_number is not null and status in ('paid', 'cancelled')
      and balance_cents = 0)
    and not exists (select from messages where invoice_id = $1 and state = 'pending')
    and not exists (select from checkout_invoices where invoice_id = $1 and is_live)
    and not exists (select from payments y join refunds r on r.payment_id = y.id
      where y.invoice_id = $1 and r.status in ('requested', 'approved', 'processing'))
    and not exists (select from refund_parts s join refunds r on r.id = s.refund_id
      where s.invoice_id = $1 and r.status in ('requested', 'approved', 'processing'))
    and not exists (select from ledger_entries e join disputes d on d.payment_id = e.payment_id
      where e.invoice_id = $1 and d.status not in ('won', 'lost', 'warning_closed', 'prevented'))
    and not exists (select from payments y join disputes d on d.payment_id = y.id
      where y.invoice_id = $1 and d.status not in ('won', 'lost', 'warning_closed', 'prevented'))
$$;

-- Everything that is known of an invoice, for the bundle.
create or replace function archive_record(invoice uuid) returns jsonb language sql stable
  set timezone = 'UTC' set bytea_output = 'hex' set search_path = public, pg_temp as $$
  with paid as (
      select id from payments where invoice_id = $1
      union select payment_id from ledger_entries
        where invoice_id = $1 and account = 'receivable' and payment_id is not null),
    refunded as (select id from refunds where payment_id in (select id from paid)),
    disputed as (select id from disputes where payment_id in (select id from paid)),
    trail as (
      select * from audit_logs where target_type = 'invoice' and target_id = $1::text
      union select * from audit_logs where details ->> 'payment_id' in (select id::text from paid)
      union select * from audit_logs where target_type = 'refund' and target_id in (select id::text from refunded)
      union select * from audit_logs where target_type = 'dispute' and target_id in (select id::text from disputed)
      union select * from audit_logs where target_type = 'message'
        and target_id in (select id::text from messages where invoice_id = $1))
  select jsonb_build_object(
    'invoice', (select to_jsonb(i) from invoices i where i.id = $1),
    'payments', (select coalesce(jsonb_agg(to_jsonb(t) - 'raw_event' order by created_at, id), '[]') from payments t
      where id in (select id from paid)),
    'payment_reversals', (select coalesce(jsonb_agg(to_jsonb(t) order by created_at, id), '[]') from payment_reversals t
      where payment_id in (select id from paid)),
    'refunds', (select coalesce(jsonb_agg(to_jsonb(t) order by created_at, id), '[]') from refunds t
      where id in (select id from refunded)),
    'disputes', (select coalesce(jsonb_agg(to_jsonb(t) order by created_at, id), '[]') from disputes t
      where id in (select id from disputed)),
    'credit_notes', (select coalesce(jsonb_agg(to_jsonb(n) || jsonb_build_object('lines',
        (select coalesce(jsonb_agg(to_jsonb(l) order by invoice_item_id), '[]') from credit_note_lines l
          where l.credit_note_id = n.id))
        order by issued_at, number), '[]') from credit_notes n where invoice_id = $1),
    'write_offs', (select coalesce(jsonb_agg(to_jsonb(t) order by sequence), '[]') from write_offs t
      where invoice_id = $1),
    'due_date_changes', (select coalesce(jsonb_agg(to_jsonb(t) order by sequence), '[]') from due_date_changes t
      where invoice_id = $1),
    'credit_uses', (select coalesce(jsonb_agg(to_jsonb(t) order by used_at, id), '[]') from credit_uses t
      where invoice_id = $1),
    'late_fees', (select coalesce(jsonb_agg(to_jsonb(t) order by period, id), '[]') from late_fees t
      where invoice_id = $1 or fee_invoice_id = $1),
    'checkout_sessions', (select coalesce(jsonb_agg(to_jsonb(t) order by created_at, id), '[]')
      from checkout_sessions t where id in (select checkout_id from checkout_invoices where invoice_id = $1)),
    'ledger', (select coalesce(jsonb_agg(to_jsonb(e) || jsonb_build_object('kind', t.kind, 'cause', t.cause,
      'occurred_at', t.occurred_at)
        order by e.id), '[]')
      from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
      where e.transaction_id in (select transaction_id from ledger_entries where invoice_id = $1)),
    'audit', (select coalesce(jsonb_agg(to_jsonb(t) order by sequence), '[]') from trail t),
    'events', (select coalesce(jsonb_agg(to_jsonb(t) order by received_at, id), '[]') from stripe_events t
      where id in (select details ->> 'event_id' from trail)
        -- The events of a refund or a dispute share its request, and are those of the same patient.
        or (patient_id = (select patient_id from invoices where id = $1)
          and request_id in (select request_id from trail where actor_type = 'system'))))
$$;

-- migrate:down

create or replace function invoice_at_rest(invoice uuid) returns boolean
  language sql stable set search_path = public, pg_temp as $$
  select exists (select from invoices where id = $1 and invoice_number is not null and status in ('paid', 'cancelled')
      and balance_cents = 0)
    and not exists (select from messages where invoice_id = $1 and state = 'pending')
    and not exists (select from checkout_sessions where invoice_id = $1 and state in ('creating', 'open', 'closing'))
    and not exists (select from payments y join refunds r on r.payment_id = y.id
      where y.invoice_id = $1 and r.status in ('requested', 'approved', 'processing'))
    and not exists (select from refund_parts s join refunds r on r.id = s.refund_id
      where s.invoice_id = $1 and r.status in ('requested', 'approved', 'processing'))
    and not exists (select from ledger_entries e join disputes d on d.payment_id = e.payment_id
      where e.invoice_id = $1 and d.status not in ('won', 'lost', 'warning_closed', 'prevented'))
    and not exists (select from payments y join disputes d on d.payment_id = y.id
      where y.invoice_id = $1 and d.status not in ('won', 'lost', 'warning_closed', 'prevented'))
$$;

create or replace function archive_record(invoice uuid) returns jsonb language sql stable
  set timezone = 'UTC' set bytea_output = 'hex' set search_path = public, pg_temp as $$
  with paid as (
      select id from payments where invoice_id = $1
      union select payment_id from ledger_entries
        where invoice_id = $1 and account = 'receivable' and payment_id is not null),
    refunded as (select id from refunds where payment_id in (select id from paid)),
    disputed as (select id from disputes where payment_id in (select id from paid)),
    trail as (
      select * from audit_logs where target_type = 'invoice' and target_id = $1::text
      union select * from audit_logs where details ->> 'payment_id' in (select id::text from paid)
      union select * from audit_logs where target_type = 'refund' and target_id in (select id::text from refunded)
      union select * from audit_logs where target_type = 'dispute' and target_id in (select id::text from disputed)
      union select * from audit_logs where target_type = 'message'
        and target_id in (select id::text from messages where invoice_id = $1))
  select jsonb_build_object(
    'invoice', (select to_jsonb(i) from invoices i where i.id = $1),
    'payments', (select coalesce(jsonb_agg(to_jsonb(t) - 'raw_event' order by created_at, id), '[]') from payments t
      where id in (select id from paid)),
    'payment_reversals', (select coalesce(jsonb_agg(to_jsonb(t) order by created_at, id), '[]') from payment_reversals t
      where payment_id in (select id from paid)),
    'refunds', (select coalesce(jsonb_agg(to_jsonb(t) order by created_at, id), '[]') from refunds t
      where id in (select id from refunded)),
    'disputes', (select coalesce(jsonb_agg(to_jsonb(t) order by created_at, id), '[]') from disputes t
      where id in (select id from disputed)),
    'credit_notes', (select coalesce(jsonb_agg(to_jsonb(n) || jsonb_build_object('lines',
        (select coalesce(jsonb_agg(to_jsonb(l) order by invoice_item_id), '[]') from credit_note_lines l
          where l.credit_note_id = n.id))
        order by issued_at, number), '[]') from credit_notes n where invoice_id = $1),
    'write_offs', (select coalesce(jsonb_agg(to_jsonb(t) order by sequence), '[]') from write_offs t
      where invoice_id = $1),
    'due_date_changes', (select coalesce(jsonb_agg(to_jsonb(t) order by sequence), '[]') from due_date_changes t
      where invoice_id = $1),
    'credit_uses', (select coalesce(jsonb_agg(to_jsonb(t) order by used_at, id), '[]') from credit_uses t
      where invoice_id = $1),
    'late_fees', (select coalesce(jsonb_agg(to_jsonb(t) order by period, id), '[]') from late_fees t
      where invoice_id = $1 or fee_invoice_id = $1),
    'checkout_sessions', (select coalesce(jsonb_agg(to_jsonb(t) order by created_at, id), '[]')
      from checkout_sessions t where invoice_id = $1),
    'ledger', (select coalesce(jsonb_agg(to_jsonb(e) || jsonb_build_object('kind', t.kind, 'cause', t.cause,
      'occurred_at', t.occurred_at)
        order by e.id), '[]')
      from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
      where e.transaction_id in (select transaction_id from ledger_entries where invoice_id = $1)),
    'audit', (select coalesce(jsonb_agg(to_jsonb(t) order by sequence), '[]') from trail t),
    'events', (select coalesce(jsonb_agg(to_jsonb(t) order by received_at, id), '[]') from stripe_events t
      where id in (select details ->> 'event_id' from trail)
        -- The events of a refund or a dispute share its request, and are those of the same patient.
        or (patient_id = (select patient_id from invoices where id = $1)
          and request_id in (select request_id from trail where actor_type = 'system'))))
$$;

drop table checkout_invoices;
drop trigger checkout_sessions_covers on checkout_sessions;
drop function sync_checkout_invoices();
drop function check_checkout_covers();
drop index checkout_sessions_live;
create unique index checkout_sessions_one_open on checkout_sessions (invoice_id)
  where state in ('creating', 'open', 'closing');
comment on table checkout_sessions is 'Payment pages at Stripe; one invoice has at most one that can be paid.';
comment on column checkout_sessions.invoice_id is null;
