-- Allocations that move, and money that goes back from the allocations that it names (decision 35).

-- The payment stays what it is; what it settles on one invoice is taken back and settles another of the same patient.
create table allocation_moves (
  id uuid primary key default gen_random_uuid(),
  payment_id uuid not null,
  currency text not null,
  from_invoice_id uuid not null,
  to_invoice_id uuid not null,
  amount_cents bigint not null check (amount_cents > 0),
  reason text not null check (length(reason) between 1 and 500),
  staff_id uuid not null references staff (id),
  moved_at timestamptz not null,
  created_at timestamptz not null default now(),
  foreign key (payment_id, currency) references payments (id, currency),
  foreign key (from_invoice_id, currency) references invoices (id, currency),
  foreign key (to_invoice_id, currency) references invoices (id, currency),
  constraint allocation_moves_two_invoices check (from_invoice_id <> to_invoice_id)
);
comment on table allocation_moves is 'Parts of payments that staff moved from one invoice to another, and why; rows are only ever added.';
create index allocation_moves_by_payment on allocation_moves (payment_id, moved_at, id);
create trigger allocation_moves_keep before update or delete on allocation_moves
  for each row execute function refuse_change();
create trigger allocation_moves_keep_all before truncate on allocation_moves execute function refuse_change();
grant select, insert on allocation_moves to clinic_app;

insert into ledger_rules (kind, account, sign, effect) values ('allocation_moved', 'receivable', 0, 'settle');

-- At commit: a move is posted as it says, and nothing else is posted as one.
create function check_allocation_move() returns trigger language plpgsql as $$
declare moved record; booked record;
begin
  if tg_table_name = 'allocation_moves' then select * into moved from allocation_moves where id = new.id;
  else select * into moved from allocation_moves where 'allocation_move:' || id = new.cause; end if;
  select count(*) as entries,
      count(*) filter (where e.account = 'receivable' and e.payment_id = moved.payment_id
        and (e.invoice_id, e.amount_cents) in ((moved.from_invoice_id, moved.amount_cents),
          (moved.to_invoice_id, -moved.amount_cents))) as agreeing
    into booked from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
    where t.kind = 'allocation_moved' and t.cause = 'allocation_move:' || moved.id and t.currency = moved.currency;
  if moved.id is null or (booked.entries, booked.agreeing) is distinct from (2::bigint, 2::bigint) then
    raise exception 'allocation move % is not booked as it says', new.id using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger allocation_moves_booked after insert on allocation_moves
  deferrable initially deferred for each row execute function check_allocation_move();
create constraint trigger ledger_transactions_move after insert on ledger_transactions
  deferrable initially deferred for each row when (new.kind = 'allocation_moved')
  execute function check_allocation_move();

create table refund_parts (
  refund_id uuid not null references refunds (id),
  invoice_id uuid not null references invoices (id),
  amount_cents bigint not null check (amount_cents > 0),
  primary key (refund_id, invoice_id)
);
comment on table refund_parts is
  'How a refund divides over the invoices that its payment settles; without parts it is of the invoice of the payment.';
create index refund_parts_by_invoice on refund_parts (invoice_id);
create trigger refund_parts_keep before update or delete on refund_parts
  for each row execute function refuse_change();
create trigger refund_parts_keep_all before truncate on refund_parts execute function refuse_change();
-- The invoices of a refund are those of the payment's patient and currency, and are named when it is asked for.
create function guard_refund_part() returns trigger language plpgsql as $$
begin
  if not exists (select from refunds r join payments y on y.id = r.payment_id join invoices o on o.id = y.invoice_id
        join invoices i on i.patient_id = o.patient_id and i.currency = r.currency
      where r.id = new.refund_id and i.id = new.invoice_id) then
    raise exception 'refund % is of another patient or currency than %', new.refund_id, new.invoice_id
      using errcode = 'check_violation';
  end if;
  if (select created_at from refunds where id = new.refund_id) is distinct from now() then
    raise exception 'refund % keeps its parts', new.refund_id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger refund_parts_guard before insert on refund_parts for each row execute function guard_refund_part();
