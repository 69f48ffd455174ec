/** The archive takes every invoice at rest, credited and late ones too, with all of its story, and gives back the same rows. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Nothing is owed, asked for, disputed or on its way.
    create function invoice_at_rest(invoice uuid) returns boolean language sql stable set search_path = public, pg_temp as $$
      select exists (select from invoices where id = $1 and invoice_number is not null and status in ('paid', 'cancelled')
          and balance_cents = 0)
        and not exists (select from messages where invoice_id = $1 and state = 'pending')
        and not exists (select from checkout_sessions where invoice_id = $1 and state in ('creating', 'open', 'closing'))
        and not exists (select from payments y join refunds r on r.payment_id = y.id
          where y.invoice_id = $1 and r.status in ('requested', 'approved', 'processing'))
        and not exists (select from payments y join disputes d on d.payment_id = y.id
          where y.invoice_id = $1 and d.status not in ('won', 'lost', 'warning_closed', 'prevented'))
    $$;

    create or replace function guard_archive() returns trigger language plpgsql set search_path = public, pg_temp as $$
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
        if not invoice_at_rest(new.invoice_id) then
          raise exception 'invoice % is not at rest', new.invoice_id using errcode = 'restrict_violation';
        end if;
      end if;
      if old.purged_at is distinct from new.purged_at and (old.purged_at is not null or new.state <> 'archived') then
        raise exception 'only an archived bundle is purged, once' using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;

    create or replace function archive_record(invoice uuid) returns jsonb language sql stable
      set timezone = 'UTC' set bytea_output = 'hex' set search_path = public, pg_temp as $$
      with paid as (select id from payments where invoice_id = $1),
        refunded as (select id from refunds where payment_id in (select id from paid)),
        disputed as (select id from disputes where payment_id in (select id from paid)),
        trail as (
          select * from audit_logs where target_type = 'invoice' and target_id = $1::text
          union select * from audit_logs where details ->> 'payment_id' in (select id::text from paid)
          union select * from audit_logs where target_type = 'refund' and target_id in (select id::text from refunded)
          union select * from audit_logs where target_type = 'dispute' and target_id in (select id::text from disputed)
          union select * from audit_logs where target_type = 'message'
            and target_id in (select id::text from messages where invoice_id = $1))
      select jsonb_build_object(
        'invoice', (select to_jsonb(i) from invoices i where i.id = $1),
        'payments', (select coalesce(jsonb_agg(to_jsonb(t) - 'raw_event' order by created_at, id), '[]') from payments t where invoice_id = $1),
        'payment_reversals', (select coalesce(jsonb_agg(to_jsonb(t) order by created_at, id), '[]') from payment_reversals t
          where payment_id in (select id from paid)),
        'refunds', (select coalesce(jsonb_agg(to_jsonb(t) order by created_at, id), '[]') from refunds t where id in (select id from refunded)),
        'disputes', (select coalesce(jsonb_agg(to_jsonb(t) order by created_at, id), '[]') from disputes t where id in (select id from disputed)),
        'credit_notes', (select coalesce(jsonb_agg(to_jsonb(n) || jsonb_build_object('lines',
            (select coalesce(jsonb_agg(to_jsonb(l) order by invoice_item_id), '[]') from credit_note_lines l where l.credit_note_id = n.id))
            order by issued_at, number), '[]') from credit_notes n where invoice_id = $1),
        'write_offs', (select coalesce(jsonb_agg(to_jsonb(t) order by sequence), '[]') from write_offs t where invoice_id = $1),
        'due_date_changes', (select coalesce(jsonb_agg(to_jsonb(t) order by sequence), '[]') from due_date_changes t where invoice_id = $1),
        'credit_uses', (select coalesce(jsonb_agg(to_jsonb(t) order by used_at, id), '[]') from credit_uses t where invoice_id = $1),
        'late_fees', (select coalesce(jsonb_agg(to_jsonb(t) order by period, id), '[]') from late_fees t
          where invoice_id = $1 or fee_invoice_id = $1),
        'checkout_sessions', (select coalesce(jsonb_agg(to_jsonb(t) order by created_at, id), '[]') from checkout_sessions t where invoice_id = $1),
        'ledger', (select coalesce(jsonb_agg(to_jsonb(e) || jsonb_build_object('kind', t.kind, 'cause', t.cause, 'occurred_at', t.occurred_at)
            order by e.id), '[]')
          from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
          where e.transaction_id in (select transaction_id from ledger_entries where invoice_id = $1)),
        'audit', (select coalesce(jsonb_agg(to_jsonb(t) order by sequence), '[]') from trail t),
        'events', (select coalesce(jsonb_agg(to_jsonb(t) order by received_at, id), '[]') from stripe_events t
          where id in (select details ->> 'event_id' from trail)
            -- What a refund or a dispute was told by is known by the request that they share, and whose it is.
            or (patient_id = (select patient_id from invoices where id = $1)
              and request_id in (select request_id from trail where actor_type = 'system'))))
    $$;

    create or replace function restore_invoice(archive uuid, details jsonb) returns void language plpgsql
      security definer set search_path = public, pg_temp set timezone = 'UTC' set bytea_output = 'hex' as $$
    declare kept record; target text; present text;
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
      foreach target in array array['invoice_items', 'patient_links', 'messages'] loop
        -- The columns that the rows had when they left: one that was added since has its default.
        select string_agg(quote_ident(a.attname), ', ' order by a.attnum) into present from pg_attribute a
          where a.attrelid = target::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
            and details -> target -> 0 -> a.attname::text is not null;
        if present is not null then
          execute format('insert into %1$I (%2$s) select %2$s from jsonb_populate_recordset(null::%1$I, $1)', target, present)
            using details -> target;
        end if;
      end loop;
      update payments p set raw_event = r.raw_event
        from jsonb_to_recordset(details -> 'raw_events') as r (id uuid, raw_event bytea) where p.id = r.id;
      update invoices set archived_at = null where id = kept.invoice_id;
    end $$;

    -- A row that leaves and comes back is the same row: going to the archive is no change of what it says.
    drop trigger invoices_touch on invoices;
    create trigger invoices_touch before update on invoices for each row
      when (old.archived_at is not distinct from new.archived_at) execute function touch_updated_at();
    drop trigger payments_touch on payments;
    create trigger payments_touch before update on payments for each row
      when (old.raw_event is not distinct from new.raw_event) execute function touch_updated_at();
    create index archives_restored on archives (invoice_id, restored_at) where state = 'restored';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index archives_restored;
    drop trigger invoices_touch on invoices;
    create trigger invoices_touch before update on invoices for each row execute function touch_updated_at();
    drop trigger payments_touch on payments;
    create trigger payments_touch before update on payments for each row execute function touch_updated_at();

    create or replace function restore_invoice(archive uuid, details jsonb) returns void language plpgsql
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

    create or replace function archive_record(invoice uuid) returns jsonb language sql stable
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

    create or replace function guard_archive() returns trigger language plpgsql set search_path = public, pg_temp as $$
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
    drop function invoice_at_rest(uuid);
  `);
}
