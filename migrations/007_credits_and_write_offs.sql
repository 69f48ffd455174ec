-- Credits and write-offs: credit notes, patients' credit and its payouts, bad debt, and the money that an invoice has left.

create table credit_notes (
  id uuid primary key default gen_random_uuid(),
  number text not null unique,
  invoice_id uuid not null,
  currency text not null,
  amount_cents bigint not null check (amount_cents > 0),
  tax_cents bigint not null check (tax_cents >= 0),
  -- What it takes off the balance, and what becomes the patient's credit because it was paid.
  owed_cents bigint not null check (owed_cents >= 0),
  to_credit_cents bigint not null check (to_credit_cents >= 0),
  reason text not null check (length(reason) between 1 and 500),
  staff_id uuid not null references staff (id),
  issued_at timestamptz not null,
  created_at timestamptz not null default now(),
  foreign key (invoice_id, currency) references invoices (id, currency),
  constraint credit_notes_shares check (owed_cents + to_credit_cents = amount_cents)
);
comment on table credit_notes is 'Documents that reduce an issued invoice, which itself is never edited.';
create index credit_notes_by_invoice on credit_notes (invoice_id, issued_at);
create trigger credit_notes_keep before update or delete on credit_notes
  for each row execute function refuse_change();
create trigger credit_notes_keep_all before truncate on credit_notes execute function refuse_change();
create constraint trigger credit_notes_number after insert on credit_notes
  deferrable initially deferred for each row execute function check_number_given();
-- Clerks credit an invoice up to the clinic's limit; an admin issues what is above it.
create function guard_clerk_credit_note() returns trigger language plpgsql as $$
declare allowed bigint; credited bigint;
begin
  if exists (select from staff where id = new.staff_id and role = 'admin') then return new; end if;
  select coalesce((security ->> 'clerk_credit_note_cents')::bigint, 50000) into allowed from clinic_settings;
  select coalesce(sum(n.amount_cents), 0) into credited from credit_notes n join staff s on s.id = n.staff_id
    where n.invoice_id = new.invoice_id and s.role <> 'admin';
  if credited + new.amount_cents > allowed then
    raise exception 'clerks credit at most % of an invoice, an admin issues more', allowed
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger credit_notes_clerk_limit before insert on credit_notes
  for each row execute function guard_clerk_credit_note();
grant select, insert on credit_notes to clinic_app;


create table credit_note_lines (
  credit_note_id uuid not null references credit_notes (id),
  -- A line of the invoice, checked at commit; no foreign key, because the archive moves lines away.
  invoice_item_id uuid not null,
  amount_cents bigint not null check (amount_cents > 0),
  tax_cents bigint not null check (tax_cents between 0 and amount_cents),
  primary key (credit_note_id, invoice_item_id)
);
comment on table credit_note_lines is 'How much of each line of the invoice a credit note reduces.';
create index credit_note_lines_by_item on credit_note_lines (invoice_item_id);
create trigger credit_note_lines_keep before update or delete on credit_note_lines
  for each row execute function refuse_change();
create trigger credit_note_lines_keep_all before truncate on credit_note_lines
  execute function refuse_change();
-- At commit: credit notes return no more than was paid, and their lines are lines of their invoice.
create function check_credit_note() returns trigger language plpgsql as $$
declare given bigint; paid bigint; wrong bigint; lines bigint; n record;
begin
  if tg_table_name = 'credit_notes' then select * into n from credit_notes where id = new.id;
  else select * into n from credit_notes where id = new.credit_note_id; end if;
  select sum(to_credit_cents) into given from credit_notes where invoice_id = n.invoice_id;
  select paid_cents - refunded_cents into paid from invoices where id = n.invoice_id;
  if n.to_credit_cents > 0 and given > paid then
    raise exception 'credit notes of invoice % give back % of % paid', n.invoice_id, given, paid
      using errcode = 'check_violation';
  end if;
  select count(*) filter (where i.invoice_id is distinct from n.invoice_id), sum(l.amount_cents) into wrong, lines
    from credit_note_lines l left join invoice_items i on i.id = l.invoice_item_id where l.credit_note_id = n.id;
  if wrong > 0 or lines <> n.amount_cents then
    raise exception 'the lines of credit note % are not those of its invoice or its amount', n.number
      using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger credit_notes_whole after insert on credit_notes
  deferrable initially deferred for each row execute function check_credit_note();