-- At commit: the parts come to the refund.
create function check_refund_parts() returns trigger language plpgsql as $$
begin
  if (select sum(p.amount_cents) from refund_parts p where p.refund_id = new.refund_id)
      is distinct from (select r.amount_cents from refunds r where r.id = new.refund_id) then
    raise exception 'the parts of refund % do not come to it', new.refund_id using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger refund_parts_sum after insert on refund_parts
  deferrable initially deferred for each row execute function check_refund_parts();
grant select, insert on refund_parts to clinic_app;

-- What each refund takes, or would take, from an invoice.
create function refund_shares(invoice uuid)
  returns table (refund_id uuid, payment_id uuid, status text, amount_cents bigint) language sql stable as $$
  select r.id, r.payment_id, r.status, r.amount_cents from payments y join refunds r on r.payment_id = y.id
    where y.invoice_id = $1 and not exists (select from refund_parts p where p.refund_id = r.id)
  union all
  select r.id, r.payment_id, r.status, p.amount_cents from refund_parts p join refunds r on r.id = p.refund_id
    where p.invoice_id = $1
$$;
revoke all on function refund_shares(uuid) from public;
grant execute on function refund_shares(uuid) to clinic_app;

-- What a payment settles on each invoice, and what it left as the patient's credit, which counts with its first invoice.
-- A reversal does not change what the payment was for; a move does.
create or replace view payment_parts as
  select e.payment_id, coalesce(e.invoice_id, y.invoice_id) as invoice_id,
    coalesce(-sum(e.amount_cents) filter (where e.account = 'receivable'), 0)::bigint as allocated_cents,
    coalesce(-sum(e.amount_cents) filter (where e.account = 'patient_credit'), 0)::bigint as credit_cents,
    min(e.id) as place
  from ledger_entries e join ledger_transactions t on t.id = e.transaction_id join payments y on y.id = e.payment_id
  where t.kind in ('payment', 'allocation_moved') and e.account in ('receivable', 'patient_credit')
  group by e.payment_id, coalesce(e.invoice_id, y.invoice_id);

-- As before, and with the parts that were moved.
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
      where e.payment_id = checked and t.kind in ('payment', 'payment_reversal', 'allocation_moved')
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

-- As before, by the parts of refunds and disputes that are the invoice's.
create or replace function invoice_money(checked uuid)
  returns table (taken_cents bigint, refunded_cents bigint, disputed_cents bigint,
  kept_cents bigint, held_cents bigint, committed_cents bigint, requested_cents bigint) language plpgsql as $$
declare i record; l record; p record; b record; w record;
begin
  select i2.patient_id, i2.currency into i from invoices i2 where i2.id = checked;
  select coalesce(-sum(e.amount_cents) filter (where e.effect = 'settle'), 0)::bigint as settled,
      coalesce(-sum(e.amount_cents) filter (where e.effect in ('settle', 'refund')
        or (e.account in ('disputed_funds', 'write_offs') and e.payment_id is not null)), 0)::bigint
      + coalesce(sum(e.amount_cents) filter (where e.account = 'patient_credit'), 0)::bigint as kept
    into l from ledger_entries e where e.invoice_id = checked;
  -- What Stripe moved for the invoice, in which direction and why, is in the ledger.
  select coalesce(-sum(e.amount_cents) filter (where t.kind in ('refund', 'refund_failed')), 0)::bigint as refunded,
      coalesce(-sum(e.amount_cents) filter (where t.kind in ('dispute_withdrawn', 'dispute_reinstated')), 0)::bigint as disputed
    into b from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
    where e.invoice_id = checked and e.account = 'stripe_clearing'
      and t.kind in ('refund', 'refund_failed', 'dispute_withdrawn', 'dispute_reinstated');
  select coalesce(sum((select -sum(e.amount_cents) from ledger_entries e
        join ledger_transactions t on t.id = e.transaction_id
        where e.payment_id = y.id and e.account = 'patient_credit'
          and t.kind in ('payment', 'payment_reversal'))), 0)::bigint as surplus
    into p from payments y where y.invoice_id = checked;
  select coalesce(sum(r.amount_cents) filter (where r.status in ('approved', 'processing')), 0)::bigint as committed,
      coalesce(sum(r.amount_cents) filter (where r.status = 'requested'), 0)::bigint as requested
    into w from refund_shares(checked) r;
  return query select l.settled + p.surplus, b.refunded, b.disputed, l.kept,
    coalesce((select c.held_cents from free_credit_lots(i.patient_id, i.currency) c where c.invoice_id = checked), 0),
    w.committed, w.requested;
