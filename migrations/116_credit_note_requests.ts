/** A credit note above a clerk's limit is requested by the clerk and approved by an admin; small ones of one patient count together. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table credit_note_requests (
      id uuid primary key default gen_random_uuid(),
      invoice_id uuid not null references invoices (id),
      currency text not null,
      amount_cents bigint not null check (amount_cents > 0),
      -- Amounts by invoice item; empty when the amount is of the whole invoice.
      lines jsonb not null default '{}' check (jsonb_typeof(lines) = 'object'),
      reason text not null check (length(reason) between 1 and 500),
      status text not null check (status in ('requested', 'issued', 'rejected', 'withdrawn')),
      requested_by uuid not null references staff (id),
      requested_at timestamptz not null,
      decided_by uuid references staff (id),
      decided_at timestamptz,
      decision_reason text check (length(decision_reason) between 1 and 500),
      created_at timestamptz not null default now(),
      constraint credit_note_requests_decided check ((status = 'requested') = (decided_by is null)
        and (decided_by is null) = (decided_at is null)),
      constraint credit_note_requests_reason check ((status = 'rejected') = (decision_reason is not null)),
      constraint credit_note_requests_two_people check (status <> 'issued' or decided_by <> requested_by)
    );
    comment on table credit_note_requests is 'Credit notes above a clerk''s limit: requested, then decided by an admin.';
    create index credit_note_requests_newest on credit_note_requests (created_at desc, id desc);
    create index credit_note_requests_by_status on credit_note_requests (status, created_at desc, id desc);
    create index credit_note_requests_by_invoice on credit_note_requests (invoice_id, created_at desc, id desc);
    create unique index credit_note_requests_one_pending on credit_note_requests (invoice_id) where status = 'requested';
    create trigger credit_note_requests_keep_all before truncate on credit_note_requests execute function refuse_change();
    grant select, insert on credit_note_requests to clinic_app;
    grant update (status, decided_by, decided_at, decision_reason) on credit_note_requests to clinic_app;

    create function guard_credit_note_request() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        raise exception 'a request for a credit note is never deleted' using errcode = 'restrict_violation';
      end if;
      if tg_op = 'INSERT' then
        if new.status <> 'requested' or not exists (select from staff where id = new.requested_by) or not exists (
            select from invoices where id = new.invoice_id and currency = new.currency and status not in ('draft', 'cancelled')) then
          raise exception 'a credit note is requested by a member of staff, for an issued invoice' using errcode = 'restrict_violation';
        end if;
        return new;
      end if;
      if old.status <> 'requested' or
          (old.id, old.invoice_id, old.currency, old.amount_cents, old.lines, old.reason, old.requested_by, old.requested_at, old.created_at)
          is distinct from
          (new.id, new.invoice_id, new.currency, new.amount_cents, new.lines, new.reason, new.requested_by, new.requested_at, new.created_at) then
        raise exception 'request % keeps what was requested and decided', old.id using errcode = 'restrict_violation';
      end if;
      if new.status in ('issued', 'rejected')
          and not exists (select from staff where id = new.decided_by and role = 'admin' and disabled_at is null) then
        raise exception 'only an admin decides on a credit note' using errcode = 'restrict_violation';
      end if;
      if new.status = 'issued' and not approver_is_established(new.decided_by, new.requested_by, new.decided_at) then
        raise exception 'who was given access lately does not approve this credit note' using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger credit_note_requests_guard before insert or update or delete on credit_note_requests
      for each row execute function guard_credit_note_request();

    -- At commit: an approved request has its credit note, as it was requested, and a requested one has none.
    create function check_credit_note_request() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    declare r record; n record; credited jsonb;
    begin
      select * into r from credit_note_requests where id = new.id;
      if r.id is null then return null; end if;
      select * into n from credit_notes where id = new.id;
      if n.id is null and r.status <> 'issued' then return null; end if;
      select coalesce(jsonb_object_agg(l.invoice_item_id, l.amount_cents), '{}') into credited
        from credit_note_lines l where l.credit_note_id = new.id;
      if n.id is null or (r.status, r.invoice_id, r.currency, r.amount_cents, r.lines, r.reason, r.decided_by)
          is distinct from ('issued', n.invoice_id, n.currency, n.amount_cents, credited, n.reason, n.staff_id) then
        raise exception 'credit note % is not issued as it was approved', new.id using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    create constraint trigger credit_notes_approved after insert on credit_notes deferrable initially deferred
      for each row execute function check_credit_note_request();
    create constraint trigger credit_note_requests_issued after update of status on credit_note_requests deferrable initially deferred
      for each row when (new.status = 'issued') execute function check_credit_note_request();

    -- At commit: nothing is pending for a cancelled invoice.
    create function check_cancelled_requests() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    begin
      if exists (select from credit_note_requests where invoice_id = new.id and status = 'requested') then
        raise exception 'a credit note of cancelled invoice % is still requested', new.id using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    create constraint trigger invoices_cancelled_requests after update of status on invoices deferrable initially deferred
      for each row when (new.status = 'cancelled') execute function check_cancelled_requests();

    -- What clerks credited without approval: of this invoice at any time, and of the patient's other invoices in 30 days.
    create function clerks_credited(invoice uuid, at timestamptz) returns bigint language sql stable as $$
      select coalesce(sum(n.amount_cents), 0)::bigint from invoices i
        join invoices o on o.patient_id = i.patient_id and o.currency = i.currency
        join credit_notes n on n.invoice_id = o.id
        join staff s on s.id = n.staff_id and s.role <> 'admin'
      where i.id = invoice and (o.id = i.id or n.issued_at > at - interval '30 days')
    $$;
    grant execute on function clerks_credited(uuid, timestamptz) to clinic_app;

    create or replace function guard_clerk_credit_note() returns trigger language plpgsql security definer
      set search_path = public, pg_temp as $$
    declare allowed bigint;
    begin
      if exists (select from staff where id = new.staff_id and role = 'admin') then return new; end if;
      -- One after the other, so that two small ones do not pass beside each other.
      perform from patients where id = (select patient_id from invoices where id = new.invoice_id) for no key update;
      select coalesce((security ->> 'clerk_credit_note_cents')::bigint, 50000) into allowed from clinic_settings;
      if clerks_credited(new.invoice_id, new.issued_at) + new.amount_cents > allowed then
        raise exception 'clerks credit at most % without approval', allowed using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger invoices_cancelled_requests on invoices;
    drop trigger credit_notes_approved on credit_notes;
    drop table credit_note_requests;
    drop function check_cancelled_requests();
    drop function check_credit_note_request();
    drop function guard_credit_note_request();
    create or replace function guard_clerk_credit_note() returns trigger language plpgsql security invoker as $$
    declare allowed bigint; credited bigint;
    begin
      if exists (select from staff where id = new.staff_id and role = 'admin') then return new; end if;
      select coalesce((security ->> 'clerk_credit_note_cents')::bigint, 50000) into allowed from clinic_settings;
      select coalesce(sum(n.amount_cents), 0) into credited from credit_notes n join staff s on s.id = n.staff_id
        where n.invoice_id = new.invoice_id and s.role <> 'admin';
      if credited + new.amount_cents > allowed then
        raise exception 'clerks credit at most % of an invoice, an admin issues more', allowed
          using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    alter function guard_clerk_credit_note() reset search_path;
    drop function clerks_credited(uuid, timestamptz);
  `);
}
