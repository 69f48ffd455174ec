-- Invoices: their lines, due dates, late fees, and numbers without gaps.

create table invoices (
  id uuid primary key default gen_random_uuid(),
  invoice_number text unique,
  patient_id uuid not null references patients (id),
  staff_id uuid not null references staff (id),
  currency text not null check (currency in ('usd', 'eur', 'gbp', 'cad', 'aud', 'jpy', 'kwd')),
  discount_cents bigint not null default 0 check (discount_cents >= 0),
  total_amount_cents bigint not null check (total_amount_cents between 0 and 99999999),
  status invoice_status not null default 'draft',
  issued_at timestamptz,
  due_date date not null,
  overdue_since date,
  notes bytea,
  stripe_payment_link_id text,
  stripe_checkout_session_id text,
  -- Running totals, written by the ledger only (follow_ledger) and compared with it at every commit.
  balance_cents bigint not null default 0 check (balance_cents >= 0),
  paid_cents bigint not null default 0,
  refunded_cents bigint not null default 0,
  credited_cents bigint not null default 0,
  written_off_cents bigint not null default 0,
  cancelled_at timestamptz,
  cancel_reason text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  reminders_paused_at timestamptz,
  archived_at timestamptz,
  unique (id, currency),
  unique (id, patient_id),
  check ((invoice_number is null) = (issued_at is null)),
  check (status <> 'draft' or invoice_number is null),
  check (status in ('draft', 'cancelled') or invoice_number is not null),
  check ((status = 'cancelled') = (cancelled_at is not null)),
  check (overdue_since is null or status in ('issued', 'partially_paid')),
  constraint invoices_overdue_after_due check (overdue_since is null or overdue_since > due_date)
);
comment on table invoices is
  'What a patient is billed; an issued invoice is never edited, and its status follows its ledger (decision 4).';
create index invoices_newest on invoices (created_at desc, id desc);
create index invoices_by_status on invoices (status, created_at desc, id desc);
create index invoices_by_patient on invoices (patient_id, created_at desc, id desc);
create index invoices_by_patient_status on invoices (patient_id, status, created_at desc, id desc);
create index invoices_outstanding on invoices (created_at desc, id desc)
  where status in ('issued', 'partially_paid');
create index invoices_overdue on invoices (created_at desc, id desc) where overdue_since is not null;
create index invoices_due on invoices (due_date, id) where status in ('issued', 'partially_paid');
create index invoices_number_words on invoices using gin (invoice_number gin_trgm_ops);
-- What the overdue sweep reads: marked invoices leave the index, so a sweep costs only what is new.
create index invoices_to_mark on invoices (due_date, id)
  where status in ('issued', 'partially_paid') and overdue_since is null;
create index invoices_to_archive on invoices (updated_at, id)
  where status in ('paid', 'cancelled') and archived_at is null;
create index invoices_issued_lately on invoices (issued_at) where status in ('issued', 'partially_paid');
create index invoices_owed_after_refund on invoices (updated_at desc)
  where balance_cents > 0 and refunded_cents > 0;
-- Archiving moves the details of an invoice and is no change of the invoice itself.
create trigger invoices_keep before truncate on invoices execute function refuse_change();
create trigger invoices_touch before update on invoices
  for each row
  when (old.archived_at is not distinct from new.archived_at) execute function touch_updated_at();
-- An issued invoice is never edited: only what happens to it afterwards may change.
create function guard_invoice() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.status <> 'draft' then
      raise exception 'invoice % is % and cannot be deleted', old.id, old.status using errcode = 'restrict_violation';
    end if;
    return old;
  end if;
  if tg_op = 'INSERT' then
    if new.status <> 'draft' then
      raise exception 'an invoice begins as a draft' using errcode = 'restrict_violation';
    end if;
    return new;
  end if;
  if old.status <> new.status and not (
       (old.status = 'draft' and new.status in ('issued', 'cancelled'))
    or (old.status = 'issued' and new.status in ('partially_paid', 'paid', 'cancelled'))
    or (old.status = 'partially_paid' and new.status in ('issued', 'paid'))
    or (old.status = 'paid' and new.status in ('issued', 'partially_paid'))) then
    raise exception 'an invoice cannot go from % to %', old.status, new.status using errcode = 'restrict_violation';
  end if;
  if old.id <> new.id or old.created_at <> new.created_at then
    raise exception 'an invoice keeps its id and its date of creation' using errcode = 'restrict_violation';
  end if;
  if old.status <> 'draft' and (old.invoice_number, old.patient_id, old.staff_id, old.currency, old.discount_cents,
        old.total_amount_cents, old.issued_at, old.notes)
      is distinct from (new.invoice_number, new.patient_id, new.staff_id, new.currency, new.discount_cents,
        new.total_amount_cents, new.issued_at, new.notes) then
    raise exception 'invoice % is % and cannot be edited', old.id, old.status using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger invoices_guard before insert or update or delete on invoices
  for each row execute function guard_invoice();