end $$;

-- As before, and a move takes only money that the invoice still has.
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
  if new.kind = 'allocation_moved' then
    for m in select e.invoice_id, f.* from ledger_entries e cross join lateral invoice_money(e.invoice_id) f
        where e.transaction_id = new.id and e.account = 'receivable' and e.amount_cents > 0 loop
      if m.kept_cents < 0 or m.kept_cents + m.held_cents < m.committed_cents then
        raise exception 'money of invoice % has gone back, became credit or is wanted by a refund', m.invoice_id
          using errcode = 'check_violation';
      end if;
    end loop;
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

drop trigger ledger_transactions_money_back on ledger_transactions;
create constraint trigger ledger_transactions_money_back after insert on ledger_transactions
  deferrable initially deferred for each row
  when (new.kind in ('credit_note', 'payment_reversal', 'credit_applied', 'credit_refund', 'allocation_moved'))
  execute function check_money_back();

-- As before, on each invoice that the refund names.
create or replace function check_refund_money() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare i record; m record; now_is text;
begin
  select r.status, y.invoice_id, v.patient_id, r.currency into i
    from refunds r join payments y on y.id = r.payment_id join invoices v on v.id = y.invoice_id where r.id = new.id;
  now_is := i.status;
  if now_is not in ('requested', 'approved', 'processing') then return null; end if;
  perform from patient_balances b where b.patient_id = i.patient_id and b.currency = i.currency for update;
  for m in select s.invoice_id, f.* from (
        select invoice_id from refund_parts where refund_id = new.id
        union select i.invoice_id where not exists (select from refund_parts where refund_id = new.id)) s
      cross join lateral invoice_money(s.invoice_id) f loop
    if m.kept_cents + m.held_cents < m.committed_cents + (case now_is when 'requested'
      then m.requested_cents else 0 end) then
      raise exception 'refunds of invoice % would give back more than it took', m.invoice_id
        using errcode = 'check_violation';
    end if;
  end loop;
  return null;
end $$;

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

-- migrate:down

create or replace function invoice_at_rest(invoice uuid) returns boolean
  language sql stable set search_path = public, pg_temp as $$
  select exists (select from invoices where id = $1 and invoice_number is not null and status in ('paid', 'cancelled')
      and balance_cents = 0)
    and not exists (select from messages where invoice_id = $1 and state = 'pending')
    and not exists (select from checkout_sessions where invoice_id = $1 and state in ('creating', 'open', 'closing'))
    and not exists (select from payments y join refunds r on r.payment_id = y.id
      where y.invoice_id = $1 and r.status in ('requested', 'approved', 'processing'))
    and not exists (select from payments y join disputes d on d.payment_id = y.id
      where y.invoice_id = $1 and d.status not in ('won', 'lost', 'warning_closed', 'prevented'))
$$;

