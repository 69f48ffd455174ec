/** Invoices and their lines: totals that add up, issued invoices that nobody can edit, legal moves only. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
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
      -- Running totals, fed by the ledger only (migration 005) and compared with it at every commit.
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
      unique (id, currency),
      unique (id, patient_id),
      check ((invoice_number is null) = (issued_at is null)),
      check (status <> 'draft' or invoice_number is null),
      check (status in ('draft', 'cancelled') or invoice_number is not null),
      check ((status = 'cancelled') = (cancelled_at is not null)),
      check (overdue_since is null or status in ('issued', 'partially_paid'))
    );
    create index invoices_newest on invoices (created_at desc, id desc);
    create index invoices_by_status on invoices (status, created_at desc, id desc);
    create index invoices_by_patient on invoices (patient_id, created_at desc, id desc);
    create index invoices_by_patient_status on invoices (patient_id, status, created_at desc, id desc);
    create index invoices_outstanding on invoices (created_at desc, id desc) where status in ('issued', 'partially_paid');
    create index invoices_overdue on invoices (created_at desc, id desc) where overdue_since is not null;
    create index invoices_due on invoices (due_date, id) where status in ('issued', 'partially_paid');
    create index invoices_number_words on invoices using gin (invoice_number gin_trgm_ops);
    create trigger invoices_touch before update on invoices for each row execute function touch_updated_at();

    create table invoice_items (
      id uuid primary key default gen_random_uuid(),
      invoice_id uuid not null references invoices (id) on delete cascade,
      position integer not null check (position between 1 and 100),
      description text not null check (length(description) between 1 and 300),
      quantity integer not null check (quantity between 1 and 9999),
      unit_price_cents bigint not null check (unit_price_cents between 0 and 99999999),
      discount_cents bigint not null default 0 check (discount_cents >= 0),
      tax_basis_points integer check (tax_basis_points between 0 and 10000),
      tax_cents bigint not null default 0 check (tax_cents >= 0),
      total_cents bigint generated always as (quantity * unit_price_cents - discount_cents + tax_cents) stored,
      unique (invoice_id, position),
      check (discount_cents <= quantity * unit_price_cents)
    );

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

    create function guard_invoice_item() returns trigger language plpgsql as $$
    declare parent record; ids uuid[];
    begin
      -- Both the line's old invoice and its new one must be drafts.
      ids := case tg_op when 'INSERT' then array[new.invoice_id] when 'DELETE' then array[old.invoice_id]
                        else array[old.invoice_id, new.invoice_id] end;
      for parent in select id, status from invoices where id = any (ids) loop
        if parent.status <> 'draft' then
          raise exception 'invoice % is % and its lines cannot change', parent.id, parent.status
            using errcode = 'restrict_violation';
        end if;
      end loop;
      return case tg_op when 'DELETE' then old else new end;
    end $$;
    create trigger invoice_items_guard before insert or update or delete on invoice_items
      for each row execute function guard_invoice_item();
    create trigger invoices_keep before truncate on invoices execute function refuse_change();
    create trigger invoice_items_keep before truncate on invoice_items execute function refuse_change();

    -- The total is the sum of the lines less the discount, checked at commit (decision 2).
    create function check_invoice_total() returns trigger language plpgsql as $$
    declare checked uuid; invoice record; lines bigint;
    begin
      if tg_table_name = 'invoices' then checked := new.id;
      elsif tg_op = 'DELETE' then checked := old.invoice_id;
      else checked := new.invoice_id;
      end if;
      select id, total_amount_cents, discount_cents into invoice from invoices where id = checked;
      if not found then return null; end if;
      select coalesce(sum(total_cents), 0) into lines from invoice_items where invoice_id = checked;
      if invoice.total_amount_cents <> lines - invoice.discount_cents then
        raise exception 'invoice % says % but its lines come to %', checked, invoice.total_amount_cents,
          lines - invoice.discount_cents using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    create constraint trigger invoices_total after insert or update of total_amount_cents, discount_cents on invoices
      deferrable initially deferred for each row execute function check_invoice_total();
    create constraint trigger invoice_items_total after insert or update or delete on invoice_items
      deferrable initially deferred for each row execute function check_invoice_total();

    -- One row per number ever given: the certificate of a month (decision 5).
    create table document_numbers (
      kind text not null check (kind in ('invoice', 'credit_note', 'receipt')),
      month text not null check (month ~ '^[0-9]{6}$'),
      sequence integer not null check (sequence >= 1),
      number text not null unique,
      document_id uuid not null,
      given_at timestamptz not null default now(),
      primary key (kind, month, sequence),
      unique (kind, document_id)
    );
    create table number_series (
      kind text not null check (kind in ('invoice', 'credit_note', 'receipt')),
      month text not null check (month ~ '^[0-9]{6}$'),
      last integer not null check (last >= 1),
      primary key (kind, month)
    );
    create function guard_number() returns trigger language plpgsql as $$
    begin
      if new.sequence > 1 and not exists (
           select from document_numbers where kind = new.kind and month = new.month and sequence = new.sequence - 1) then
        raise exception 'number % would leave a gap in %', new.sequence, new.month using errcode = 'check_violation';
      end if;
      return new;
    end $$;
    create trigger document_numbers_gapless before insert on document_numbers for each row execute function guard_number();
    create trigger document_numbers_keep before update or delete on document_numbers
      for each row execute function refuse_change();
    create trigger document_numbers_keep_all before truncate on document_numbers execute function refuse_change();
    create function guard_series() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' or (tg_op = 'INSERT' and new.last <> 1) or (tg_op = 'UPDATE' and new.last <> old.last + 1) then
        raise exception 'a series counts up by one' using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger number_series_guard before insert or update or delete on number_series
      for each row execute function guard_series();
    create trigger number_series_keep before truncate on number_series execute function refuse_change();

    grant select, insert, delete on invoices to clinic_app;
    grant update (patient_id, currency, discount_cents, total_amount_cents, status, invoice_number, issued_at, due_date,
      overdue_since, notes, stripe_payment_link_id, stripe_checkout_session_id, cancelled_at, cancel_reason, version)
      on invoices to clinic_app;
    grant select, insert, delete on invoice_items to clinic_app;
    grant select, insert on document_numbers to clinic_app;
    grant select, insert, update on number_series to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table number_series, document_numbers, invoice_items, invoices;
    drop function guard_series();
    drop function guard_number();
    drop function check_invoice_total();
    drop function guard_invoice_item();
    drop function guard_invoice();
  `);
}