-- A new due date is a new start: the sweep decides again.
create function clear_overdue() returns trigger language plpgsql as $$
begin
  if new.due_date <> old.due_date then new.overdue_since := null; end if;
  return new;
end $$;
create trigger invoices_clear_overdue before update of due_date on invoices
  for each row execute function clear_overdue();
grant select, insert, update (invoice_number, patient_id, currency, discount_cents, total_amount_cents,
  status, issued_at, due_date, overdue_since, notes, stripe_payment_link_id, stripe_checkout_session_id,
  cancelled_at, cancel_reason, version, reminders_paused_at), delete on invoices to clinic_app;


create table invoice_items (
  id uuid primary key default gen_random_uuid(),
  invoice_id uuid not null references invoices (id) on delete cascade,
  position integer not null check (position between 1 and 100),
  description text not null check (length(description) between 1 and 300),
  quantity numeric not null check (quantity > 0 and quantity <= 9999 and scale(trim_scale(quantity)) <= 3),
  unit_price_cents bigint not null check (unit_price_cents between 0 and 99999999),
  discount_cents bigint not null default 0 check (discount_cents >= 0),
  -- The rate of lines that were written before rates had three decimals.
  tax_basis_points integer check (tax_basis_points between 0 and 10000),
  tax_cents bigint not null default 0 check (tax_cents >= 0),
  -- This line's share of the invoice's discount.
  invoice_discount_cents bigint not null default 0 check (invoice_discount_cents >= 0),
  tax_rate_thousandths integer check (tax_rate_thousandths between 0 and 100000),
  total_cents bigint
    generated always as (round(quantity * unit_price_cents)::bigint - discount_cents + tax_cents) stored,
  unique (invoice_id, position),
  constraint invoice_items_net_check
    check (discount_cents + invoice_discount_cents <= round(quantity * unit_price_cents)),
  constraint invoice_items_same_rate_check check (tax_rate_thousandths = tax_basis_points * 10)
);
comment on table invoice_items is 'The lines of an invoice, with their discounts and tax.';
-- Not validated: lines that were issued before this rule keep their amounts.
alter table invoice_items add constraint invoice_items_tax_check
  check (tax_cents <= round(quantity * unit_price_cents) - discount_cents - invoice_discount_cents) not valid;
create trigger invoice_items_keep before truncate on invoice_items execute function refuse_change();
-- Lines change while their invoice is a draft, and move with the archive.
create function guard_invoice_item() returns trigger language plpgsql as $$
declare parent record; ids uuid[];
begin
  -- Both the line's old invoice and its new one must be drafts, or the archive moves it right now.
  ids := case tg_op when 'INSERT' then array[new.invoice_id] when 'DELETE' then array[old.invoice_id]
                    else array[old.invoice_id, new.invoice_id] end;
  for parent in select id, status from invoices where id = any (ids) loop
    if parent.status <> 'draft' and (tg_op = 'UPDATE' or not exists (
        select from archives where invoice_id = parent.id and moved_in = pg_current_xact_id()
          and state = (case tg_op when 'DELETE' then 'archived' else 'restored' end))) then
      raise exception 'invoice % is % and its lines cannot change', parent.id, parent.status
        using errcode = 'restrict_violation';
    end if;
  end loop;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger invoice_items_guard before insert or update or delete on invoice_items
  for each row execute function guard_invoice_item();
-- At commit: the total is the sum of the lines less the discount (decision 2).
create function check_invoice_total() returns trigger language plpgsql as $$
declare checked uuid; invoice record; lines bigint; counted bigint;
begin
  if tg_table_name = 'invoices' then checked := new.id;
  elsif tg_op = 'DELETE' then checked := old.invoice_id;
  else checked := new.invoice_id;
  end if;
  select id, total_amount_cents, discount_cents, archived_at into invoice from invoices where id = checked;
  if not found then return null; end if;
  select coalesce(sum(total_cents), 0), count(*) into lines, counted from invoice_items where invoice_id = checked;
  if invoice.archived_at is not null then
    if counted > 0 then
      raise exception 'invoice % is archived and has lines', checked using errcode = 'check_violation';
    end if;
    return null;
  end if;
  if invoice.total_amount_cents <> lines - invoice.discount_cents then
    raise exception 'invoice % says % but its lines come to %', checked, invoice.total_amount_cents,
      lines - invoice.discount_cents using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger invoices_total after insert or update of total_amount_cents, discount_cents on
    invoices
  deferrable initially deferred for each row

  execute function check_invoice_total();
