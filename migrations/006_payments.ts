/** Payments, the pages at Stripe that ask for them, and the events that report them. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table payments (
      id uuid primary key default gen_random_uuid(),
      invoice_id uuid not null,
      stripe_payment_id text unique,
      stripe_charge_id text,
      amount_cents bigint not null check (amount_cents > 0),
      currency text not null,
      status payment_status not null,
      method text not null check (method in ('card', 'bank_debit', 'online', 'cash', 'cheque', 'bank_transfer', 'card_terminal')),
      refunded_cents bigint not null default 0,
      failure_message text,
      received_at timestamptz not null,
      -- The event as Stripe sent it, encrypted; and its hash, to prove it (decision 20).
      raw_event bytea,
      raw_event_sha256 bytea,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (id, currency),
      foreign key (invoice_id, currency) references invoices (id, currency),
      check (refunded_cents between 0 and amount_cents),
      check (status <> 'refunded' or refunded_cents = amount_cents),
      check (status <> 'failed' or refunded_cents = 0)
    );
    create index payments_by_invoice on payments (invoice_id, received_at desc, id desc);
    create index payments_newest on payments (received_at desc, id desc);
    create trigger payments_touch before update on payments for each row execute function touch_updated_at();
    alter table ledger_entries add foreign key (payment_id, currency) references payments (id, currency);

    create function guard_payment() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        raise exception 'a payment is never deleted' using errcode = 'restrict_violation';
      end if;
      if old.invoice_id <> new.invoice_id or old.currency <> new.currency
          or old.stripe_payment_id is distinct from new.stripe_payment_id
          or (old.status <> 'failed' and (old.amount_cents, old.received_at) is distinct from (new.amount_cents, new.received_at))
          or (old.status <> 'failed' and new.status = 'failed') then
        raise exception 'payment % is booked and cannot be rewritten', old.id using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger payments_guard before update or delete on payments for each row execute function guard_payment();
    create trigger payments_keep before truncate on payments execute function refuse_change();

    create table checkout_sessions (
      id uuid primary key default gen_random_uuid(),
      invoice_id uuid not null,
      currency text not null,
      amount_cents bigint not null check (amount_cents > 0),
      kind text not null check (kind in ('checkout_session', 'payment_link')),
      -- creating: asked for, no answer yet. closing: to be expired at Stripe before anything else happens.
      state text not null check (state in ('creating', 'open', 'closing', 'complete', 'expired', 'failed')),
      idempotency_key text not null unique,
      -- Exactly what is sent, kept so that a repeated call is the same call.
      request jsonb not null,
      stripe_id text unique,
      url text,
      expires_at timestamptz,
      last_error text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      foreign key (invoice_id, currency) references invoices (id, currency),
      check (state <> 'open' or (stripe_id is not null and url is not null))
    );
    -- Two pages open for one invoice could be paid twice.
    create unique index checkout_sessions_one_open on checkout_sessions (invoice_id)
      where state in ('creating', 'open', 'closing');
    create index checkout_sessions_by_invoice on checkout_sessions (invoice_id, created_at desc);
    create trigger checkout_sessions_touch before update on checkout_sessions
      for each row execute function touch_updated_at();

    create table stripe_events (
      id text primary key check (id ~ '^[A-Za-z0-9_]{1,255}$'),
      type text not null,
      livemode boolean not null,
      created_at timestamptz not null,
      payload bytea not null,
      payload_sha256 bytea not null check (length(payload_sha256) = 32),
      source text not null check (source in ('webhook', 'recovery')),
      received_at timestamptz not null default now(),
      state text not null default 'received' check (state in ('received', 'applied', 'ignored', 'quarantined')),
      attempts integer not null default 0,
      due_at timestamptz not null default now(),
      reason text,
      settled_at timestamptz,
      request_id text not null,
      check ((state = 'received') = (settled_at is null)),
      check (state <> 'quarantined' or reason is not null)
    );
    create index stripe_events_due on stripe_events (due_at) where state = 'received';
    create index stripe_events_newest on stripe_events (received_at desc, id desc);
    create index stripe_events_quarantined on stripe_events (received_at desc) where state = 'quarantined';

    create function guard_stripe_event() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        raise exception 'an event is never deleted' using errcode = 'restrict_violation';
      end if;
      if (old.id, old.type, old.livemode, old.created_at, old.payload, old.payload_sha256, old.received_at)
          is distinct from (new.id, new.type, new.livemode, new.created_at, new.payload, new.payload_sha256, new.received_at)
          or (old.state in ('applied', 'ignored') and new.state <> old.state) then
        raise exception 'event % is what Stripe sent and cannot be rewritten', old.id using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger stripe_events_guard before update or delete on stripe_events
      for each row execute function guard_stripe_event();
    create trigger stripe_events_keep before truncate on stripe_events execute function refuse_change();

    grant select, insert on payments, checkout_sessions, stripe_events to clinic_app;
    grant update (stripe_charge_id, amount_cents, status, method, refunded_cents, failure_message, received_at, raw_event,
      raw_event_sha256) on payments to clinic_app;
    grant update (state, stripe_id, url, expires_at, last_error) on checkout_sessions to clinic_app;
    grant update (state, attempts, due_at, reason, settled_at) on stripe_events to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table ledger_entries drop constraint ledger_entries_payment_id_currency_fkey;
    drop table stripe_events, checkout_sessions, payments;
    drop function guard_stripe_event();
    drop function guard_payment();
  `);
}