create constraint trigger credit_note_lines_whole after insert on credit_note_lines
  deferrable initially deferred for each row execute function check_credit_note();
grant select, insert on credit_note_lines to clinic_app;


create table write_offs (
  id uuid primary key default gen_random_uuid(),
  sequence bigint generated always as identity,
  invoice_id uuid not null,
  currency text not null,
  amount_cents bigint not null check (amount_cents > 0),
  reason text not null check (length(reason) between 1 and 500),
  staff_id uuid not null references staff (id),
  written_off_at timestamptz not null,
  -- The write-off that this row reverses.
  reverses uuid unique references write_offs (id),
  created_at timestamptz not null default now(),
  foreign key (invoice_id, currency) references invoices (id, currency)
);
comment on table write_offs is 'Balances that the clinic no longer expects to collect, and their reversals.';
create index write_offs_by_invoice on write_offs (invoice_id, sequence);
create trigger write_offs_keep before update or delete on write_offs
  for each row execute function refuse_change();
create trigger write_offs_keep_all before truncate on write_offs execute function refuse_change();
-- A reversal is the exact opposite of its write-off.
create function guard_write_off() returns trigger language plpgsql as $$
begin
  if new.reverses is not null and not exists (select from write_offs where id = new.reverses and reverses is null
      and invoice_id = new.invoice_id and amount_cents = new.amount_cents) then
    raise exception 'write-off % is not the opposite of %', new.id, new.reverses using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger write_offs_guard before insert on write_offs for each row execute function guard_write_off();
grant select, insert on write_offs to clinic_app;


create table credit_uses (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('applied', 'refunded')),
  patient_id uuid not null references patients (id),
  currency text not null,
  amount_cents bigint not null check (amount_cents > 0),
  invoice_id uuid,
  method text check (method in ('cash', 'cheque', 'bank_transfer', 'card_terminal')),
  reference text check (length(reference) between 1 and 140),
  staff_id uuid not null references staff (id),
  used_at timestamptz not null,
  created_at timestamptz not null default now(),
  foreign key (invoice_id, currency) references invoices (id, currency),
  foreign key (invoice_id, patient_id) references invoices (id, patient_id),
  constraint credit_uses_applied check ((kind = 'applied') = (invoice_id is not null)),
  constraint credit_uses_refunded check ((kind = 'refunded') = (method is not null)),
  constraint credit_uses_reference check (reference is null or kind = 'refunded')
);
comment on table credit_uses is 'Credit of a patient that was applied to an invoice or paid out.';
create index credit_uses_by_patient on credit_uses (patient_id, used_at);
create trigger credit_uses_keep before update or delete on credit_uses
  for each row execute function refuse_change();
create trigger credit_uses_keep_all before truncate on credit_uses execute function refuse_change();
grant select, insert on credit_uses to clinic_app;

-- At commit: a credit note, a write-off and a use of credit are posted, with the amounts that they state.
create function check_document_booked() returns trigger language plpgsql as $$
declare wanted record; booked record;
begin
  if tg_table_name = 'credit_notes' then
    select 'credit_note' as kind, 'credit_note:' || new.id as cause, -new.owed_cents as receivable,
      -new.to_credit_cents as credit,
      new.tax_cents as tax, new.invoice_id as invoice_id, null::uuid as patient_id into wanted;
  elsif tg_table_name = 'write_offs' then
    select case when new.reverses is null then 'write_off' else 'write_off_reversal' end as kind,
      'write_off:' || new.id as cause,
      case when new.reverses is null then -new.amount_cents else new.amount_cents end as receivable,
        0::bigint as credit,
      0::bigint as tax, new.invoice_id as invoice_id, null::uuid as patient_id into wanted;
  else
    select case new.kind when 'applied' then 'credit_applied' else 'credit_refund' end as kind,
      'credit_use:' || new.id as cause,
      case new.kind when 'applied' then -new.amount_cents else 0 end as receivable, new.amount_cents as credit,
      0::bigint as tax, new.invoice_id as invoice_id, new.patient_id as patient_id into wanted;
  end if;
  select coalesce(sum(e.amount_cents) filter (where e.account = 'receivable'), 0) as receivable,
      coalesce(sum(e.amount_cents) filter (where e.account = 'patient_credit'), 0) as credit,
      coalesce(sum(e.amount_cents) filter (where e.account = 'tax_payable'), 0) as tax,
      count(*) filter (where e.invoice_id <> wanted.invoice_id or e.patient_id <> wanted.patient_id) as strangers
    into booked from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
    where t.kind = wanted.kind and t.cause = wanted.cause and t.currency = new.currency;
  if (booked.receivable, booked.credit, booked.tax, booked.strangers) is distinct from
      (wanted.receivable, wanted.credit, wanted.tax, 0::bigint) then
    raise exception '% is not booked as it says', wanted.cause using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger credit_notes_booked after insert on credit_notes
  deferrable initially deferred for each row execute function check_document_booked();
