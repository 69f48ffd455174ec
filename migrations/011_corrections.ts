/** Credit notes, write-offs, moved due dates and uses of a patient's credit: documents that are only ever added. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table credit_notes (
      id uuid primary key default gen_random_uuid(),
      number text not null unique,
      invoice_id uuid not null,
      currency text not null,
      amount_cents bigint not null check (amount_cents > 0),
      tax_cents bigint not null check (tax_cents >= 0),
      -- What it takes off the debt, and what becomes the patient's credit because it was paid.
      owed_cents bigint not null check (owed_cents >= 0),
      to_credit_cents bigint not null check (to_credit_cents >= 0),
      reason text not null check (length(reason) between 1 and 500),
      staff_id uuid not null references staff (id),
      issued_at timestamptz not null,
      created_at timestamptz not null default now(),
      foreign key (invoice_id, currency) references invoices (id, currency),
      constraint credit_notes_shares check (owed_cents + to_credit_cents = amount_cents)
    );
    create index credit_notes_by_invoice on credit_notes (invoice_id, issued_at);
    create table credit_note_lines (
      credit_note_id uuid not null references credit_notes (id),
      -- A line of the invoice, checked below; no foreign key, because the archive moves lines away.
      invoice_item_id uuid not null,
      amount_cents bigint not null check (amount_cents > 0),
      tax_cents bigint not null check (tax_cents between 0 and amount_cents),
      primary key (credit_note_id, invoice_item_id)
    );
    create index credit_note_lines_by_item on credit_note_lines (invoice_item_id);

    create table write_offs (
      id uuid primary key default gen_random_uuid(),
      sequence bigint generated always as identity,
      invoice_id uuid not null,
      currency text not null,
      amount_cents bigint not null check (amount_cents > 0),
      reason text not null check (length(reason) between 1 and 500),
      staff_id uuid not null references staff (id),
      written_off_at timestamptz not null,
      -- The write-off that this row takes back.
      reverses uuid unique references write_offs (id),
      created_at timestamptz not null default now(),
      foreign key (invoice_id, currency) references invoices (id, currency)
    );
    create index write_offs_by_invoice on write_offs (invoice_id, sequence);

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
    create index due_date_changes_by_invoice on due_date_changes (invoice_id, sequence);

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
    create index credit_uses_by_patient on credit_uses (patient_id, used_at);
    -- Who has credit: the work list "surplus: apply or refund".
    create index patient_balances_credit on patient_balances (credit_cents desc, patient_id) where credit_cents > 0;

    ${['credit_notes', 'credit_note_lines', 'write_offs', 'due_date_changes', 'credit_uses'].map(keep).join('')}

    -- At commit: a credit note gives back no more than was paid, and its lines are lines of its invoice.
    create function check_credit_note() returns trigger language plpgsql as $$
    declare given bigint; paid bigint; wrong bigint; lines bigint; n record;
    begin
      if tg_table_name = 'credit_notes' then select * into n from credit_notes where id = new.id;
      else select * into n from credit_notes where id = new.credit_note_id; end if;
      select sum(to_credit_cents) into given from credit_notes where invoice_id = n.invoice_id;
      select paid_cents - refunded_cents into paid from invoices where id = n.invoice_id;
      if n.to_credit_cents > 0 and given > paid then
        raise exception 'credit notes of invoice % give back % of % paid', n.invoice_id, given, paid using errcode = 'check_violation';
      end if;
      select count(*) filter (where i.invoice_id is distinct from n.invoice_id), sum(l.amount_cents) into wrong, lines
        from credit_note_lines l left join invoice_items i on i.id = l.invoice_item_id where l.credit_note_id = n.id;
      if wrong > 0 or lines <> n.amount_cents then
        raise exception 'the lines of credit note % are not those of its invoice or its amount', n.number using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    create constraint trigger credit_notes_whole after insert on credit_notes
      deferrable initially deferred for each row execute function check_credit_note();
    create constraint trigger credit_note_lines_whole after insert on credit_note_lines
      deferrable initially deferred for each row execute function check_credit_note();

    create function guard_write_off() returns trigger language plpgsql as $$
    begin
      if new.reverses is not null and not exists (select from write_offs where id = new.reverses and reverses is null
          and invoice_id = new.invoice_id and amount_cents = new.amount_cents) then
        raise exception 'write-off % is not the opposite of %', new.id, new.reverses using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger write_offs_guard before insert on write_offs for each row execute function guard_write_off();

    -- The due date of an issued invoice moves with a reason only.
    create function check_due_date_change() returns trigger language plpgsql as $$
    begin
      if not exists (select from due_date_changes c where c.invoice_id = new.id and c.from_date = old.due_date
          and c.to_date = new.due_date and c.sequence = (select max(sequence) from due_date_changes where invoice_id = new.id)) then
        raise exception 'the due date of invoice % was moved without a reason', new.id using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    create constraint trigger invoices_due_date after update of due_date on invoices deferrable initially deferred
      for each row when (old.status <> 'draft' and old.due_date <> new.due_date) execute function check_due_date_change();

    grant select, insert on credit_notes, credit_note_lines, write_offs, due_date_changes, credit_uses to clinic_app;
  `);
}

const keep = (table: string): string => `
    create trigger ${table}_keep before update or delete on ${table} for each row execute function refuse_change();
    create trigger ${table}_keep_all before truncate on ${table} execute function refuse_change();`;

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger invoices_due_date on invoices;
    drop table credit_uses, due_date_changes, write_offs, credit_note_lines, credit_notes;
    drop index patient_balances_credit;
    drop function check_due_date_change();
    drop function guard_write_off();
    drop function check_credit_note();
  `);
}