create constraint trigger invoice_items_total after insert or update or delete on invoice_items
  deferrable initially deferred for each row execute function check_invoice_total();
-- At commit: the lines of a draft, and of an invoice that is being issued, share the whole discount of the invoice.
create function check_invoice_discount() returns trigger language plpgsql as $$
declare checked uuid; invoice record; shared bigint;
begin
  if tg_table_name = 'invoices' then checked := new.id;
  elsif tg_op = 'DELETE' then checked := old.invoice_id;
  else checked := new.invoice_id;
  end if;
  select id, status, discount_cents into invoice from invoices where id = checked;
  if not found or (tg_table_name <> 'invoices' and invoice.status <> 'draft') then return null; end if;
  select coalesce(sum(invoice_discount_cents), 0) into shared from invoice_items where invoice_id = checked;
  if shared <> invoice.discount_cents then
    raise exception 'the lines of invoice % share % of its discount of %', checked, shared, invoice.discount_cents
      using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger invoices_total_shared after update of status, discount_cents on invoices
  deferrable initially deferred for each row
  when (old.status = 'draft' and new.status <> 'cancelled') execute function check_invoice_discount();
create constraint trigger invoice_items_total_shared after insert or update or delete on invoice_items
  deferrable initially deferred for each row execute function check_invoice_discount();
grant select, insert, delete on invoice_items to clinic_app;


create table due_date_changes (
  id uuid primary key default gen_random_uuid(),
  sequence bigint generated always as identity unique,
  invoice_id uuid not null references invoices (id),
  from_date date not null,
  to_date date not null,
  reason text not null check (length(reason) between 1 and 500),
  staff_id uuid not null references staff (id),
  changed_at timestamptz not null,
  check (from_date <> to_date)
);
comment on table due_date_changes is 'Each move of an issued invoice''s due date, with its reason.';
create index due_date_changes_by_invoice on due_date_changes (invoice_id, sequence);
create trigger due_date_changes_keep before update or delete on due_date_changes
  for each row execute function refuse_change();
create trigger due_date_changes_keep_all before truncate on due_date_changes execute function refuse_change();
-- At commit: the due date of an issued invoice moves only with a reason.
create function check_due_date_change() returns trigger language plpgsql as $$
begin
  if not exists (select from due_date_changes c where c.invoice_id = new.id and c.from_date = old.due_date
      and c.to_date = new.due_date and c.sequence = (select max(sequence) from due_date_changes
        where invoice_id = new.id)) then
    raise exception 'the due date of invoice % was moved without a reason', new.id using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger invoices_due_date after update of due_date on invoices
  deferrable initially deferred for each row
  when (old.status <> 'draft' and old.due_date <> new.due_date) execute function check_due_date_change();
grant select, insert on due_date_changes to clinic_app;


create table late_fees (
  id uuid primary key default gen_random_uuid(),
  invoice_id uuid not null references invoices (id),
  rule text not null check (rule in ('fixed', 'percent')),
  -- The stretch of lateness that it is for, counted from 1.
  period integer not null check (period between 1 and 120),
  fee_invoice_id uuid not null unique references invoices (id),
  amount_cents bigint not null check (amount_cents > 0),
  created_at timestamptz not null default now(),
  check (invoice_id <> fee_invoice_id),
  unique (invoice_id, period)
);
comment on table late_fees is 'The invoice that bills a late fee, once for each stretch of lateness.';
create trigger late_fees_keep before update or delete on late_fees
  for each row execute function refuse_change();
create trigger late_fees_keep_all before truncate on late_fees execute function refuse_change();
grant select, insert on late_fees to clinic_app;


create table document_numbers (
  kind text not null check (kind in ('invoice', 'credit_note', 'receipt')),
  month text not null check (month ~ '^[0-9]{6}$'),
  sequence integer not null check (sequence >= 1),
  number text not null unique,
  document_id uuid not null,
  given_at timestamptz not null default now(),
  primary key (kind, month, sequence),
  unique (kind, document_id),
  -- A number reads as its place in the series.
  constraint document_numbers_reads check (number like '%-' || month || '-'
    || case when sequence < 10000 then lpad(sequence::text, 4, '0') else sequence::text end)
);
comment on table document_numbers is
  'Every number that was allocated to an invoice, credit note or receipt: proof that a month has no gap (decision 5).';
create trigger document_numbers_keep before update or delete on document_numbers
  for each row execute function refuse_change();
