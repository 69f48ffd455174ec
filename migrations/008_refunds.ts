/** Refunds: asked for by one, approved by another, never more than was paid; and events that wait for their payment. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table refunds (
      id uuid primary key default gen_random_uuid(),
      payment_id uuid not null,
      currency text not null,
      amount_cents bigint not null check (amount_cents > 0),
      reason text not null check (reason in ('requested_by_customer', 'duplicate', 'fraudulent', 'billing_error',
        'service_not_given', 'other')),
      note bytea,
      effect text not null check (effect in ('credit', 'reopen')),
      status text not null check (status in ('requested', 'approved', 'processing', 'succeeded', 'failed', 'rejected')),
      -- Made at Stripe's dashboard, past the approval here.
      made_at_stripe boolean not null default false,
      requested_by uuid references staff (id),
      decided_by uuid references staff (id),
      decided_at timestamptz,
      decision_reason text,
      self_approved boolean not null default false,
      -- Exactly what is sent, kept so that a repeated call is the same call; and when it was first sent.
      request jsonb,
      sent_at timestamptz,
      stripe_refund_id text unique,
      failure_reason text,
      settled_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (id, currency),
      foreign key (payment_id, currency) references payments (id, currency),
      check (made_at_stripe = (requested_by is null)),
      check (decided_by is null or decided_by <> requested_by or self_approved or status = 'rejected'),
      check (made_at_stripe or status in ('requested', 'rejected') or decided_by is not null),
      check (status <> 'requested' or decided_at is null),
      check (status <> 'rejected' or decision_reason is not null),
      check ((request is null) = (sent_at is null)),
      check (made_at_stripe or status not in ('processing', 'succeeded') or sent_at is not null),
      check ((status in ('succeeded', 'failed')) = (settled_at is not null))
    );
    create index refunds_by_payment on refunds (payment_id, created_at, id);
    create index refunds_newest on refunds (created_at desc, id desc);
    create index refunds_by_status on refunds (status, created_at desc, id desc);
    create trigger refunds_touch before update on refunds for each row execute function touch_updated_at();

    create function guard_refund() returns trigger language plpgsql as $$
    declare paid record; others bigint;
    begin
      if tg_op = 'DELETE' then
        raise exception 'a refund is never deleted' using errcode = 'restrict_violation';
      end if;
      if tg_op = 'INSERT' then
        if new.status <> 'requested' and not (new.made_at_stripe and new.status in ('processing', 'succeeded', 'failed')) then
          raise exception 'a refund begins with a request, not as %', new.status using errcode = 'restrict_violation';
        end if;
      else
        if (old.id, old.payment_id, old.currency, old.amount_cents, old.reason, old.note, old.effect, old.made_at_stripe,
              old.requested_by, old.created_at)
            is distinct from (new.id, new.payment_id, new.currency, new.amount_cents, new.reason, new.note, new.effect,
              new.made_at_stripe, new.requested_by, new.created_at)
            or (old.stripe_refund_id is not null and new.stripe_refund_id is distinct from old.stripe_refund_id)
            or (old.request is not null and (new.request, new.sent_at) is distinct from (old.request, old.sent_at))
            or (old.status <> 'requested' and (new.decided_by, new.self_approved)
              is distinct from (old.decided_by, old.self_approved)) then
          raise exception 'refund % keeps what was asked, decided and sent', old.id using errcode = 'restrict_violation';
        end if;
        if old.status <> new.status and not (
             (old.status = 'requested' and new.status in ('approved', 'rejected'))
          or (old.status = 'approved' and new.status in ('processing', 'failed', 'rejected'))
          or (old.status = 'processing' and new.status in ('succeeded', 'failed'))
          or (old.status = 'succeeded' and new.status = 'failed')
          -- Given up on here, yet made at Stripe: known by the id that it gets now.
          or (old.status = 'failed' and new.status in ('processing', 'succeeded') and old.stripe_refund_id is null
              and new.stripe_refund_id is not null)) then
          raise exception 'a refund cannot go from % to %', old.status, new.status using errcode = 'restrict_violation';
        end if;
        if old.status = 'requested' and new.status = 'approved'
            and not exists (select from staff where id = new.decided_by and role = 'admin') then
          raise exception 'only an admin approves a refund' using errcode = 'restrict_violation';
        end if;
      end if;
      if new.status not in ('failed', 'rejected')
          and (tg_op = 'INSERT' or old.status in ('failed', 'rejected')) then
        select amount_cents, status, stripe_payment_id into paid from payments where id = new.payment_id for update;
        if paid.status = 'failed' or paid.stripe_payment_id is null then
          raise exception 'payment % cannot be refunded through Stripe', new.payment_id using errcode = 'restrict_violation';
        end if;
        select coalesce(sum(amount_cents), 0) into others from refunds
          where payment_id = new.payment_id and id <> new.id and status not in ('failed', 'rejected');
        if others + new.amount_cents > paid.amount_cents then
          raise exception 'refunds of % would come to more than payment % had', others + new.amount_cents, new.payment_id
            using errcode = 'check_violation';
        end if;
      end if;
      return new;
    end $$;
    create trigger refunds_guard before insert or update or delete on refunds
      for each row execute function guard_refund();
    create trigger refunds_keep before truncate on refunds execute function refuse_change();

    -- What the payment says of its refunds follows them. Runs as the owner: the application cannot write it itself.
    create function follow_refunds() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    begin
      update payments p set refunded_cents = r.refunded,
        status = (case when r.refunded = p.amount_cents then 'refunded' else 'succeeded' end)::payment_status
      from (select coalesce(sum(amount_cents) filter (where status = 'succeeded'), 0) as refunded
            from refunds where payment_id = new.payment_id) r
      where p.id = new.payment_id and p.refunded_cents <> r.refunded;
      return null;
    end $$;
    create trigger refunds_follow after insert or update of status on refunds
      for each row execute function follow_refunds();
    create function check_payment_refunds() returns trigger language plpgsql as $$
    declare paid record; refunded bigint;
    begin
      select amount_cents, refunded_cents, status, stripe_payment_id into paid from payments where id = new.id;
      select coalesce(sum(amount_cents) filter (where status = 'succeeded'), 0) into refunded
        from refunds where payment_id = new.id;
      if paid.stripe_payment_id is not null and (paid.refunded_cents <> refunded
          or (paid.status = 'refunded') <> (refunded = paid.amount_cents)) then
        raise exception 'payment % says % refunded, its refunds say %', new.id, paid.refunded_cents, refunded
          using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    create constraint trigger payments_follow_refunds after insert or update of refunded_cents, status on payments
      deferrable initially deferred for each row execute function check_payment_refunds();
    revoke update (refunded_cents) on payments from clinic_app;

    -- An event that came before the payment it is about: the payment's id at Stripe.
    alter table stripe_events add column waits_for text;
    create index stripe_events_waiting on stripe_events (waits_for) where state = 'received';

    grant select, insert on refunds to clinic_app;
    grant update (status, decided_by, decided_at, decision_reason, self_approved, request, sent_at, stripe_refund_id,
      failure_reason, settled_at) on refunds to clinic_app;
    grant update (waits_for) on stripe_events to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table stripe_events drop column waits_for;
    grant update (refunded_cents) on payments to clinic_app;
    drop trigger payments_follow_refunds on payments;
    drop table refunds;
    drop function check_payment_refunds();
    drop function follow_refunds();
    drop function guard_refund();
  `);
}
