-- Archive and retention: details of old invoices leave for a bundle in storage, and records are deleted by their rules.

create table archives (
  id uuid primary key default gen_random_uuid(),
  invoice_id uuid not null references invoices (id),
  -- written: named here, perhaps in storage. archived: read back, and the details have left. abandoned: the invoice
  -- changed meanwhile.
  state text not null default 'written' check (state in ('written', 'archived', 'restored', 'abandoned')),
  blob text not null unique,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bigint not null check (bytes > 0),
  -- Of exactly the rows that leave, as archive_details() returns them.
  details_sha256 bytea not null check (length(details_sha256) = 32),
  tax_cents bigint not null,
  manifest text not null,
  signature bytea not null,
  written_at timestamptz not null default now(),
  archived_at timestamptz,
  restored_at timestamptz,
  purged_at timestamptz,
  -- The transaction that moves the details: no other may.
  moved_in xid8,
  -- The blob of a purged archive is deleted after the row says so.
  blob_gone boolean not null default false,
  check (position(sha256 in blob) > 0),
  check ((state in ('archived', 'restored')) = (archived_at is not null)),
  check ((state = 'restored') = (restored_at is not null)),
  check (purged_at is null or state = 'archived'),
  constraint archives_gone_when_purged check (not blob_gone or purged_at is not null)
);
comment on table archives is 'Bundles in storage that hold the details of an invoice at rest, and whether the details have left.';
create unique index archives_one_live on archives (invoice_id) where state in ('written', 'archived');
create index archives_newest on archives (written_at desc, id desc);
create index archives_restored on archives (invoice_id, restored_at) where state = 'restored';
create trigger archives_keep before truncate on archives execute function refuse_change();
grant select, insert, update (state, blob_gone) on archives to clinic_app;

-- An invoice at rest: nothing is owed, requested, disputed or in progress.
create function invoice_at_rest(invoice uuid) returns boolean
  language sql stable set search_path = public, pg_temp as $$
  select exists (select from invoices where id = $1 and invoice_number is not null and status in ('paid', 'cancelled')
      and balance_cents = 0)
    and not exists (select from messages where invoice_id = $1 and state = 'pending')
    and not exists (select from checkout_sessions where invoice_id = $1 and state in ('creating', 'open', 'closing'))
    and not exists (select from payments y join refunds r on r.payment_id = y.id
      where y.invoice_id = $1 and r.status in ('requested', 'approved', 'processing'))
    and not exists (select from payments y join disputes d on d.payment_id = y.id
      where y.invoice_id = $1 and d.status not in ('won', 'lost', 'warning_closed', 'prevented'))
$$;

-- The rows of an invoice that leave for the archive.
create function archive_details(invoice uuid) returns jsonb language sql stable
  set timezone = 'UTC' set bytea_output = 'hex' set search_path = public, pg_temp as $$
  select jsonb_build_object(
    'invoice_items', (select coalesce(jsonb_agg(to_jsonb(t) order by position), '[]') from invoice_items t
      where invoice_id = $1),
    'patient_links', (select coalesce(jsonb_agg(to_jsonb(t) order by id), '[]') from patient_links t
      where invoice_id = $1),
    'messages', (select coalesce(jsonb_agg(to_jsonb(t) order by id), '[]') from messages t where invoice_id = $1),
    'raw_events', (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'raw_event', raw_event) order by id), '[]')
      from payments where invoice_id = $1 and raw_event is not null))
$$;

-- Everything that is known of an invoice, for the bundle.
create function archive_record(invoice uuid) returns jsonb language sql stable
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
    'payments', (select coalesce(jsonb_agg(to_jsonb(t) - 'raw_event' order by created_at, id), '[]') from payments t
      where invoice_id = $1),
    'payment_reversals', (select coalesce(jsonb_agg(to_jsonb(t) order by created_at, id), '[]') from payment_reversals t
      where payment_id in (select id from paid)),
    'refunds', (select coalesce(jsonb_agg(to_jsonb(t) order by created_at, id), '[]') from refunds t
      where id in (select id from refunded)),
    'disputes', (select coalesce(jsonb_agg(to_jsonb(t) order by created_at, id), '[]') from disputes t
      where id in (select id from disputed)),
    'credit_notes', (select coalesce(jsonb_agg(to_jsonb(n) || jsonb_build_object('lines',
        (select coalesce(jsonb_agg(to_jsonb(l) order by invoice_item_id), '[]') from credit_note_lines l
          where l.credit_note_id = n.id))
        order by issued_at, number), '[]') from credit_notes n where invoice_id = $1),
    'write_offs', (select coalesce(jsonb_agg(to_jsonb(t) order by sequence), '[]') from write_offs t
      where invoice_id = $1),
    'due_date_changes', (select coalesce(jsonb_agg(to_jsonb(t) order by sequence), '[]') from due_date_changes t
      where invoice_id = $1),
    'credit_uses', (select coalesce(jsonb_agg(to_jsonb(t) order by used_at, id), '[]') from credit_uses t
      where invoice_id = $1),
    'late_fees', (select coalesce(jsonb_agg(to_jsonb(t) order by period, id), '[]') from late_fees t
      where invoice_id = $1 or fee_invoice_id = $1),
    'checkout_sessions', (select coalesce(jsonb_agg(to_jsonb(t) order by created_at, id), '[]')
      from checkout_sessions t where invoice_id = $1),
    'ledger', (select coalesce(jsonb_agg(to_jsonb(e) || jsonb_build_object('kind', t.kind, 'cause', t.cause,
      'occurred_at', t.occurred_at)
        order by e.id), '[]')
      from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
      where e.transaction_id in (select transaction_id from ledger_entries where invoice_id = $1)),
    'audit', (select coalesce(jsonb_agg(to_jsonb(t) order by sequence), '[]') from trail t),
    'events', (select coalesce(jsonb_agg(to_jsonb(t) order by received_at, id), '[]') from stripe_events t
      where id in (select details ->> 'event_id' from trail)
        -- The events of a refund or a dispute share its request, and are those of the same patient.
        or (patient_id = (select patient_id from invoices where id = $1)
          and request_id in (select request_id from trail where actor_type = 'system'))))
