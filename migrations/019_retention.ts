/** Retention: what may go one day, decided by the database from the rules that an admin saved; and reads for backups. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- The blob of a purged archive is removed after the row says so; this tells that it is gone.
    alter table archives add column blob_gone boolean not null default false,
      add constraint archives_gone_when_purged check (not blob_gone or purged_at is not null);
    grant update (blob_gone) on archives to clinic_app;

    -- The records of a class, since when each is past use, and whose they are. The books, the numbers and the audit trail
    -- are no class: nothing here reaches them.
    create function retention_records(class text) returns table (id text, since timestamptz, patient uuid)
      language sql stable set search_path = public, pg_temp as $$
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
    $$;

    -- The last moment of which records may go; raises when there is no rule, or everything is on hold.
    create function retention_cutoff(class text) returns timestamptz language plpgsql stable
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

    -- The only way by which the application deletes such records: older than the rule, never on hold, so many at a time.
    create function purge_records(class text, at_most integer) returns setof text language plpgsql
      security definer set search_path = public, pg_temp as $$
    declare cutoff timestamptz; held uuid[]; going text[];
    begin
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
    end $$;
    revoke all on function purge_records(text, integer) from public;
    grant execute on function purge_records(text, integer) to clinic_app;

    -- A backup reads every table as the application; this one it had no other reason to read.
    grant select on ledger_rules to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    revoke select on ledger_rules from clinic_app;
    drop function purge_records(text, integer);
    drop function retention_cutoff(text);
    drop function retention_records(text);
    alter table archives drop column blob_gone;
  `);
}
