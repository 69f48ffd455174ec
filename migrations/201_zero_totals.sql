-- An invoice of zero is paid when it is issued: nothing was ever owed, so its ledger has no entry (decision 34).

create or replace function check_invoice_against_ledger() returns trigger language plpgsql as $$
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
    when 'paid' then l.balance = 0 and (l.entries > 0 or i.total_amount_cents = 0)
  end) then
    raise exception 'invoice % is % but its ledger says % owed and % paid', checked, i.status, l.balance,
      l.paid - l.refunded using errcode = 'check_violation';
  end if;
  return null;
end $$;

-- migrate:down

create or replace function check_invoice_against_ledger() returns trigger language plpgsql as $$
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