create constraint trigger write_offs_booked after insert on write_offs
  deferrable initially deferred for each row execute function check_document_booked();
create constraint trigger credit_uses_booked after insert on credit_uses
  deferrable initially deferred for each row execute function check_document_booked();

-- At commit: a posting of such a kind has its document.
create function check_booking_has_document() returns trigger language plpgsql as $$
declare document text := split_part(new.cause, ':', 2); found_one boolean;
begin
  if new.kind = 'credit_note' then found_one := exists (select from credit_notes d where d.id::text = document);
  elsif new.kind in ('write_off', 'write_off_reversal') then
    found_one := exists (select from write_offs d where d.id::text = document
      and (d.reverses is not null) = (new.kind = 'write_off_reversal'));
  else found_one := exists (select from credit_uses d where d.id::text = document
    and (d.kind = 'applied') = (new.kind = 'credit_applied'));
  end if;
  if not found_one then raise exception '% % has no document', new.kind, new.cause
    using errcode = 'check_violation'; end if;
  return null;
end $$;
create constraint trigger ledger_transactions_document after insert on ledger_transactions
  deferrable initially deferred for each row
  when (new.kind in ('credit_note', 'write_off', 'write_off_reversal', 'credit_applied', 'credit_refund'))
  execute function check_booking_has_document();


