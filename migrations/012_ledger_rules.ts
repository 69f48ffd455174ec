/** What each happening may book, documents that are booked as they say, and numbers that belong to a document. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Which accounts a kind of transaction moves, which way (0: either), and what that does to the invoice.
    create table ledger_rules (
      kind text not null,
      account text not null,
      sign smallint not null check (sign in (-1, 0, 1)),
      effect text,
      primary key (kind, account)
    );
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
      ('credit_refund', 'patient_credit', 1, null), ('credit_refund', 'cash', -1, null), ('credit_refund', 'bank', -1, null);

    -- Runs as the owner: the application need not see the rules.
    create function guard_ledger_rules() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    declare booked text; rule record;
    begin
      select kind into booked from ledger_transactions where id = new.transaction_id;
      if not exists (select from ledger_rules where kind = booked) then return new; end if;
      select sign, effect into rule from ledger_rules where kind = booked and account = new.account;
      if not found or (rule.sign <> 0 and rule.sign <> sign(new.amount_cents)) or rule.effect is distinct from new.effect then
        raise exception 'a % never books % on % as %', booked, new.amount_cents, new.account, new.effect
          using errcode = 'check_violation';
      end if;
      return new;
    end $$;
    create trigger ledger_entries_rules before insert on ledger_entries for each row execute function guard_ledger_rules();

    -- At commit: credit notes and a cancellation take back no more of an invoice than is left of its charge, in all and in tax.
    create function check_charge_left() returns trigger language plpgsql as $$
    declare l record;
    begin
      if not exists (select from ledger_transactions where id = new.transaction_id and kind in ('credit_note', 'cancel')) then
        return null;
      end if;
      select coalesce(sum(amount_cents), 0) as charge, coalesce(sum(amount_cents) filter (where account = 'tax_payable'), 0) as tax
        into l from ledger_entries where invoice_id = new.invoice_id and account in ('revenue', 'adjustments', 'tax_payable');
      if l.charge > 0 or l.tax > 0 then
        raise exception 'more is taken back of invoice % than was charged', new.invoice_id using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    create constraint trigger ledger_entries_charge after insert on ledger_entries deferrable initially deferred
      for each row when (new.invoice_id is not null and new.account in ('revenue', 'adjustments', 'tax_payable') and new.amount_cents > 0)
      execute function check_charge_left();

    -- At commit: a document is booked, and as it says; a booking of such a kind has its document.
    create function check_document_booked() returns trigger language plpgsql as $$
    declare wanted record; booked record;
    begin
      if tg_table_name = 'credit_notes' then
        select 'credit_note' as kind, 'credit_note:' || new.id as cause, -new.owed_cents as receivable, -new.to_credit_cents as credit,
          new.tax_cents as tax, new.invoice_id as invoice_id, null::uuid as patient_id into wanted;
      elsif tg_table_name = 'write_offs' then
        select case when new.reverses is null then 'write_off' else 'write_off_reversal' end as kind, 'write_off:' || new.id as cause,
          case when new.reverses is null then -new.amount_cents else new.amount_cents end as receivable, 0::bigint as credit,
          0::bigint as tax, new.invoice_id as invoice_id, null::uuid as patient_id into wanted;
      else
        select case new.kind when 'applied' then 'credit_applied' else 'credit_refund' end as kind, 'credit_use:' || new.id as cause,
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
    ${['credit_notes', 'write_offs', 'credit_uses'].map(booked).join('')}

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
      if not found_one then raise exception '% % has no document', new.kind, new.cause using errcode = 'check_violation'; end if;
      return null;
    end $$;
    create constraint trigger ledger_transactions_document after insert on ledger_transactions deferrable initially deferred
      for each row when (new.kind in ('credit_note', 'write_off', 'write_off_reversal', 'credit_applied', 'credit_refund'))
      execute function check_booking_has_document();

    -- A number reads as its place in the series, and belongs to the document that carries it.
    alter table document_numbers add constraint document_numbers_reads check (
      number like '%-' || month || '-' || case when sequence < 10000 then lpad(sequence::text, 4, '0') else sequence::text end);
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
    create constraint trigger invoices_number after update of invoice_number on invoices deferrable initially deferred
      for each row when (new.invoice_number is not null) execute function check_number_given();
    create constraint trigger payments_number after insert on payments deferrable initially deferred
      for each row when (new.receipt_number is not null) execute function check_number_given();
    create constraint trigger credit_notes_number after insert on credit_notes
      deferrable initially deferred for each row execute function check_number_given();

    -- A place that was taken in a series is used in the same transaction, so that nothing is skipped.
    create function check_series_used() returns trigger language plpgsql as $$
    begin
      if not exists (select from document_numbers where (kind, month, sequence) = (new.kind, new.month, new.last)) then
        raise exception 'place % of % was taken and not used', new.last, new.month using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    create constraint trigger number_series_used after insert or update on number_series
      deferrable initially deferred for each row execute function check_series_used();
  `);
}

const booked = (table: string): string => `
    create constraint trigger ${table}_booked after insert on ${table}
      deferrable initially deferred for each row execute function check_document_booked();`;

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger number_series_used on number_series;
    drop trigger credit_notes_number on credit_notes;
    drop trigger payments_number on payments;
    drop trigger invoices_number on invoices;
    drop trigger document_numbers_used on document_numbers;
    alter table document_numbers drop constraint document_numbers_reads;
    drop trigger ledger_transactions_document on ledger_transactions;
    drop trigger credit_notes_booked on credit_notes;
    drop trigger write_offs_booked on write_offs;
    drop trigger credit_uses_booked on credit_uses;
    drop trigger ledger_entries_charge on ledger_entries;
    drop trigger ledger_entries_rules on ledger_entries;
    drop table ledger_rules;
    drop function check_series_used();
    drop function check_number_given();
    drop function check_number_used();
    drop function check_booking_has_document();
    drop function check_document_booked();
    drop function check_charge_left();
    drop function guard_ledger_rules();
  `);
}
