/**
 * A refund at Stripe that carries the id of a row here is that row, whatever the row's status: after a restore the row
 * can be older than the refund (decision 42).
 */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Made at Stripe from this row, whose approval and sending a restored backup does not know.
    alter table refunds add column recovered boolean not null default false;
    grant update (recovered) on refunds to clinic_app;
    do $$
    declare found text;
    begin
      for found in select conname from pg_constraint where conrelid = 'refunds'::regclass and contype = 'c'
          and (pg_get_constraintdef(oid) like '%(decided_by IS NOT NULL))%' or pg_get_constraintdef(oid) like '%(sent_at IS NOT NULL))%') loop
        execute format('alter table refunds drop constraint %I', found);
      end loop;
    end $$;
    alter table refunds
      add constraint refunds_decided check (made_at_stripe or recovered or status in ('requested', 'rejected') or decided_by is not null),
      add constraint refunds_sent check (made_at_stripe or recovered or status not in ('processing', 'succeeded') or sent_at is not null),
      add constraint refunds_recovered check (not recovered or stripe_refund_id is not null);
    create or replace function guard_refund() returns trigger language plpgsql as $$
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
            or (old.recovered and not new.recovered)
            or (new.recovered and not old.recovered and (old.stripe_refund_id is not null or new.stripe_refund_id is null))
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
          -- Known by Stripe's id that it gets now, and older here than at Stripe: this database was restored.
          or (old.status in ('requested', 'approved', 'rejected') and new.status = 'processing' and new.recovered
              and old.stripe_refund_id is null and new.stripe_refund_id is not null)
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
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    create or replace function guard_refund() returns trigger language plpgsql as $$
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
    alter table refunds drop constraint refunds_decided, drop constraint refunds_sent, drop constraint refunds_recovered,
      drop column recovered,
      add check (made_at_stripe or status in ('requested', 'rejected') or decided_by is not null),
      add check (made_at_stripe or status not in ('processing', 'succeeded') or sent_at is not null);
  `);
}
