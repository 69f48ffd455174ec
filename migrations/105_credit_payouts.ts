/** A pay-out of credit above the clinic's limit is requested by one admin and approved by another; until then its credit is reserved. */
import type { Knex } from 'knex';

const SETTING = `coalesce((security ->> 'credit_payout_approval_cents')::bigint, 50000)`;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table clinic_settings
      add column payout_limit_before bigint,
      add column payout_limit_raised_at timestamptz,
      add constraint clinic_settings_payout_approval
        check (coalesce((security ->> 'credit_payout_approval_cents')::bigint, 0) >= 0);

    -- Whoever raises the limit pays nothing out by it on the same day: for 24 hours the lower one still counts.
    create function keep_payout_limit() returns trigger language plpgsql as $$
    declare was bigint; becomes bigint;
    begin
      select ${SETTING} into was from (select old.security) s (security);
      select ${SETTING} into becomes from (select new.security) s (security);
      new.payout_limit_before := old.payout_limit_before;
      new.payout_limit_raised_at := old.payout_limit_raised_at;
      if becomes > was then
        new.payout_limit_before := case when old.payout_limit_raised_at > now() - interval '24 hours'
          then least(old.payout_limit_before, was) else was end;
        new.payout_limit_raised_at := now();
      end if;
      return new;
    end $$;
    create trigger clinic_settings_payout_limit before update on clinic_settings
      for each row execute function keep_payout_limit();
    create function credit_payout_limit(at timestamptz) returns bigint language sql stable as $$
      select case when payout_limit_raised_at > at - interval '24 hours' then least(payout_limit_before, ${SETTING})
        else ${SETTING} end from clinic_settings
    $$;

    create table credit_payouts (
      id uuid primary key default gen_random_uuid(),
      patient_id uuid not null references patients (id),
      currency text not null,
      amount_cents bigint not null check (amount_cents > 0),
      method text not null check (method in ('cash', 'cheque', 'bank_transfer', 'card_terminal')),
      reference text not null check (length(reference) between 1 and 140),
      status text not null check (status in ('requested', 'paid', 'rejected')),
      requested_by uuid not null references staff (id),
      requested_at timestamptz not null,
      decided_by uuid references staff (id),
      decided_at timestamptz,
      decision_reason text check (length(decision_reason) between 1 and 500),
      -- The clinic's only admin approved their own request.
      self_approved boolean not null default false,
      created_at timestamptz not null default now(),
      constraint credit_payouts_decided check ((status = 'requested') = (decided_by is null)
        and (decided_by is null) = (decided_at is null)),
      constraint credit_payouts_reason check ((status = 'rejected') = (decision_reason is not null)),
      constraint credit_payouts_two_people check (status <> 'paid' or (decided_by = requested_by) = self_approved)
    );
    create index credit_payouts_newest on credit_payouts (created_at desc, id desc);
    create index credit_payouts_by_status on credit_payouts (status, created_at desc, id desc);
    create index credit_payouts_by_patient on credit_payouts (patient_id, currency, status);
    create trigger credit_payouts_keep_all before truncate on credit_payouts execute function refuse_change();
    grant select, insert on credit_payouts to clinic_app;
    grant update (status, decided_by, decided_at, decision_reason, self_approved) on credit_payouts to clinic_app;

    create function guard_credit_payout() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        raise exception 'a pay-out is never deleted' using errcode = 'restrict_violation';
      end if;
      if tg_op = 'INSERT' then
        if new.status <> 'requested' or not exists (select from staff where id = new.requested_by and role = 'admin') then
          raise exception 'a pay-out begins with the request of an admin' using errcode = 'restrict_violation';
        end if;
        return new;
      end if;
      if old.status <> 'requested' or
          (old.id, old.patient_id, old.currency, old.amount_cents, old.method, old.reference, old.requested_by, old.requested_at, old.created_at)
          is distinct from
          (new.id, new.patient_id, new.currency, new.amount_cents, new.method, new.reference, new.requested_by, new.requested_at, new.created_at) then
        raise exception 'pay-out % keeps what was requested and decided', old.id using errcode = 'restrict_violation';
      end if;
      if new.status = 'paid' then
        if not exists (select from staff where id = new.decided_by and role = 'admin' and disabled_at is null) then
          raise exception 'only an admin approves a pay-out' using errcode = 'restrict_violation';
        end if;
        if not approver_is_established(new.decided_by, new.requested_by, new.decided_at) then
          raise exception 'who was given access lately does not approve this pay-out' using errcode = 'restrict_violation';
        end if;
        if new.self_approved and exists (select from staff where role = 'admin' and disabled_at is null
            and password_hash is not null and id <> new.decided_by) then
          raise exception 'another admin approves this pay-out' using errcode = 'restrict_violation';
        end if;
      end if;
      return new;
    end $$;
    create trigger credit_payouts_guard before insert or update or delete on credit_payouts
      for each row execute function guard_credit_payout();

    -- A patient's credit that no requested pay-out reserves; the oldest is reserved first.
    create function free_credit_lots(patient uuid, in_currency text, without_transaction uuid default null)
      returns table (invoice_id uuid, held_cents bigint) language plpgsql as $$
    declare l record; reserved bigint; taken bigint;
    begin
      select coalesce(sum(p.amount_cents), 0) into reserved from credit_payouts p
        where p.patient_id = patient and p.currency = in_currency and p.status = 'requested';
      for l in select c.invoice_id as source, c.held_cents as held
          from credit_lots(patient, in_currency, without_transaction) with ordinality c (invoice_id, held_cents, n) order by c.n loop
        taken := least(reserved, l.held);
        reserved := reserved - taken;
        if l.held > taken then
          invoice_id := l.source;
          held_cents := l.held - taken;
          return next;
        end if;
      end loop;
    end $$;
    revoke all on function free_credit_lots(uuid, text, uuid) from public;
    grant execute on function free_credit_lots(uuid, text, uuid) to clinic_app;

    ${invoiceMoney('free_credit_lots')}
    ${checkMoneyBack('free_credit_lots')}

    -- At commit: credit leaves above the limit only as another person approved it, and a decision to pay is paid.
    create function check_credit_payout() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    declare p record; u record; total bigint; allowed bigint;
    begin
      select * into p from credit_payouts where id = new.id;
      select * into u from credit_uses where id = new.id;
      if p.id is not null and (p.status = 'paid' or u.id is not null) then
        if u.id is null or p.status <> 'paid' or
            (u.kind, u.patient_id, u.currency, u.amount_cents, u.method, u.reference, u.staff_id)
            is distinct from ('refunded', p.patient_id, p.currency, p.amount_cents, p.method, p.reference, p.decided_by) then
          raise exception 'pay-out % is not paid as it was approved', new.id using errcode = 'check_violation';
        end if;
        return null;
      end if;
      if u.id is null or u.kind <> 'refunded' then return null; end if;
      -- One after the other, so that two small ones do not pass beside each other.
      perform from patients where id = u.patient_id for no key update;
      allowed := credit_payout_limit(u.used_at);
      select coalesce(sum(o.amount_cents), 0) into total from credit_uses o
        where o.kind = 'refunded' and o.patient_id = u.patient_id and o.currency = u.currency
          and o.used_at > u.used_at - interval '30 days' and not exists (select from credit_payouts a where a.id = o.id);
      if total > allowed then
        raise exception 'credit above % is paid out only with the approval of another admin', allowed using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    create constraint trigger credit_uses_approved after insert on credit_uses deferrable initially deferred
      for each row when (new.kind = 'refunded') execute function check_credit_payout();
    create constraint trigger credit_payouts_paid after update of status on credit_payouts deferrable initially deferred
      for each row when (new.status = 'paid') execute function check_credit_payout();

    -- At commit: what is requested to be paid out is there, and nothing else takes it.
    create function check_credit_reserved() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    declare has bigint; reserved bigint;
    begin
      select b.credit_cents into has from patient_balances b
        where b.patient_id = new.patient_id and b.currency = new.currency for update;
      select coalesce(sum(p.amount_cents), 0) into reserved from credit_payouts p
        where p.patient_id = new.patient_id and p.currency = new.currency and p.status = 'requested';
      if reserved > coalesce(has, 0) then
        raise exception 'credit of patient % is reserved for a pay-out', new.patient_id using errcode = 'check_violation';
      end if;
      if tg_table_name = 'credit_payouts' and exists (
          select from credit_lots(new.patient_id, new.currency) c
            left join free_credit_lots(new.patient_id, new.currency) f on f.invoice_id = c.invoice_id
            cross join lateral invoice_money(c.invoice_id) m
          where coalesce(f.held_cents, 0) < c.held_cents and m.kept_cents + m.held_cents < m.committed_cents) then
        raise exception 'credit of patient % is wanted by a refund or a dispute', new.patient_id using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    create constraint trigger credit_uses_unreserved after insert on credit_uses deferrable initially deferred
      for each row execute function check_credit_reserved();
    create constraint trigger credit_payouts_reserve after insert on credit_payouts deferrable initially deferred
      for each row execute function check_credit_reserved();
  `);
}

const invoiceMoney = (lots: string): string => `
    create or replace function invoice_money(checked uuid) returns table (taken_cents bigint, refunded_cents bigint, disputed_cents bigint,
      kept_cents bigint, held_cents bigint, committed_cents bigint, requested_cents bigint) language plpgsql as $$
    declare i record; l record; p record;
    begin
      select i2.patient_id, i2.currency into i from invoices i2 where i2.id = checked;
      select coalesce(-sum(e.amount_cents) filter (where e.effect = 'settle'), 0)::bigint as settled,
          coalesce(-sum(e.amount_cents) filter (where e.effect in ('settle', 'refund')
            or (e.account in ('disputed_funds', 'write_offs') and e.payment_id is not null)), 0)::bigint
          + coalesce(sum(e.amount_cents) filter (where e.account = 'patient_credit'), 0)::bigint as kept
        into l from ledger_entries e where e.invoice_id = checked;
      select coalesce(sum(y.refunded_cents), 0)::bigint as refunded,
          coalesce(sum((select -sum(e.amount_cents) from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
            where e.payment_id = y.id and e.account = 'patient_credit' and t.kind in ('payment', 'payment_reversal'))), 0)::bigint as surplus,
          coalesce(sum((select sum(d.withdrawn_cents - d.reinstated_cents) from disputes d where d.payment_id = y.id)), 0)::bigint as disputed,
          coalesce(sum((select sum(r.amount_cents) from refunds r where r.payment_id = y.id
            and r.status in ('approved', 'processing'))), 0)::bigint as committed,
          coalesce(sum((select sum(r.amount_cents) from refunds r where r.payment_id = y.id and r.status = 'requested')), 0)::bigint as requested
        into p from payments y where y.invoice_id = checked;
      return query select l.settled + p.surplus, p.refunded, p.disputed, l.kept,
        coalesce((select c.held_cents from ${lots}(i.patient_id, i.currency) c where c.invoice_id = checked), 0),
        p.committed, p.requested;
    end $$;`;

const checkMoneyBack = (lots: string): string => `
    create or replace function check_money_back() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    declare checked uuid; whose uuid; m record;
    begin
      select e.invoice_id into checked from ledger_entries e
        where e.transaction_id = new.id and e.invoice_id is not null limit 1;
      if new.kind in ('credit_note', 'payment_reversal') then
        select * into m from invoice_money(checked);
        if new.kind = 'credit_note' and m.kept_cents < 0 and exists (select from ledger_entries
            where transaction_id = new.id and account = 'patient_credit') then
          raise exception 'invoice % would give back % more than it took', checked, -m.kept_cents using errcode = 'check_violation';
        end if;
        if new.kind = 'credit_note' then return null; end if;
        if m.kept_cents + m.held_cents < m.committed_cents and exists (select from ledger_entries
            where transaction_id = new.id and account = 'receivable') then
          raise exception 'money of invoice % left as credit or is wanted by a refund', checked using errcode = 'check_violation';
        end if;
      end if;
      select e.patient_id into whose from ledger_entries e where e.transaction_id = new.id and e.account = 'patient_credit' limit 1;
      for m in select b.invoice_id, f.* from ${lots}(whose, new.currency, new.id) b
            left join ${lots}(whose, new.currency) a on a.invoice_id = b.invoice_id
            cross join lateral invoice_money(b.invoice_id) f
          where coalesce(a.held_cents, 0) < b.held_cents loop
        if m.kept_cents + m.held_cents < m.committed_cents then
          raise exception 'credit of invoice % is wanted by a refund or a dispute', m.invoice_id using errcode = 'check_violation';
        end if;
      end loop;
      return null;
    end $$;`;

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger credit_uses_approved on credit_uses;
    drop trigger credit_uses_unreserved on credit_uses;
    ${checkMoneyBack('credit_lots')}
    ${invoiceMoney('credit_lots')}
    drop table credit_payouts;
    drop function check_credit_reserved();
    drop function check_credit_payout();
    drop function free_credit_lots(uuid, text, uuid);
    drop function guard_credit_payout();
    drop trigger clinic_settings_payout_limit on clinic_settings;
    drop function credit_payout_limit(timestamptz);
    drop function keep_payout_limit();
    alter table clinic_settings drop constraint clinic_settings_payout_approval,
      drop column payout_limit_before, drop column payout_limit_raised_at;
    update clinic_settings set security = security - 'credit_payout_approval_cents', version = version + 1
      where security -> 'credit_payout_approval_cents' is not null;
  `);
}
