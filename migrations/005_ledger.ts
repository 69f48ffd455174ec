/** The ledger: double entry, append-only, balanced at every commit, and the invoice's totals that follow it (decision 6). */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table ledger_transactions (
      id uuid primary key default gen_random_uuid(),
      kind text not null check (kind ~ '^[a-z_]{2,40}$'),
      -- What made it happen: one cause of a kind is booked once.
      cause text not null check (length(cause) between 1 and 300),
      currency text not null,
      occurred_at timestamptz not null,
      recorded_at timestamptz not null default now(),
      -- Entries may join only within the database transaction that made this row.
      made_in xid8 not null default pg_current_xact_id(),
      unique (kind, cause),
      unique (id, currency)
    );
    create table ledger_entries (
      id bigint generated always as identity primary key,
      transaction_id uuid not null,
      currency text not null,
      account text not null check (account in ('receivable', 'revenue', 'tax_payable', 'stripe_clearing', 'cash', 'bank',
        'patient_credit', 'adjustments', 'write_offs', 'payment_fees', 'disputed_funds')),
      -- Debits are positive, credits negative.
      amount_cents bigint not null check (amount_cents <> 0),
      patient_id uuid references patients (id),
      invoice_id uuid,
      payment_id uuid,
      -- What a receivable entry does to the invoice's figures.
      effect text check (effect in ('charge', 'settle', 'refund', 'credit', 'write_off')),
      foreign key (transaction_id, currency) references ledger_transactions (id, currency),
      foreign key (invoice_id, currency) references invoices (id, currency),
      foreign key (invoice_id, patient_id) references invoices (id, patient_id),
      check ((account = 'receivable') = (effect is not null)),
      check (account <> 'receivable' or (invoice_id is not null and patient_id is not null)),
      check (account <> 'patient_credit' or patient_id is not null)
    );
    create index ledger_entries_by_transaction on ledger_entries (transaction_id);
    create index ledger_entries_by_invoice on ledger_entries (invoice_id, id) where invoice_id is not null;
    create index ledger_entries_by_patient on ledger_entries (patient_id, id) where patient_id is not null;
    create index ledger_entries_by_account on ledger_entries (account, id desc);
    create index ledger_transactions_by_time on ledger_transactions (occurred_at, id);

    create table patient_balances (
      patient_id uuid not null references patients (id),
      currency text not null,
      balance_cents bigint not null default 0 check (balance_cents >= 0),
      credit_cents bigint not null default 0 check (credit_cents >= 0),
      primary key (patient_id, currency)
    );

    create trigger ledger_transactions_keep before update or delete on ledger_transactions
      for each row execute function refuse_change();
    create trigger ledger_transactions_keep_all before truncate on ledger_transactions execute function refuse_change();
    create trigger ledger_entries_keep before update or delete on ledger_entries
      for each row execute function refuse_change();
    create trigger ledger_entries_keep_all before truncate on ledger_entries execute function refuse_change();

    create function guard_ledger_entry() returns trigger language plpgsql as $$
    begin
      if (select made_in from ledger_transactions where id = new.transaction_id) is distinct from pg_current_xact_id() then
        raise exception 'ledger transaction % is closed', new.transaction_id using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger ledger_entries_closed before insert on ledger_entries for each row execute function guard_ledger_entry();

    create function check_ledger_balance() returns trigger language plpgsql as $$
    declare checked uuid; total numeric; entries integer;
    begin
      if tg_table_name = 'ledger_transactions' then checked := new.id; else checked := new.transaction_id; end if;
      select coalesce(sum(amount_cents), 0), count(*) into total, entries from ledger_entries where transaction_id = checked;
      if total <> 0 or entries < 2 then
        raise exception 'ledger transaction % does not balance: % over % entries', checked, total, entries
          using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    create constraint trigger ledger_transactions_balance after insert on ledger_transactions
      deferrable initially deferred for each row execute function check_ledger_balance();
    create constraint trigger ledger_entries_balance after insert on ledger_entries
      deferrable initially deferred for each row execute function check_ledger_balance();

    -- Running totals follow the entries. Runs as the owner: the application cannot write them itself.
    create function follow_ledger() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    begin
      update invoices i set
        balance_cents = i.balance_cents + d.balance,
        paid_cents = i.paid_cents + d.paid,
        refunded_cents = i.refunded_cents + d.refunded,
        credited_cents = i.credited_cents + d.credited,
        written_off_cents = i.written_off_cents + d.written_off
      from (
        select invoice_id,
          sum(amount_cents) as balance,
          coalesce(-sum(amount_cents) filter (where effect = 'settle'), 0) as paid,
          coalesce(sum(amount_cents) filter (where effect = 'refund'), 0) as refunded,
          coalesce(-sum(amount_cents) filter (where effect = 'credit'), 0) as credited,
          coalesce(-sum(amount_cents) filter (where effect = 'write_off'), 0) as written_off
        from added where account = 'receivable' group by invoice_id) d
      where i.id = d.invoice_id;

      insert into patient_balances as b (patient_id, currency)
        select distinct patient_id, currency from added where account in ('receivable', 'patient_credit')
        on conflict do nothing;
      update patient_balances b set
        balance_cents = b.balance_cents + d.balance,
        credit_cents = b.credit_cents + d.credit
      from (
        select patient_id, currency,
          coalesce(sum(amount_cents) filter (where account = 'receivable'), 0) as balance,
          coalesce(-sum(amount_cents) filter (where account = 'patient_credit'), 0) as credit
        from added where account in ('receivable', 'patient_credit') group by patient_id, currency) d
      where b.patient_id = d.patient_id and b.currency = d.currency;
      return null;
    end $$;
    create trigger ledger_entries_follow after insert on ledger_entries
      referencing new table as added for each statement execute function follow_ledger();

    -- At commit: the totals are the ledger's, and the status is what they say (decision 4).
    create function check_invoice_against_ledger() returns trigger language plpgsql as $$
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
    create constraint trigger invoices_follow_ledger
      after insert or update of status, balance_cents, paid_cents, refunded_cents, credited_cents, written_off_cents on invoices
      deferrable initially deferred for each row execute function check_invoice_against_ledger();
    create constraint trigger ledger_entries_agree after insert on ledger_entries
      deferrable initially deferred for each row when (new.invoice_id is not null)
      execute function check_invoice_against_ledger();

    -- The patient's totals are the ledger's too.
    create function check_patient_balance() returns trigger language plpgsql as $$
    declare l record;
    begin
      select coalesce(sum(amount_cents) filter (where account = 'receivable'), 0) as balance,
          coalesce(-sum(amount_cents) filter (where account = 'patient_credit'), 0) as credit
        into l from ledger_entries where patient_id = new.patient_id and currency = new.currency;
      select l.balance, l.credit, b.balance_cents, b.credit_cents into l
        from patient_balances b where b.patient_id = new.patient_id and b.currency = new.currency;
      if (l.balance, l.credit) is distinct from (l.balance_cents, l.credit_cents) then
        raise exception 'the balance of patient % is not that of the ledger', new.patient_id using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    create constraint trigger patient_balances_follow after insert or update on patient_balances
      deferrable initially deferred for each row execute function check_patient_balance();

    grant select, insert on ledger_transactions, ledger_entries to clinic_app;
    grant select on patient_balances to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger invoices_follow_ledger on invoices;
    drop table patient_balances, ledger_entries, ledger_transactions;
    drop function check_patient_balance();
    drop function check_invoice_against_ledger();
    drop function follow_ledger();
    drop function check_ledger_balance();
    drop function guard_ledger_entry();
  `);
}