$$;

-- An archive keeps what was written, and its details leave only while they equal the bundle.
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
  if (old.id, old.invoice_id, old.blob, old.sha256, old.bytes, old.details_sha256, old.tax_cents, old.manifest,
    old.signature,
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
create trigger archives_guard before insert or update or delete on archives
  for each row execute function guard_archive();

-- The only way out for the details of an issued invoice. Runs as the owner: the application cannot delete them itself.
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
revoke all on function archive_invoice(uuid) from public;
grant execute on function archive_invoice(uuid) to clinic_app;

-- And the only way back: exactly what left.
create function restore_invoice(archive uuid, details jsonb) returns void language plpgsql
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
      execute format('insert into %1$I (%2$s) select %2$s from jsonb_populate_recordset(null::%1$I, $1)',
        target, present)
        using details -> target;
    end if;
  end loop;
  update payments p set raw_event = r.raw_event
    from jsonb_to_recordset(details -> 'raw_events') as r (id uuid, raw_event bytea) where p.id = r.id;
  update invoices set archived_at = null where id = kept.invoice_id;
end $$;
revoke all on function restore_invoice(uuid, jsonb) from public;
grant execute on function restore_invoice(uuid, jsonb) to clinic_app;

-- An invoice is marked as archived or restored only with its bundle.
create function guard_archived_at() returns trigger language plpgsql as $$
begin
  if not exists (select from archives where invoice_id = new.id and moved_in = pg_current_xact_id()
      and state = (case when new.archived_at is null then 'restored' else 'archived' end)) then
    raise exception 'invoice % is archived and restored with its bundle only', new.id
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger invoices_archived before update of archived_at on invoices
  for each row when (old.archived_at is distinct from new.archived_at) execute function guard_archived_at();


-- Whether a patient's records are on legal hold; the settings stay locked for the transaction.
create function on_legal_hold(patient uuid) returns boolean language sql volatile
  set search_path = public, pg_temp as $$
  select coalesce((retention ->> 'hold_everything')::boolean, false)
    or coalesce(retention -> 'hold_patients' @> to_jsonb(patient::text), false)
  from clinic_settings for share
$$;

-- The last instant whose records may be deleted; raises when there is no rule, or everything is on hold. The rules stay
-- locked for the transaction that relies on them.
create function retention_cutoff(class text) returns timestamptz language plpgsql volatile
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

-- The records of a class, since when each is out of use, and whose they are. The books, the numbers and the audit trail
-- are no class: nothing here reaches them. Open balances, refunds and disputes keep a patient's records out.
create function retention_records(class text) returns table (id text, since timestamptz, patient uuid)
  language sql stable set search_path = public, pg_temp as $$

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
union all
  select m.id::text, m.created_at, m.patient_id from messages m join invoices i on i.id = m.invoice_id
    where $1 = 'messages' and m.state <> 'pending' and i.status in ('paid', 'cancelled')
  union all
  select s.id::text, s.expires_at, null from sessions s where $1 = 'sessions'
  union all
  select k.caller || ' ' || k.operation || ' ' || k.key, k.created_at, null from idempotency_keys k
    where $1 = 'requests'
  union all
  select o.id::text, o.settled_at, null from outbox o where $1 = 'work' and o.state = 'done'
  union all
  select a.id::text, a.archived_at, i.patient_id from archives a join invoices i on i.id = a.invoice_id
    where $1 = 'invoice_details' and a.state = 'archived' and a.purged_at is null
$$;

-- The only way by which the application deletes such records: older than the rule, never on hold, limited in number.
-- Patients are erased by the application instead.
create function purge_records(class text, at_most integer) returns setof text language plpgsql
  security definer set search_path = public, pg_temp as $$
declare cutoff timestamptz; held uuid[]; going text[];
begin
  if class = 'patient_records' then
    raise exception 'patients are erased, not deleted' using errcode = 'restrict_violation';
  end if;
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

-- At commit, when it is known what else was deleted: a deleted record is older than its rule and not on hold. What
-- leaves for the archive is not lost, and replies about an erased patient are deleted with the patient.
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
create constraint trigger messages_retention after delete on messages
  deferrable initially deferred for each row execute function guard_retention('messages');
create constraint trigger sessions_retention after delete on sessions
  deferrable initially deferred for each row execute function guard_retention('sessions');
create constraint trigger outbox_retention after delete on outbox
  deferrable initially deferred for each row execute function guard_retention('work');
create constraint trigger idempotency_keys_retention after delete on idempotency_keys
  deferrable initially deferred for each row execute function guard_retention('requests');
create trigger archives_retention after update of purged_at on archives
  for each row
  when (old.purged_at is null and new.purged_at is not null)
  execute function guard_retention('invoice_details');

-- At commit: a patient on hold is not erased, and one within the retention years only with a reason in the audit trail.
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
create constraint trigger patients_erasing after update on patients
  deferrable initially deferred for each row
  when (old.data_key is not null and new.data_key is null) execute function guard_erasing();
