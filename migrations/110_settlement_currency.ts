/** What Stripe converts: the rate of a balance transaction, and the two entries that move it to the currency of the balance. */
import type { Knex } from 'knex';

const ACCOUNTS = `'receivable', 'revenue', 'tax_payable', 'stripe_clearing', 'cash', 'bank', 'patient_credit', 'adjustments',
  'write_offs', 'payment_fees', 'disputed_funds'`;

const guardDispute = (changesFee: string): string => `
    begin
      if tg_op = 'DELETE' then
        raise exception 'a dispute is never deleted' using errcode = 'restrict_violation';
      end if;
      if (old.id, old.stripe_dispute_id, old.payment_id, old.currency, old.opened_at)
            is distinct from (new.id, new.stripe_dispute_id, new.payment_id, new.currency, new.opened_at)
          or (old.withdrawn_cents <> 0 and new.withdrawn_cents <> old.withdrawn_cents)
          or (old.reinstated_cents <> 0 and new.reinstated_cents <> old.reinstated_cents)
          or (old.fee_cents <> 0 and (${changesFee}))
          or (old.outcome is not null and (new.outcome, new.decided_by, new.decided_at)
            is distinct from (old.outcome, old.decided_by, old.decided_at)) then
        raise exception 'dispute % keeps what was booked and decided', old.id using errcode = 'restrict_violation';
      end if;
      if old.outcome is null and new.outcome is not null
          and not exists (select from staff where id = new.decided_by and role = 'admin') then
        raise exception 'only an admin decides on a lost dispute' using errcode = 'restrict_violation';
      end if;
      return new;
    end`;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Of the smallest units, as Stripe states it: cents for one yen. Null where nothing was converted.
    alter table balance_transactions add column exchange_rate numeric
      constraint balance_transactions_exchange_rate_check check (exchange_rate > 0);
    grant update (exchange_rate) on balance_transactions to clinic_app;

    -- A dispute costs its fee in the currency of the balance.
    alter table disputes add column fee_currency text;
    update disputes set fee_currency = currency where fee_cents > 0;
    alter table disputes add constraint disputes_fee_currency_check check ((fee_cents > 0) = (fee_currency is not null));
    grant update (fee_currency) on disputes to clinic_app;

    create or replace function guard_dispute() returns trigger language plpgsql as $$
    ${guardDispute('new.fee_cents <> old.fee_cents or new.fee_currency is distinct from old.fee_currency')}
    $$;

    alter table ledger_entries drop constraint ledger_entries_account_check;
    alter table ledger_entries add constraint ledger_entries_account_check check (account in (${ACCOUNTS}, 'exchange'));
    insert into ledger_rules (kind, account, sign, effect) values
      ('exchange_from', 'stripe_clearing', 0, null), ('exchange_from', 'exchange', 0, null),
      ('exchange_to', 'stripe_clearing', 0, null), ('exchange_to', 'exchange', 0, null);

    -- What our books have for a balance transaction, in the currency of the invoice; nothing when it is about no money of ours.
    create function balance_source(b balance_transactions)
      returns table (currency text, amount_cents bigint, invoice_id uuid, payment_id uuid) language sql stable as $$
      select s.currency, s.amount_cents, s.invoice_id, s.payment_id from (
        select y.currency, y.amount_cents, y.invoice_id, y.id as payment_id
          from payments y where b.type in ('charge', 'payment') and y.stripe_charge_id = b.source and y.status <> 'failed'
        union all
        select k.currency, case b.type when 'payment' then k.amount_cents else -k.amount_cents end, k.invoice_id, null
          from bank_debits k where b.type in ('payment', 'payment_failure_refund') and k.stripe_charge_id = b.source
            and k.state = 'failed'
        union all
        select r.currency, -r.amount_cents, y.invoice_id, y.id
          from refunds r join payments y on y.id = r.payment_id
          where b.type in ('refund', 'payment_refund') and r.stripe_refund_id = b.source
        union all
        select r.currency, r.amount_cents, y.invoice_id, y.id
          from refunds r join payments y on y.id = r.payment_id
          where b.type in ('refund_failure', 'payment_failure_refund') and r.stripe_refund_id = b.source and r.status = 'failed'
        union all
        select d.currency, case when b.amount_cents < 0 then -d.withdrawn_cents else d.reinstated_cents end, y.invoice_id, y.id
          from disputes d join payments y on y.id = d.payment_id
          where b.type = 'adjustment' and d.stripe_dispute_id = b.source
            and case when b.amount_cents < 0 then d.withdrawn_cents else d.reinstated_cents end <> 0) s
      limit 1
    $$;

    create or replace function guard_stripe_books() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        raise exception 'what Stripe told is never deleted' using errcode = 'restrict_violation';
      end if;
      if tg_table_name = 'balance_transactions' then
        if (old.id, old.type, old.source, old.amount_cents, old.fee_cents, old.net_cents, old.currency, old.made_at)
            is distinct from (new.id, new.type, new.source, new.amount_cents, new.fee_cents, new.net_cents, new.currency,
              new.made_at) or (old.exchange_rate is not null and new.exchange_rate is distinct from old.exchange_rate) then
          raise exception 'balance transaction % is as Stripe told it', old.id using errcode = 'restrict_violation';
        end if;
      elsif (old.stripe_payout_id, old.amount_cents, old.currency, old.made_at)
          is distinct from (new.stripe_payout_id, new.amount_cents, new.currency, new.made_at) then
        raise exception 'payout % is as Stripe told it', old.id using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;

    -- At commit: a conversion takes our amount out of one currency and brings Stripe's into the other, both or neither.
    create function check_exchange_booked() returns trigger language plpgsql as $$
    declare b balance_transactions; s record; moved record;
    begin
      select * into b from balance_transactions where 'balance_transaction:' || id = new.cause;
      if not found or b.exchange_rate is null then
        raise exception 'nothing was converted by %', new.cause using errcode = 'check_violation';
      end if;
      select * into s from balance_source(b);
      select coalesce(sum(e.amount_cents) filter (where t.kind = 'exchange_from' and t.currency = s.currency), 0) as taken,
          coalesce(sum(e.amount_cents) filter (where t.kind = 'exchange_to' and t.currency = b.currency), 0) as brought
        into moved from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
        where t.kind in ('exchange_from', 'exchange_to') and t.cause = new.cause and e.account = 'stripe_clearing';
      if s.currency is null or s.currency = b.currency
          or (moved.taken, moved.brought) is distinct from (-s.amount_cents::numeric, b.amount_cents::numeric) then
        raise exception 'the conversion by % is not booked as Stripe made it', new.cause using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    create constraint trigger ledger_transactions_exchange after insert on ledger_transactions deferrable initially deferred
      for each row when (new.kind in ('exchange_from', 'exchange_to')) execute function check_exchange_booked();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger ledger_transactions_exchange on ledger_transactions;
    drop function check_exchange_booked();
    create or replace function guard_stripe_books() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        raise exception 'what Stripe told is never deleted' using errcode = 'restrict_violation';
      end if;
      if tg_table_name = 'balance_transactions' then
        if (old.id, old.type, old.source, old.amount_cents, old.fee_cents, old.net_cents, old.currency, old.made_at)
            is distinct from (new.id, new.type, new.source, new.amount_cents, new.fee_cents, new.net_cents, new.currency,
              new.made_at) then
          raise exception 'balance transaction % is as Stripe told it', old.id using errcode = 'restrict_violation';
        end if;
      elsif (old.stripe_payout_id, old.amount_cents, old.currency, old.made_at)
          is distinct from (new.stripe_payout_id, new.amount_cents, new.currency, new.made_at) then
        raise exception 'payout % is as Stripe told it', old.id using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    drop function balance_source(balance_transactions);
    delete from ledger_rules where kind in ('exchange_from', 'exchange_to');
    alter table ledger_entries drop constraint ledger_entries_account_check;
    alter table ledger_entries add constraint ledger_entries_account_check check (account in (${ACCOUNTS})) not valid;
    create or replace function guard_dispute() returns trigger language plpgsql as $$
    ${guardDispute('new.fee_cents <> old.fee_cents')}
    $$;
    alter table disputes drop column fee_currency;
    alter table balance_transactions drop column exchange_rate;
  `);
}
