/** Retention in one place: the years of patients' records beside the other rules, and holds and rules that bind the owner too. */
import type { Knex } from 'knex';

/** Open money and matters keep a patient's records out of the class: they cannot be erased anyway. */
const PATIENT_RECORDS = `
  select p.id::text, coalesce((select max(t.occurred_at) from ledger_entries e
      join ledger_transactions t on t.id = e.transaction_id where e.patient_id = p.id), p.created_at), p.id
    from patients p
    where $1 = 'patient_records' and p.erased_at is null
      and not exists (select from patient_balances b
        where b.patient_id = p.id and (b.balance_cents <> 0 or b.credit_cents <> 0))
      and not exists (select from invoices i join payments y on y.invoice_id = i.id
        left join refunds r on r.payment_id = y.id left join disputes d on d.payment_id = y.id
        where i.patient_id = p.id and (r.status in ('requested', 'approved', 'processing')
          or d.status not in ('won', 'lost', 'warning_closed', 'prevented')))
  union all`;

const RECORDS = (patients: string) => `
  create or replace function retention_records(class text) returns table (id text, since timestamptz, patient uuid)
    language sql stable set search_path = public, pg_temp as $$
    ${patients}
    select m.id::text, m.created_at, m.patient_id from messages m join invoices i on i.id = m.invoice_id
      where $1 = 'messages' and m.state <> 'pending' and i.status in ('paid', 'cancelled')
    union all
    select s.id::text, s.expires_at, null from sessions s where $1 = 'sessions'
    union all
    select k.caller || ' ' || k.operation || ' ' || k.key, k.created_at, null from idempotency_keys k where $1 = 'requests'
    union all
    select o.id::text, o.settled_at, null from outbox o where $1 = 'work' and o.state = 'done'
    union all
    select a.id::text, a.archived_at, i.patient_id from archives a join invoices i on i.id = a.invoice_id
      where $1 = 'invoice_details' and a.state = 'archived' and a.purged_at is null
  $$;`;

