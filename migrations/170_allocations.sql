-- Allocations: a payment settles several invoices of its payer; each of its receivable entries is one allocation (decision 35).

-- A payment belongs to the patient of its first invoice, and so does all that it settles and leaves as credit.
create function guard_payer() returns trigger language plpgsql as $$
begin
  if new.patient_id is distinct from (select i.patient_id from payments y join invoices i on i.id = y.invoice_id
      where y.id = new.payment_id) then
    raise exception 'payment % is of another patient than %', new.payment_id, new.patient_id
      using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger ledger_entries_payer before insert on ledger_entries
  for each row when (new.payment_id is not null and new.patient_id is not null) execute function guard_payer();

-- At commit: money that is recorded is in the ledger, once; no invoice gives back more of it than it was allocated, and
-- a reversal takes all of it out again, invoice by invoice.
create or replace function check_payment_booked() returns trigger language plpgsql as $$
declare checked uuid; p record; booked bigint; left_over bigint; reversals bigint; below_zero uuid;
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
  select count(*), (array_agg(invoice_id) filter (where account = 'receivable' and cents > 0))[1]
    into left_over, below_zero from (
      select e.account, case e.account when 'receivable' then e.invoice_id end as invoice_id, sum(e.amount_cents) as cents
      from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
      where e.payment_id = checked and t.kind in ('payment', 'payment_reversal')
      group by 1, 2 having sum(e.amount_cents) <> 0) unequal;
  if below_zero is not null then
    raise exception 'payment % takes more from invoice % than it settled there', checked, below_zero
      using errcode = 'check_violation';
  end if;
  if (p.reversed_at is not null) <> (reversals > 0) or (p.reversed_at is not null and left_over > 0) then
    raise exception 'the reversal of payment % is not its opposite', checked using errcode = 'check_violation';
  end if;
  return null;
end $$;

-- At commit: the clinic returns at most what it has. What Stripe moved is always posted, so those kinds are not refused.
create or replace function check_money_back() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare checked uuid; whose uuid; m record;
begin
  if new.kind = 'credit_note' then
    select e.invoice_id into checked from ledger_entries e
      where e.transaction_id = new.id and e.invoice_id is not null limit 1;
    select * into m from invoice_money(checked);
    if m.kept_cents < 0 and exists (select from ledger_entries
        where transaction_id = new.id and account = 'patient_credit') then
      raise exception 'invoice % would give back % more than it took', checked, -m.kept_cents
        using errcode = 'check_violation';
    end if;
    return null;
  end if;
  if new.kind = 'payment_reversal' then
    for checked in select distinct e.invoice_id from ledger_entries e
        where e.transaction_id = new.id and e.account = 'receivable' loop
      select * into m from invoice_money(checked);
      if m.kept_cents + m.held_cents < m.committed_cents then
        raise exception 'money of invoice % left as credit or is wanted by a refund', checked
          using errcode = 'check_violation';
      end if;
    end loop;
  end if;
  select e.patient_id into whose from ledger_entries e where e.transaction_id = new.id
    and e.account = 'patient_credit' limit 1;
  for m in select b.invoice_id, f.* from free_credit_lots(whose, new.currency, new.id) b
        left join free_credit_lots(whose, new.currency) a on a.invoice_id = b.invoice_id
        cross join lateral invoice_money(b.invoice_id) f
      where coalesce(a.held_cents, 0) < b.held_cents loop
    if m.kept_cents + m.held_cents < m.committed_cents then
      raise exception 'credit of invoice % is wanted by a refund or a dispute', m.invoice_id
        using errcode = 'check_violation';
    end if;
  end loop;
  return null;
end $$;

-- What a payment settled on each invoice, and what it left as the patient's credit, which counts with its first invoice.
-- A reversal does not change what the payment was for.
create view payment_parts as
  select e.payment_id, coalesce(e.invoice_id, y.invoice_id) as invoice_id,
    coalesce(-sum(e.amount_cents) filter (where e.account = 'receivable'), 0)::bigint as allocated_cents,
    coalesce(-sum(e.amount_cents) filter (where e.account = 'patient_credit'), 0)::bigint as credit_cents,
    min(e.id) as place
  from ledger_entries e join ledger_transactions t on t.id = e.transaction_id join payments y on y.id = e.payment_id
  where t.kind = 'payment' and e.account in ('receivable', 'patient_credit')
  group by e.payment_id, coalesce(e.invoice_id, y.invoice_id);
comment on view payment_parts is 'The allocations of each payment: its part on each invoice, and its surplus.';
grant select on payment_parts to clinic_app;

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

-- migrate:down

create or replace function archive_record(invoice uuid) returns jsonb language sql stable
  set timezone = 'UTC' set bytea_output = 'hex' set search_path = public, pg_temp as $$
  with paid as (select id from payments where invoice_id = $1),
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
      where invoice_id = $1),
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
drop view payment_parts;
create or replace function check_money_back() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare checked uuid; whose uuid; m record;
begin
  select e.invoice_id into checked from ledger_entries e
    where e.transaction_id = new.id and e.invoice_id is not null limit 1;
  if new.kind in ('credit_note', 'payment_reversal') then
    select * into m from invoice_money(checked);
    if new.kind = 'credit_note' and m.kept_cents < 0 and exists (select from ledger_entries
        where transaction_id = new.id and account = 'patient_credit') then
      raise exception 'invoice % would give back % more than it took', checked, -m.kept_cents
        using errcode = 'check_violation';
    end if;
    if new.kind = 'credit_note' then return null; end if;
    if m.kept_cents + m.held_cents < m.committed_cents and exists (select from ledger_entries
        where transaction_id = new.id and account = 'receivable') then
      raise exception 'money of invoice % left as credit or is wanted by a refund', checked
        using errcode = 'check_violation';
    end if;
  end if;
  select e.patient_id into whose from ledger_entries e where e.transaction_id = new.id
    and e.account = 'patient_credit' limit 1;
  for m in select b.invoice_id, f.* from free_credit_lots(whose, new.currency, new.id) b
        left join free_credit_lots(whose, new.currency) a on a.invoice_id = b.invoice_id
        cross join lateral invoice_money(b.invoice_id) f
      where coalesce(a.held_cents, 0) < b.held_cents loop
    if m.kept_cents + m.held_cents < m.committed_cents then
      raise exception 'credit of invoice % is wanted by a refund or a dispute', m.invoice_id
        using errcode = 'check_violation';
    end if;
  end loop;
  return null;
end $$;
create or replace function check_payment_booked() returns trigger language plpgsql as $$
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
drop trigger ledger_entries_payer on ledger_entries;
drop function guard_payer;
