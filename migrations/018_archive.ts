/** The archive: details of old invoices leave these tables only against a bundle with the same content, and come back. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table invoices add column archived_at timestamptz;
    create index invoices_to_archive on invoices (updated_at, id)
      where status in ('paid', 'cancelled') and archived_at is null;

    create table archives (
      id uuid primary key default gen_random_uuid(),
      invoice_id uuid not null references invoices (id),
      -- written: named here, perhaps in storage. archived: read back, and the details have left. abandoned: overtaken by a change.
      state text not null default 'written' check (state in ('written', 'archived', 'restored', 'abandoned')),
      blob text not null unique,
      sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
      bytes bigint not null check (bytes > 0),
      -- Of exactly the rows that leave, as archive_details() gives them.
      details_sha256 bytea not null check (length(details_sha256) = 32),
      tax_cents bigint not null,
      manifest text not null,
      signature bytea not null,
      written_at timestamptz not null default now(),
      archived_at timestamptz,
      restored_at timestamptz,
      purged_at timestamptz,
      -- The transaction that moves the details; nobody else may.
      moved_in xid8,
      check (position(sha256 in blob) > 0),
      check ((state in ('archived', 'restored')) = (archived_at is not null)),
      check ((state = 'restored') = (restored_at is not null)),
      check (purged_at is null or state = 'archived')
    );
    create unique index archives_one_live on archives (invoice_id) where state in ('written', 'archived');
    create index archives_newest on archives (written_at desc, id desc);

    create function archive_details(invoice uuid) returns jsonb language sql stable
      set timezone = 'UTC' set bytea_output = 'hex' set search_path = public, pg_temp as $$
      select jsonb_build_object(
        'invoice_items', (select coalesce(jsonb_agg(to_jsonb(t) order by position), '[]') from invoice_items t where invoice_id = $1),
        'patient_links', (select coalesce(jsonb_agg(to_jsonb(t) order by id), '[]') from patient_links t where invoice_id = $1),
        'messages', (select coalesce(jsonb_agg(to_jsonb(t) order by id), '[]') from messages t where invoice_id = $1),
        'raw_events', (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'raw_event', raw_event) order by id), '[]')
          from payments where invoice_id = $1 and raw_event is not null))
    $$;

    -- Everything that is known of an invoice, for the bundle.
    create function archive_record(invoice uuid) returns jsonb language sql stable
      set timezone = 'UTC' set bytea_output = 'hex' set search_path = public, pg_temp as $$
      with paid as (select id from payments where invoice_id = $1),
        trail as (select a.* from audit_logs a where (a.target_type = 'invoice' and a.target_id = $1::text)
          or a.details ->> 'payment_id' in (select id::text from paid))
      select jsonb_build_object(
        'invoice', (select to_jsonb(i) from invoices i where i.id = $1),
        'payments', (select coalesce(jsonb_agg(to_jsonb(t) - 'raw_event' order by created_at, id), '[]') from payments t where invoice_id = $1),
        'refunds', (select coalesce(jsonb_agg(to_jsonb(t) order by created_at, id), '[]') from refunds t where payment_id in (select id from paid)),
        'disputes', (select coalesce(jsonb_agg(to_jsonb(t) order by created_at, id), '[]') from disputes t where payment_id in (select id from paid)),
        'ledger', (select coalesce(jsonb_agg(to_jsonb(e) || jsonb_build_object('kind', t.kind, 'cause', t.cause, 'occurred_at', t.occurred_at)
            order by e.id), '[]')
          from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
          where e.transaction_id in (select transaction_id from ledger_entries where invoice_id = $1)),
        'audit', (select coalesce(jsonb_agg(to_jsonb(t) order by sequence), '[]') from trail t),
        'events', (select coalesce(jsonb_agg(to_jsonb(t) order by received_at, id), '[]') from stripe_events t
          where id in (select details ->> 'event_id' from trail)))
    $$;

    create function guard_archive() returns trigger language plpgsql set search_path = public, pg_temp as $$
    begin
      if tg_op = 'DELETE' then
        raise exception 'an archive is never forgotten' using errcode = 'restrict_violation';
      end if;
      if tg_op = 'INSERT' then
        if new.state <> 'written' or new.moved_in is not null or new.purged_at is not null then
          raise exception 'an archive begins as written' using errcode = 'restrict_violation';
        end if;
        return new;
      end if;
      if (old.id, old.invoice_id, old.blob, old.sha256, old.bytes, old.details_sha256, old.tax_cents, old.manifest, old.signature,
            old.written_at)
          is distinct from (new.id, new.invoice_id, new.blob, new.sha256, new.bytes, new.details_sha256, new.tax_cents,
            new.manifest, new.signature, new.written_at) then
        raise exception 'archive % says what was written' , old.id using errcode = 'restrict_violation';
      end if;
      if old.state <> new.state and not (
           (old.state = 'written' and new.state in ('archived', 'abandoned'))
        or (old.state = 'archived' and new.state = 'restored' and old.purged_at is null)) then
        raise exception 'an archive cannot go from % to %', old.state, new.state using errcode = 'restrict_violation';
      end if;
      if old.state = 'written' and new.state = 'archived' then
        if sha256(convert_to(archive_details(new.invoice_id)::text, 'UTF8')) <> new.details_sha256 then
          raise exception 'invoice % changed since its bundle was written', new.invoice_id using errcode = 'CLA01';
        end if;
        if not exists (select from invoices where id = new.invoice_id and status in ('paid', 'cancelled') and balance_cents = 0)
            or exists (select from credit_note_lines l join invoice_items t on t.id = l.invoice_item_id where t.invoice_id = new.invoice_id)
            or exists (select from messages where invoice_id = new.invoice_id and state = 'pending')
            or exists (select from checkout_sessions where invoice_id = new.invoice_id and state in ('creating', 'open', 'closing')) then
          raise exception 'invoice % is not at rest', new.invoice_id using errcode = 'restrict_violation';
        end if;
      end if;
      if old.purged_at is distinct from new.purged_at and (old.purged_at is not null or new.state <> 'archived') then
        raise exception 'only an archived bundle is purged, once' using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger archives_guard before insert or update or delete on archives for each row execute function guard_archive();
    create trigger archives_keep before truncate on archives execute function refuse_change();

    -- The only way out for an issued invoice's details. Runs as the owner: the application cannot delete them itself.
    create function archive_invoice(archive uuid) returns void language plpgsql
      security definer set search_path = public, pg_temp as $$
    declare invoice uuid;
    begin
      select invoice_id into invoice from archives where id = archive;
      perform 1 from invoices where id = invoice for update;
      update archives set state = 'archived', archived_at = now(), moved_in = pg_current_xact_id()
        where id = archive and state = 'written';
      if not found then
        raise exception 'archive % is not waiting', archive using errcode = 'restrict_violation';
      end if;
      delete from messages where invoice_id = invoice;
      delete from patient_links where invoice_id = invoice;
      delete from invoice_items where invoice_id = invoice;
      update payments set raw_event = null where invoice_id = invoice and raw_event is not null;
      update invoices set archived_at = now() where id = invoice;
    end $$;

    -- And the only way back: exactly what left.
    create function restore_invoice(archive uuid, details jsonb) returns void language plpgsql
      security definer set search_path = public, pg_temp set timezone = 'UTC' set bytea_output = 'hex' as $$
    declare kept record;
    begin
      select * into kept from archives where id = archive;
      perform 1 from invoices where id = kept.invoice_id for update;
      if kept.details_sha256 is distinct from sha256(convert_to(details::text, 'UTF8')) then
        raise exception 'these are not the details that left with archive %', archive using errcode = 'restrict_violation';
      end if;
      update archives set state = 'restored', restored_at = now(), moved_in = pg_current_xact_id()
        where id = archive and state = 'archived';
      if not found then
        raise exception 'archive % is not archived', archive using errcode = 'restrict_violation';
      end if;
      insert into invoice_items (id, invoice_id, position, description, quantity, unit_price_cents, discount_cents,
          tax_basis_points, tax_cents)
        select id, invoice_id, position, description, quantity, unit_price_cents, discount_cents, tax_basis_points, tax_cents
        from jsonb_populate_recordset(null::invoice_items, details -> 'invoice_items');
      insert into patient_links select * from jsonb_populate_recordset(null::patient_links, details -> 'patient_links');
      insert into messages select * from jsonb_populate_recordset(null::messages, details -> 'messages');
      update payments p set raw_event = r.raw_event
        from jsonb_to_recordset(details -> 'raw_events') as r (id uuid, raw_event bytea) where p.id = r.id;
      update invoices set archived_at = null where id = kept.invoice_id;
    end $$;

    create function guard_archived_at() returns trigger language plpgsql as $$
    begin
      if not exists (select from archives where invoice_id = new.id and moved_in = pg_current_xact_id()
          and state = (case when new.archived_at is null then 'restored' else 'archived' end)) then
        raise exception 'invoice % is archived and restored with its bundle only', new.id using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger invoices_archived before update of archived_at on invoices
      for each row when (old.archived_at is distinct from new.archived_at) execute function guard_archived_at();

    create or replace function guard_invoice_item() returns trigger language plpgsql as $$
    declare parent record; ids uuid[];
    begin
      -- Both the line's old invoice and its new one must be drafts, or the archive moves it right now.
      ids := case tg_op when 'INSERT' then array[new.invoice_id] when 'DELETE' then array[old.invoice_id]
                        else array[old.invoice_id, new.invoice_id] end;
      for parent in select id, status from invoices where id = any (ids) loop
        if parent.status <> 'draft' and (tg_op = 'UPDATE' or not exists (
            select from archives where invoice_id = parent.id and moved_in = pg_current_xact_id()
              and state = (case tg_op when 'DELETE' then 'archived' else 'restored' end))) then
          raise exception 'invoice % is % and its lines cannot change', parent.id, parent.status
            using errcode = 'restrict_violation';
        end if;
      end loop;
      return case tg_op when 'DELETE' then old else new end;
    end $$;

    create or replace function check_invoice_total() returns trigger language plpgsql as $$
    declare checked uuid; invoice record; lines bigint; counted bigint;
    begin
      if tg_table_name = 'invoices' then checked := new.id;
      elsif tg_op = 'DELETE' then checked := old.invoice_id;
      else checked := new.invoice_id;
      end if;
      select id, total_amount_cents, discount_cents, archived_at into invoice from invoices where id = checked;
      if not found then return null; end if;
      select coalesce(sum(total_cents), 0), count(*) into lines, counted from invoice_items where invoice_id = checked;
      if invoice.archived_at is not null then
        if counted > 0 then
          raise exception 'invoice % is archived and has lines', checked using errcode = 'check_violation';
        end if;
        return null;
      end if;
      if invoice.total_amount_cents <> lines - invoice.discount_cents then
        raise exception 'invoice % says % but its lines come to %', checked, invoice.total_amount_cents,
          lines - invoice.discount_cents using errcode = 'check_violation';
      end if;
      return null;
    end $$;

    revoke all on function archive_invoice(uuid), restore_invoice(uuid, jsonb) from public;
    grant execute on function archive_invoice(uuid), restore_invoice(uuid, jsonb) to clinic_app;
    grant select, insert on archives to clinic_app;
    grant update (state) on archives to clinic_app;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    do $$ begin
      if exists (select from archives where state = 'archived') then
        raise exception 'restore the archived invoices first';
      end if;
    end $$;
    create or replace function guard_invoice_item() returns trigger language plpgsql as $$
    declare parent record; ids uuid[];
    begin
      ids := case tg_op when 'INSERT' then array[new.invoice_id] when 'DELETE' then array[old.invoice_id]
                        else array[old.invoice_id, new.invoice_id] end;
      for parent in select id, status from invoices where id = any (ids) loop
        if parent.status <> 'draft' then
          raise exception 'invoice % is % and its lines cannot change', parent.id, parent.status
            using errcode = 'restrict_violation';
        end if;
      end loop;
      return case tg_op when 'DELETE' then old else new end;
    end $$;
    create or replace function check_invoice_total() returns trigger language plpgsql as $$
    declare checked uuid; invoice record; lines bigint;
    begin
      if tg_table_name = 'invoices' then checked := new.id;
      elsif tg_op = 'DELETE' then checked := old.invoice_id;
      else checked := new.invoice_id;
      end if;
      select id, total_amount_cents, discount_cents into invoice from invoices where id = checked;
      if not found then return null; end if;
      select coalesce(sum(total_cents), 0) into lines from invoice_items where invoice_id = checked;
      if invoice.total_amount_cents <> lines - invoice.discount_cents then
        raise exception 'invoice % says % but its lines come to %', checked, invoice.total_amount_cents,
          lines - invoice.discount_cents using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    drop trigger invoices_archived on invoices;
    drop function guard_archived_at();
    drop function restore_invoice(uuid, jsonb);
    drop function archive_invoice(uuid);
    drop table archives;
    drop function guard_archive();
    drop function archive_record(uuid);
    drop function archive_details(uuid);
    drop index invoices_to_archive;
    alter table invoices drop column archived_at;
  `);
}