create table credit_payouts (
  id uuid primary key default gen_random_uuid(),
  patient_id uuid not null references patients (id),
  currency text not null,
  amount_cents bigint not null check (amount_cents > 0),
  method text not null check (method in ('cash', 'cheque', 'bank_transfer', 'card_terminal')),
  reference text not null check (length(reference) between 1 and 140),
  status text not null check (status in ('requested', 'paid', 'rejected')),
  requested_by uuid not null references staff (id),
  requested_at timestamptz not null,
  decided_by uuid references staff (id),
  decided_at timestamptz,
  decision_reason text check (length(decision_reason) between 1 and 500),
  -- The clinic's only admin approved their own request.
  self_approved boolean not null default false,
  created_at timestamptz not null default now(),
  constraint credit_payouts_decided
    check ((status = 'requested') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
  constraint credit_payouts_reason check ((status = 'rejected') = (decision_reason is not null)),
  constraint credit_payouts_two_people check (status <> 'paid' or (decided_by = requested_by) = self_approved)
);
comment on table credit_payouts is
  'Payouts of credit above the clinic''s limit: requested by one admin, approved by another, reserved until then.';
create index credit_payouts_newest on credit_payouts (created_at desc, id desc);
create index credit_payouts_by_status on credit_payouts (status, created_at desc, id desc);
create index credit_payouts_by_patient on credit_payouts (patient_id, currency, status);
create trigger credit_payouts_keep_all before truncate on credit_payouts execute function refuse_change();
-- A payout keeps what was requested and decided, and an established admin approves it.
create function guard_credit_payout() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'a pay-out is never deleted' using errcode = 'restrict_violation';
  end if;
  if tg_op = 'INSERT' then
    if new.status <> 'requested' or not exists (select from staff where id = new.requested_by and role = 'admin') then
      raise exception 'a pay-out begins with the request of an admin' using errcode = 'restrict_violation';
    end if;
    return new;
  end if;
  if old.status <> 'requested' or
      (old.id, old.patient_id, old.currency, old.amount_cents, old.method, old.reference, old.requested_by,
        old.requested_at, old.created_at)
      is distinct from
      (new.id, new.patient_id, new.currency, new.amount_cents, new.method, new.reference, new.requested_by,
        new.requested_at, new.created_at) then
    raise exception 'pay-out % keeps what was requested and decided', old.id using errcode = 'restrict_violation';
  end if;
  if new.status = 'paid' then
    if not exists (select from staff where id = new.decided_by and role = 'admin' and disabled_at is null) then
      raise exception 'only an admin approves a pay-out' using errcode = 'restrict_violation';
    end if;
    if not approver_is_established(new.decided_by, new.requested_by, new.decided_at) then
      raise exception 'who was given access lately does not approve this pay-out' using errcode = 'restrict_violation';
    end if;
    if new.self_approved and exists (select from staff where role = 'admin' and disabled_at is null
        and password_hash is not null and id <> new.decided_by) then
      raise exception 'another admin approves this pay-out' using errcode = 'restrict_violation';
    end if;
  end if;
  return new;
end $$;
create trigger credit_payouts_guard before insert or update or delete on credit_payouts
  for each row execute function guard_credit_payout();
-- At commit: credit above the limit is paid out only as another admin approved it, and an approved payout is paid.
create function check_credit_payout() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare p record; u record; total bigint; allowed bigint;
begin
  select * into p from credit_payouts where id = new.id;
  select * into u from credit_uses where id = new.id;
  if p.id is not null and (p.status = 'paid' or u.id is not null) then
    if u.id is null or p.status <> 'paid' or
        (u.kind, u.patient_id, u.currency, u.amount_cents, u.method, u.reference, u.staff_id)
        is distinct from ('refunded', p.patient_id, p.currency, p.amount_cents, p.method, p.reference,
          p.decided_by) then
      raise exception 'pay-out % is not paid as it was approved', new.id using errcode = 'check_violation';
    end if;
    return null;
  end if;
  if u.id is null or u.kind <> 'refunded' then return null; end if;
  -- One after the other, so that two small ones do not pass beside each other.
  perform from patients where id = u.patient_id for no key update;
  allowed := credit_payout_limit(u.used_at);
  select coalesce(sum(o.amount_cents), 0) into total from credit_uses o
    where o.kind = 'refunded' and o.patient_id = u.patient_id and o.currency = u.currency
      and o.used_at > u.used_at - interval '30 days' and not exists (select from credit_payouts a where a.id = o.id);
  if total > allowed then
    raise exception 'credit above % is paid out only with the approval of another admin', allowed
      using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger credit_uses_approved after insert on credit_uses
  deferrable initially deferred for each row
  when (new.kind = 'refunded') execute function check_credit_payout();
create constraint trigger credit_payouts_paid after update of status on credit_payouts
  deferrable initially deferred for each row
  when (new.status = 'paid') execute function check_credit_payout();
grant select, insert, update (status, decided_by, decided_at, decision_reason, self_approved) on
  credit_payouts to clinic_app;


-- A patient's unused credit by the invoice that it came from, oldest first. Money returned for an invoice takes that
-- invoice's credit first; credit that is applied or paid out takes the oldest.
create function credit_lots(patient uuid, in_currency text, without_transaction uuid default null)
  returns table (invoice_id uuid, held_cents bigint) language plpgsql as $$
declare e record; sources uuid[] := '{}'; held bigint[] := '{}'; remaining bigint; taken bigint; place int;
begin
  for e in select x.amount_cents, case when t.kind in ('credit_applied', 'credit_refund') then null
        else coalesce(x.invoice_id, y.invoice_id) end as source
      from ledger_entries x join ledger_transactions t on t.id = x.transaction_id
        left join payments y on y.id = x.payment_id
      where x.patient_id = patient and x.account = 'patient_credit' and x.currency = in_currency
        and t.id is distinct from without_transaction order by x.id loop
    place := array_position(sources, e.source);
    if e.amount_cents < 0 then
      if place is null then sources := sources || e.source; held := held || -e.amount_cents;
      else held[place] := held[place] - e.amount_cents; end if;
      continue;
    end if;
    remaining := e.amount_cents;
    if e.source is not null and place is not null then
      taken := least(remaining, held[place]); held[place] := held[place] - taken; remaining := remaining - taken;
    end if;
    for place in 1 .. cardinality(held) loop
      taken := least(remaining, held[place]); held[place] := held[place] - taken; remaining := remaining - taken;
    end loop;
    -- What is used up and filled again later is new credit.
    select coalesce(array_agg(l.s order by l.n), '{}'), coalesce(array_agg(l.h order by l.n), '{}') into sources, held
      from unnest(sources, held) with ordinality l (s, h, n) where l.h > 0;
  end loop;
  return query select l.s, l.h from unnest(sources, held) with ordinality l (s, h, n) where l.h > 0 order by l.n;
end $$;
revoke all on function credit_lots(uuid, text, uuid) from public;
grant execute on function credit_lots(uuid, text, uuid) to clinic_app;

-- The part of it that no requested payout reserves; the oldest credit is reserved first.
create function free_credit_lots(patient uuid, in_currency text, without_transaction uuid default null)
  returns table (invoice_id uuid, held_cents bigint) language plpgsql as $$
declare l record; reserved bigint; taken bigint;
begin
  select coalesce(sum(p.amount_cents), 0) into reserved from credit_payouts p
    where p.patient_id = patient and p.currency = in_currency and p.status = 'requested';
  for l in select c.invoice_id as source, c.held_cents as held
      from credit_lots(patient, in_currency, without_transaction) with ordinality c (invoice_id, held_cents, n)
        order by c.n loop
    taken := least(reserved, l.held);
    reserved := reserved - taken;
    if l.held > taken then
      invoice_id := l.source;
      held_cents := l.held - taken;
      return next;
    end if;
  end loop;
end $$;
revoke all on function free_credit_lots(uuid, text, uuid) from public;
grant execute on function free_credit_lots(uuid, text, uuid) to clinic_app;

-- The money of an invoice, in cents. taken: payments and credit that settled it, with their surplus. kept: the part of
-- it that was not refunded, did not become credit and is not disputed; below zero when Stripe moved more than was left.
-- held: its unused credit. committed: refunds that are approved or sent. requested: refunds that await a decision.
create function invoice_money(checked uuid)
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
revoke all on function invoice_money(uuid) from public;
grant execute on function invoice_money(uuid) to clinic_app;

-- At commit: the clinic returns at most what it has. What Stripe moved is always posted, so those kinds are not refused.
create function check_money_back() returns trigger
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
create constraint trigger ledger_transactions_money_back after insert on ledger_transactions
  deferrable initially deferred for each row
  when (new.kind in ('credit_note', 'payment_reversal', 'credit_applied', 'credit_refund'))
  execute function check_money_back();

-- At commit: a refund that is requested, approved or first sent finds its money on the invoice, in the order of commits.
create function check_refund_money() returns trigger
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
create constraint trigger refunds_money_back after insert or update of status on refunds
  deferrable initially deferred for each row
  when (not new.made_at_stripe and new.stripe_refund_id is null and new.status in ('requested', 'approved',
    'processing'))
  execute function check_refund_money();

-- At commit: credit that a payout requests is there, and nothing else uses it.
create function check_credit_reserved() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare has bigint; reserved bigint;
begin
  select b.credit_cents into has from patient_balances b
    where b.patient_id = new.patient_id and b.currency = new.currency for update;
  select coalesce(sum(p.amount_cents), 0) into reserved from credit_payouts p
    where p.patient_id = new.patient_id and p.currency = new.currency and p.status = 'requested';
  if reserved > coalesce(has, 0) then
    raise exception 'credit of patient % is reserved for a pay-out', new.patient_id using errcode = 'check_violation';
  end if;
  if tg_table_name = 'credit_payouts' and exists (
      select from credit_lots(new.patient_id, new.currency) c
        left join free_credit_lots(new.patient_id, new.currency) f on f.invoice_id = c.invoice_id
        cross join lateral invoice_money(c.invoice_id) m
      where coalesce(f.held_cents, 0) < c.held_cents and m.kept_cents + m.held_cents < m.committed_cents) then
    raise exception 'credit of patient % is wanted by a refund or a dispute', new.patient_id
      using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger credit_uses_unreserved after insert on credit_uses
  deferrable initially deferred for each row execute function check_credit_reserved();
create constraint trigger credit_payouts_reserve after insert on credit_payouts
  deferrable initially deferred for each row execute function check_credit_reserved();