/** Patients are no table to delete from: each is erased, which the application does. */
const PURGE = (patients: string) => `
  create or replace function purge_records(class text, at_most integer) returns setof text language plpgsql
    security definer set search_path = public, pg_temp as $$
  declare cutoff timestamptz; held uuid[]; going text[];
  begin
    ${patients}
    cutoff := retention_cutoff(class);
    select coalesce(array_agg(patient::uuid), '{}') into held
      from clinic_settings, jsonb_array_elements_text(coalesce(retention -> 'hold_patients', '[]')) as patient;
    select coalesce(array_agg(r.id), '{}') into going from (
      select r.id from retention_records(class) r
      where r.since < cutoff and (r.patient is null or r.patient <> all (held)) order by r.since, r.id limit at_most) r;
    if class = 'messages' then
      delete from messages m where m.id = any (going::uuid[]);
    elsif class = 'sessions' then
      delete from refresh_tokens t where t.session_id = any (going::uuid[]);
      delete from sessions s where s.id = any (going::uuid[]);
    elsif class = 'requests' then
      delete from idempotency_keys k where k.caller || ' ' || k.operation || ' ' || k.key = any (going);
    elsif class = 'work' then
      delete from outbox o where o.id = any (going::uuid[]);
    elsif class = 'invoice_details' then
      update archives a set purged_at = now() where a.id = any (going::uuid[]);
    end if;
    return query select unnest(going);
  end $$;`;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ${RECORDS(PATIENT_RECORDS)}
    ${PURGE(`if class = 'patient_records' then
      raise exception 'patients are erased, not deleted' using errcode = 'restrict_violation';
    end if;`)}

    -- Holds and rules stay as they are until the transaction that relies on them is over.
    create or replace function retention_cutoff(class text) returns timestamptz language plpgsql volatile
      set search_path = public, pg_temp as $$
    declare rules jsonb; years integer;
    begin
      select retention into rules from clinic_settings for share;
      if coalesce((rules ->> 'hold_everything')::boolean, false) then
        raise exception 'everything is on legal hold' using errcode = 'restrict_violation';
      end if;
      years := (rules -> 'years' ->> class)::integer;
      if years is null or years < 1 then
        raise exception 'no rule lets % go', class using errcode = 'restrict_violation';
      end if;
      return now() - make_interval(years => years);
    end $$;

    create function on_legal_hold(patient uuid) returns boolean language sql volatile
      set search_path = public, pg_temp as $$
      select coalesce((retention ->> 'hold_everything')::boolean, false)
        or coalesce(retention -> 'hold_patients' @> to_jsonb(patient::text), false)
      from clinic_settings for share
    $$;

    -- Whoever deletes a record of a class: older than the rule, and not on hold. What leaves for the archive is not lost.
    create function guard_retention() returns trigger language plpgsql set search_path = public, pg_temp as $$
    declare class text := tg_argv[0]; since timestamptz; whose uuid;
    begin
      if class = 'messages' then
        since := old.created_at;
        whose := old.patient_id;
        if exists (select from archives where invoice_id = old.invoice_id and state = 'archived'
            and moved_in = pg_current_xact_id()) then
          return null;
        end if;
      elsif class = 'sessions' then
        since := old.expires_at;
      elsif class = 'work' then
        since := case when old.state = 'done' then old.settled_at end;
      elsif class = 'requests' then
        since := old.created_at;
        -- The answers about a patient go with the patient.
        if exists (select from patients p where p.erased_at is not null and (p.id = old.subject_id
            or exists (select from invoices i left join payments y on y.invoice_id = i.id
              where i.patient_id = p.id and old.subject_id in (i.id, y.id)))) then
          return null;
        end if;
      elsif class = 'invoice_details' then
        since := old.archived_at;
        whose := (select patient_id from invoices where id = old.invoice_id);
      end if;
      if since is null or since >= retention_cutoff(class) then
        raise exception 'a record of % is younger than its rule', class using errcode = 'restrict_violation';
      end if;
      if whose is not null and on_legal_hold(whose) then
        raise exception 'the records of patient % are on legal hold', whose using errcode = 'restrict_violation';
      end if;
      return null;
    end $$;
    -- At the end of the transaction, when it is known what else went with the record.
    create constraint trigger messages_retention after delete on messages deferrable initially deferred
      for each row execute function guard_retention('messages');
    create constraint trigger sessions_retention after delete on sessions deferrable initially deferred
      for each row execute function guard_retention('sessions');
    create constraint trigger outbox_retention after delete on outbox deferrable initially deferred
      for each row execute function guard_retention('work');
    create constraint trigger idempotency_keys_retention after delete on idempotency_keys deferrable initially deferred
      for each row execute function guard_retention('requests');
    create trigger messages_keep_all before truncate on messages execute function refuse_change();
    create trigger sessions_keep_all before truncate on sessions execute function refuse_change();
    create trigger outbox_keep_all before truncate on outbox execute function refuse_change();
    create trigger idempotency_keys_keep_all before truncate on idempotency_keys execute function refuse_change();
    create trigger archives_retention after update of purged_at on archives for each row
      when (old.purged_at is null and new.purged_at is not null) execute function guard_retention('invoice_details');

    -- Erasing a patient: never on hold; before the years are over only when the audit says who took it on themselves, and why.
    create function guard_erasing() returns trigger language plpgsql set search_path = public, pg_temp as $$
    declare years integer; active timestamptz;
    begin
      if on_legal_hold(new.id) then
        raise exception 'the records of patient % are on legal hold', new.id using errcode = 'restrict_violation';
      end if;
      select (retention -> 'years' ->> 'patient_records')::integer into years from clinic_settings;
      select max(t.occurred_at) into active from ledger_entries e
        join ledger_transactions t on t.id = e.transaction_id where e.patient_id = new.id;
      -- A day's grace, because the years are counted in days of the clinic's time zone.
      if active > now() - make_interval(years => years) + interval '1 day' and not exists (
          select from audit_logs where target_type = 'patient' and target_id = new.id::text and action = 'erase_patient'
            and outcome = 'done'
            and details ->> 'reason' is not null) then
        raise exception 'the records of patient % are younger than their rule', new.id using errcode = 'restrict_violation';
      end if;
      return null;
    end $$;
    create constraint trigger patients_erasing after update on patients deferrable initially deferred
      for each row when (old.data_key is not null and new.data_key is null) execute function guard_erasing();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger patients_erasing on patients;
    drop function guard_erasing();
    drop trigger archives_retention on archives;
    drop trigger messages_keep_all on messages;
    drop trigger sessions_keep_all on sessions;
    drop trigger outbox_keep_all on outbox;
    drop trigger idempotency_keys_keep_all on idempotency_keys;
    drop trigger messages_retention on messages;
    drop trigger sessions_retention on sessions;
    drop trigger outbox_retention on outbox;
    drop trigger idempotency_keys_retention on idempotency_keys;
    drop function guard_retention();
    drop function on_legal_hold(uuid);
    create or replace function retention_cutoff(class text) returns timestamptz language plpgsql stable
      set search_path = public, pg_temp as $$
    declare rules jsonb; years integer;
    begin
      select retention into rules from clinic_settings;
      if coalesce((rules ->> 'hold_everything')::boolean, false) then
        raise exception 'everything is on legal hold' using errcode = 'restrict_violation';
      end if;
      years := (rules -> 'years' ->> class)::integer;
      if years is null or years < 1 then
        raise exception 'no rule lets % go', class using errcode = 'restrict_violation';
      end if;
      return now() - make_interval(years => years);
    end $$;
    ${PURGE('')}
    ${RECORDS('')}
  `);
}
