/** What refunds, disputes, Stripe's fees and payouts may book: the same rules as for the clinic's own bookings. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- A refund moves the receivable twice: it is owed again, and taken back of the charge.
    alter table ledger_rules drop constraint ledger_rules_pkey;
    alter table ledger_rules add constraint ledger_rules_one unique nulls not distinct (kind, account, effect);
    insert into ledger_rules (kind, account, sign, effect) values
      ('refund', 'stripe_clearing', -1, null), ('refund', 'patient_credit', 1, null),
      ('refund', 'receivable', 1, 'refund'), ('refund', 'receivable', -1, 'credit'),
      ('refund', 'adjustments', 0, null), ('refund', 'tax_payable', 1, null),
      ('refund_failed', 'stripe_clearing', 1, null), ('refund_failed', 'patient_credit', -1, null),
      ('refund_failed', 'receivable', 0, 'refund'), ('refund_failed', 'receivable', 1, 'credit'),
      ('refund_failed', 'adjustments', 0, null), ('refund_failed', 'tax_payable', -1, null),
      ('dispute_withdrawn', 'disputed_funds', 1, null), ('dispute_withdrawn', 'stripe_clearing', -1, null),
      ('dispute_reinstated', 'stripe_clearing', 1, null), ('dispute_reinstated', 'disputed_funds', -1, null),
      ('dispute_reinstated', 'write_offs', -1, null), ('dispute_reinstated', 'receivable', -1, 'refund'),
      ('dispute_reinstated', 'patient_credit', -1, null),
      ('dispute_lost', 'disputed_funds', -1, null), ('dispute_lost', 'write_offs', 1, null),
      ('dispute_lost', 'receivable', 1, 'refund'), ('dispute_lost', 'patient_credit', 1, null),
      ('stripe_fee', 'payment_fees', 0, null), ('stripe_fee', 'stripe_clearing', 0, null),
      ('payout', 'bank', 0, null), ('payout', 'stripe_clearing', 0, null),
      ('payout_failed', 'bank', 0, null), ('payout_failed', 'stripe_clearing', 0, null);

    create or replace function guard_ledger_rules() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    declare booked text;
    begin
      select kind into booked from ledger_transactions where id = new.transaction_id;
      if not exists (select from ledger_rules where kind = booked) then return new; end if;
      if not exists (select from ledger_rules where kind = booked and account = new.account
          and effect is not distinct from new.effect and sign in (0, sign(new.amount_cents))) then
        raise exception 'a % never books % on % as %', booked, new.amount_cents, new.account, new.effect
          using errcode = 'check_violation';
      end if;
      return new;
    end $$;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    create or replace function guard_ledger_rules() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
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
    delete from ledger_rules where kind in ('refund', 'refund_failed', 'dispute_withdrawn', 'dispute_reinstated', 'dispute_lost',
      'stripe_fee', 'payout', 'payout_failed');
    alter table ledger_rules drop constraint ledger_rules_one;
    alter table ledger_rules add constraint ledger_rules_pkey primary key (kind, account);
  `);
}
