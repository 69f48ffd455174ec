/** Disputes, payouts and balance transactions as Stripe has them, and the comparison of Stripe's books with ours. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table disputes (
      id uuid primary key default gen_random_uuid(),
      stripe_dispute_id text not null unique,
      payment_id uuid not null,
      currency text not null,
      amount_cents bigint not null check (amount_cents > 0),
      reason text not null,
      -- Stripe's own word, also one that it invents tomorrow.
      status text not null,
      is_charge_refundable boolean not null,
      evidence_due_at timestamptz,
      withdrawn_cents bigint not null default 0 check (withdrawn_cents >= 0),
      reinstated_cents bigint not null default 0 check (reinstated_cents between 0 and withdrawn_cents),
      fee_cents bigint not null default 0 check (fee_cents >= 0),
      -- Lost: whether the patient owes it again, or the clinic bears it.
      outcome text check (outcome in ('reopen', 'absorb')),
      decided_by uuid references staff (id),
      decided_at timestamptz,
      opened_at timestamptz not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      foreign key (payment_id, currency) references payments (id, currency),
      check ((outcome is null) = (decided_by is null) and (outcome is null) = (decided_at is null)),
      check (outcome is null or withdrawn_cents > 0)
    );
    create index disputes_by_payment on disputes (payment_id);
    create index disputes_newest on disputes (opened_at desc, id desc);
    create trigger disputes_touch before update on disputes for each row execute function touch_updated_at();

    create function guard_dispute() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        raise exception 'a dispute is never deleted' using errcode = 'restrict_violation';
      end if;
      if (old.id, old.stripe_dispute_id, old.payment_id, old.currency, old.opened_at)
            is distinct from (new.id, new.stripe_dispute_id, new.payment_id, new.currency, new.opened_at)
          or (old.withdrawn_cents <> 0 and new.withdrawn_cents <> old.withdrawn_cents)
          or (old.reinstated_cents <> 0 and new.reinstated_cents <> old.reinstated_cents)
          or (old.fee_cents <> 0 and new.fee_cents <> old.fee_cents)
          or (old.outcome is not null and (new.outcome, new.decided_by, new.decided_at)
            is distinct from (old.outcome, old.decided_by, old.decided_at)) then
        raise exception 'dispute % keeps what was booked and decided', old.id using errcode = 'restrict_violation';
      end if;
      if old.outcome is null and new.outcome is not null
          and not exists (select from staff where id = new.decided_by and role = 'admin') then
        raise exception 'only an admin decides on a lost dispute' using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger disputes_guard before update or delete on disputes for each row execute function guard_dispute();
    create trigger disputes_keep before truncate on disputes execute function refuse_change();

    create index payments_by_charge on payments (stripe_charge_id) where stripe_charge_id is not null;

    create table payouts (
      id uuid primary key default gen_random_uuid(),
      stripe_payout_id text not null unique,
      amount_cents bigint not null check (amount_cents <> 0),
      currency text not null,
      status text not null,
      failure_message text,
      arrives_on date not null,
      -- Stripe has told which balance transactions are in it.
      reconciled boolean not null default false,
      made_at timestamptz not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (stripe_payout_id, currency)
    );
    create index payouts_newest on payouts (made_at desc, id desc);
    create trigger payouts_touch before update on payouts for each row execute function touch_updated_at();

    create table balance_transactions (
      id text primary key,
      type text not null,
      reporting_category text not null,
      -- What it is about at Stripe: a charge, refund, dispute or payout.
      source text,
      amount_cents bigint not null,
      fee_cents bigint not null,
      net_cents bigint not null,
      currency text not null,
      made_at timestamptz not null,
      available_at timestamptz not null,
      stripe_payout_id text,
      created_at timestamptz not null default now(),
      foreign key (stripe_payout_id, currency) references payouts (stripe_payout_id, currency),
      check (net_cents = amount_cents - fee_cents)
    );
    create index balance_transactions_by_source on balance_transactions (source);
    create index balance_transactions_by_payout on balance_transactions (stripe_payout_id) where stripe_payout_id is not null;
    create index balance_transactions_by_time on balance_transactions (made_at, id);

    create function guard_stripe_books() returns trigger language plpgsql as $$
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
    create trigger balance_transactions_guard before update or delete on balance_transactions
      for each row execute function guard_stripe_books();
    create trigger payouts_guard before update or delete on payouts for each row execute function guard_stripe_books();
    create trigger balance_transactions_keep before truncate on balance_transactions execute function refuse_change();
    create trigger payouts_keep before truncate on payouts execute function refuse_change();

    -- How far Stripe's events were listed.
    create table stripe_watermarks (
      name text primary key,
      value text not null,
      updated_at timestamptz not null default now()
    );

    create table reconciliation_runs (
      id uuid primary key default gen_random_uuid(),
      requested_by uuid references staff (id),
      state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
      found jsonb not null default '{}',
      last_error text,
      created_at timestamptz not null default now(),
      started_at timestamptz,
      finished_at timestamptz,
      check ((state in ('done', 'failed')) = (finished_at is not null))
    );
    -- One comparison at a time.
    create unique index reconciliation_runs_one on reconciliation_runs ((true)) where state in ('waiting', 'running');
    create index reconciliation_runs_newest on reconciliation_runs (created_at desc);

    create table reconciliation_breaks (
      id uuid primary key default gen_random_uuid(),
      class text not null check (class in ('missing_here', 'missing_at_stripe', 'amount_differs', 'unknown_invoice',
        'refund_outside', 'fee_missing', 'payout_differs', 'unexplained')),
      -- What it is about: Stripe's id, or ours where Stripe has none.
      object text not null,
      currency text not null,
      ours_cents bigint,
      stripe_cents bigint,
      detail text not null,
      happened_at timestamptz not null,
      invoice_id uuid references invoices (id),
      stripe_payout_id text,
      found_at timestamptz not null default now(),
      -- Gone at a later comparison, or accepted by staff with a note.
      resolved_at timestamptz,
      accepted_by uuid references staff (id),
      accepted_note text,
      check ((accepted_by is null) = (accepted_note is null)),
      check (accepted_by is null or resolved_at is not null)
    );
    create unique index reconciliation_breaks_open on reconciliation_breaks (class, object) where resolved_at is null;
    create index reconciliation_breaks_newest on reconciliation_breaks (happened_at desc, id desc);

    grant select, insert on disputes, payouts, balance_transactions, stripe_watermarks, reconciliation_runs,
      reconciliation_breaks to clinic_app;
    grant update (amount_cents, reason, status, is_charge_refundable, evidence_due_at, withdrawn_cents, reinstated_cents,
      fee_cents, outcome, decided_by, decided_at) on disputes to clinic_app;
    grant update (status, failure_message, arrives_on, reconciled) on payouts to clinic_app;
    grant update (available_at, stripe_payout_id) on balance_transactions to clinic_app;
    grant update (value, updated_at) on stripe_watermarks to clinic_app;
    grant update (state, found, last_error, started_at, finished_at) on reconciliation_runs to clinic_app;
    grant update (ours_cents, stripe_cents, detail, resolved_at, accepted_by, accepted_note) on reconciliation_breaks to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index payments_by_charge;
    drop table reconciliation_breaks, reconciliation_runs, stripe_watermarks, balance_transactions, payouts, disputes;
    drop function guard_stripe_books();
    drop function guard_dispute();
  `);
}