create trigger document_numbers_keep_all before truncate on document_numbers execute function refuse_change();
-- A number follows the one before it, past numbers that are set aside.
create function guard_number() returns trigger language plpgsql as $$
begin
  if exists (select from numbers_set_aside where kind = new.kind and month = new.month
      and new.sequence between first and last) then
    raise exception 'number % of % is set aside', new.sequence, new.month using errcode = 'check_violation';
  end if;
  if new.sequence > 1 and not exists (
       select from document_numbers where kind = new.kind and month = new.month and sequence = new.sequence - 1)
     and not exists (select from numbers_set_aside
       where kind = new.kind and month = new.month and last = new.sequence - 1) then
    raise exception 'number % would leave a gap in %', new.sequence, new.month using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger document_numbers_gapless before insert on document_numbers
  for each row execute function guard_number();
-- At commit: a number belongs to the document that carries it.
create function check_number_used() returns trigger language plpgsql as $$
declare carried text;
begin
  if new.kind = 'invoice' then select invoice_number into carried from invoices where id = new.document_id;
  elsif new.kind = 'receipt' then select receipt_number into carried from payments where id = new.document_id;
  else select number into carried from credit_notes where id = new.document_id;
  end if;
  if carried is distinct from new.number then
    raise exception 'number % is on no document', new.number using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger document_numbers_used after insert on document_numbers
  deferrable initially deferred for each row execute function check_number_used();
-- At commit: a document carries a number that its series allocated.
create function check_number_given() returns trigger language plpgsql as $$
declare carried text; series text;
begin
  if tg_table_name = 'invoices' then series := 'invoice'; carried := new.invoice_number;
  elsif tg_table_name = 'payments' then series := 'receipt'; carried := new.receipt_number;
  else series := 'credit_note'; carried := new.number;
  end if;
  if not exists (select from document_numbers where kind = series and document_id = new.id and number = carried) then
    raise exception 'number % was not given by its series', carried using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger invoices_number after update of invoice_number on invoices
  deferrable initially deferred for each row
  when (new.invoice_number is not null) execute function check_number_given();
grant select, insert on document_numbers to clinic_app;


create table number_series (
  kind text not null check (kind in ('invoice', 'credit_note', 'receipt')),
  month text not null check (month ~ '^[0-9]{6}$'),
  last integer not null check (last >= 1),
  primary key (kind, month)
);
comment on table number_series is 'The last place taken in each month''s series; taking the next one locks the row.';
create trigger number_series_keep before truncate on number_series execute function refuse_change();
-- A series counts up by one, past numbers that are set aside.
create function guard_series() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE'
      or (tg_op = 'INSERT' and new.last <> next_place(new.kind, new.month, 0))
      or (tg_op = 'UPDATE' and new.last <> next_place(new.kind, new.month, old.last)) then
    raise exception 'a series counts up by one' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger number_series_guard before insert or update or delete on number_series
  for each row execute function guard_series();
-- At commit: a place that was taken is used in the same transaction, so that none is skipped.
create function check_series_used() returns trigger language plpgsql as $$
begin
  if not exists (select from document_numbers where (kind, month, sequence) = (new.kind, new.month, new.last)) then
    raise exception 'place % of % was taken and not used', new.last, new.month using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger number_series_used after insert or update on number_series
  deferrable initially deferred for each row execute function check_series_used();
grant select, insert, update on number_series to clinic_app;


create table numbers_set_aside (
  kind text not null check (kind in ('invoice', 'credit_note', 'receipt')),
  month text not null check (month ~ '^[0-9]{6}$'),
  first integer not null check (first >= 1),
  last integer not null check (last between first and first + 9999),
  reason text not null check (length(reason) between 1 and 300),
  set_aside_at timestamptz not null default now(),
  primary key (kind, month, first)
);
comment on table numbers_set_aside is
  'Numbers that may have been printed before a backup was restored and are never allocated again.';
create trigger numbers_set_aside_keep before update or delete on numbers_set_aside
  for each row execute function refuse_change();
create trigger numbers_set_aside_keep_all before truncate on numbers_set_aside
  execute function refuse_change();
-- The place after one, past numbers that are set aside.
create function next_place(series text, of_month text, after integer) returns integer language plpgsql stable
  set search_path = public, pg_temp as $$
declare place integer := after + 1; beyond integer;
begin
  loop
    select last + 1 into beyond from numbers_set_aside where kind = series and month = of_month and first = place;
    exit when not found;
    place := beyond;
  end loop;
  return place;
end $$;
-- Numbers are set aside only at the end of a series.
create function guard_set_aside() returns trigger language plpgsql as $$
begin
  if new.first <> next_place(new.kind, new.month,
      coalesce((select last from number_series where kind = new.kind and month = new.month), 0)) then
    raise exception 'numbers of % are set aside where the series stands', new.month
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger numbers_set_aside_guard before insert on numbers_set_aside
  for each row execute function guard_set_aside();
grant select on numbers_set_aside to clinic_app;
