/** Payments taken at the desk: receipt numbers, reversals that leave the original standing, and money that is booked. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table payments
      add column receipt_number text unique,
      -- What the cheque, the transfer or the terminal calls it.
      add column reference text check (length(reference) between 1 and 140),
      add column recorded_by uuid references staff (id),
      -- Set by the reversal alone.
      add column reversed_at timestamptz,
      add constraint payments_offline_or_stripe check (
        (method in ('cash', 'cheque', 'bank_transfer', 'card_terminal')) = (stripe_payment_id is null)),
      add constraint payments_offline_receipt check ((stripe_payment_id is null) = (receipt_number is not null)),
      add constraint payments_offline_staff check ((stripe_payment_id is null) = (recorded_by is not null)),
      add constraint payments_offline_never_fail check (stripe_payment_id is not null or status <> 'failed'),
      add constraint payments_reversed_or_refunded check (reversed_at is null or refunded_cents = 0);
    create index ledger_entries_of_payment on ledger_entries (payment_id) where payment_id is not null;
    create index audit_logs_of_payment on audit_logs ((details ->> 'payment_id'), sequence)
      where details ->> 'payment_id' is not null;

    create table payment_reversals (
      id uuid primary key default gen_random_uuid(),
      payment_id uuid not null unique references payments (id),
      reason text not null check (length(reason) between 1 and 500),
      reversed_by uuid not null references staff (id),
      reversed_at timestamptz not null,
      created_at timestamptz not null default now()
    );
    create trigger payment_reversals_keep before update or delete on payment_reversals
      for each row execute function refuse_change();
    create trigger payment_reversals_keep_all before truncate on payment_reversals execute function refuse_change();

    -- Only money that was taken at the desk, and that nobody has given back, can turn out never to have been.
    create function guard_payment_reversal() returns trigger language plpgsql as $$
    begin
      if not exists (select from payments where id = new.payment_id and stripe_payment_id is null
          and status = 'succeeded' and refunded_cents = 0) then
        raise exception 'payment % cannot be reversed', new.payment_id using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger payment_reversals_guard before insert on payment_reversals
      for each row execute function guard_payment_reversal();

    create function mark_payment_reversed() returns trigger language plpgsql
      security definer set search_path = public, pg_temp as $$
    begin
      update payments set reversed_at = new.reversed_at where id = new.payment_id;
      return null;
    end $$;
    create trigger payment_reversals_mark after insert on payment_reversals
      for each row execute function mark_payment_reversed();

    create function guard_offline_payment() returns trigger language plpgsql as $$
    begin
      if tg_op = 'INSERT' then
        if new.reversed_at is not null then
          raise exception 'a payment begins unreversed' using errcode = 'restrict_violation';
        end if;
        return new;
      end if;
      if (old.receipt_number, old.reference, old.recorded_by) is distinct from (new.receipt_number, new.reference, new.recorded_by)
          or (old.stripe_payment_id is null and old.method <> new.method) then
        raise exception 'receipt % is given and cannot be rewritten', old.receipt_number using errcode = 'restrict_violation';
      end if;
      if old.reversed_at is distinct from new.reversed_at and (old.reversed_at is not null or not exists (
          select from payment_reversals where payment_id = new.id and reversed_at = new.reversed_at)) then
        raise exception 'payment % is reversed by a reversal only', old.id using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger payments_offline_guard before insert or update on payments
      for each row execute function guard_offline_payment();

    -- At commit: money that is recorded is in the ledger, once; a reversal takes all of it out again.
    create function check_payment_booked() returns trigger language plpgsql as $$
    declare checked uuid; p record; booked bigint; left_over bigint; reversals bigint;
    begin
      if tg_table_name = 'payments' then checked := new.id; else checked := new.payment_id; end if;
      select id, status, amount_cents, reversed_at into p from payments where id = checked;
      if not found then return null; end if;
      select coalesce(sum(e.amount_cents) filter (where t.kind = 'payment' and e.account in ('stripe_clearing', 'cash', 'bank')), 0),
          count(*) filter (where t.kind = 'payment_reversal')
        into booked, reversals from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
        where e.payment_id = checked;
      if booked <> (case p.status when 'failed' then 0 else p.amount_cents end) then
        raise exception 'payment % of % is booked with %', checked, p.amount_cents, booked using errcode = 'check_violation';
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
    create constraint trigger payments_booked after insert or update of status, amount_cents, reversed_at on payments
      deferrable initially deferred for each row execute function check_payment_booked();
    create constraint trigger ledger_entries_of_payments after insert on ledger_entries
      deferrable initially deferred for each row when (new.payment_id is not null) execute function check_payment_booked();

    grant select, insert on payment_reversals to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger ledger_entries_of_payments on ledger_entries;
    drop trigger payments_booked on payments;
    drop trigger payments_offline_guard on payments;
    drop table payment_reversals;
    drop function check_payment_booked();
    drop function guard_offline_payment();
    drop function mark_payment_reversed();
    drop function guard_payment_reversal();
    drop index audit_logs_of_payment;
    drop index ledger_entries_of_payment;
    alter table payments
      drop constraint payments_offline_or_stripe,
      drop constraint payments_offline_receipt,
      drop constraint payments_offline_staff,
      drop constraint payments_offline_never_fail,
      drop constraint payments_reversed_or_refunded,
      drop column receipt_number,
      drop column reference,
      drop column recorded_by,
      drop column reversed_at;
  `);
}