create or replace function check_refund_money() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare i record; m record; now_is text;
begin
  select r.status, y.invoice_id, v.patient_id, r.currency into i
    from refunds r join payments y on y.id = r.payment_id join invoices v on v.id = y.invoice_id where r.id = new.id;
  now_is := i.status;
  if now_is not in ('requested', 'approved', 'processing') then return null; end if;
  perform from patient_balances b where b.patient_id = i.patient_id and b.currency = i.currency for update;
  select * into m from invoice_money(i.invoice_id);
  if m.kept_cents + m.held_cents < m.committed_cents + (case now_is when 'requested'
    then m.requested_cents else 0 end) then
    raise exception 'refunds of invoice % would give back more than it took', i.invoice_id
      using errcode = 'check_violation';
  end if;
  return null;
end $$;

drop trigger ledger_transactions_money_back on ledger_transactions;
create constraint trigger ledger_transactions_money_back after insert on ledger_transactions
  deferrable initially deferred for each row
  when (new.kind in ('credit_note', 'payment_reversal', 'credit_applied', 'credit_refund'))
  execute function check_money_back();

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

create or replace function invoice_money(checked uuid)
  returns table (taken_cents bigint, refunded_cents bigint, disputed_cents bigint,
  kept_cents bigint, held_cents bigint, committed_cents bigint, requested_cents bigint) language plpgsql as $$
declare i record; l record; p record;
begin
  select i2.patient_id, i2.currency into i from invoices i2 where i2.id = checked;
  select coalesce(-sum(e.amount_cents) filter (where e.effect = 'settle'), 0)::bigint as settled,
      coalesce(-sum(e.amount_cents) filter (where e.effect in ('settle', 'refund')
        or (e.account in ('disputed_funds', 'write_offs') and e.payment_id is not null)), 0)::bigint
      + coalesce(sum(e.amount_cents) filter (where e.account = 'patient_credit'), 0)::bigint as kept
    into l from ledger_entries e where e.invoice_id = checked;
  select coalesce(sum(y.refunded_cents), 0)::bigint as refunded,
      coalesce(sum((select -sum(e.amount_cents) from ledger_entries e
        join ledger_transactions t on t.id = e.transaction_id
        where e.payment_id = y.id and e.account = 'patient_credit'
          and t.kind in ('payment', 'payment_reversal'))), 0)::bigint as surplus,
      coalesce(sum((select sum(d.withdrawn_cents - d.reinstated_cents) from disputes d
        where d.payment_id = y.id)), 0)::bigint as disputed,
      coalesce(sum((select sum(r.amount_cents) from refunds r where r.payment_id = y.id
        and r.status in ('approved', 'processing'))), 0)::bigint as committed,
      coalesce(sum((select sum(r.amount_cents) from refunds r where r.payment_id = y.id
        and r.status = 'requested')), 0)::bigint as requested
    into p from payments y where y.invoice_id = checked;
  return query select l.settled + p.surplus, p.refunded, p.disputed, l.kept,
    coalesce((select c.held_cents from free_credit_lots(i.patient_id, i.currency) c where c.invoice_id = checked), 0),
    p.committed, p.requested;
end $$;

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

create or replace view payment_parts as
  select e.payment_id, coalesce(e.invoice_id, y.invoice_id) as invoice_id,
    coalesce(-sum(e.amount_cents) filter (where e.account = 'receivable'), 0)::bigint as allocated_cents,
    coalesce(-sum(e.amount_cents) filter (where e.account = 'patient_credit'), 0)::bigint as credit_cents,
    min(e.id) as place
  from ledger_entries e join ledger_transactions t on t.id = e.transaction_id join payments y on y.id = e.payment_id
  where t.kind = 'payment' and e.account in ('receivable', 'patient_credit')
  group by e.payment_id, coalesce(e.invoice_id, y.invoice_id);

drop function refund_shares(uuid);
drop table refund_parts;
drop function check_refund_parts();
drop function guard_refund_part();
drop trigger ledger_transactions_move on ledger_transactions;
drop table allocation_moves;
drop function check_allocation_move();
delete from ledger_rules where kind = 'allocation_moved';
