-- The clinic's details are versions that are only ever added, and a document keeps what it was issued with.

create table clinic_details (
  version integer primary key check (version >= 1),
  details jsonb not null check (jsonb_typeof(details) = 'object' and length(details::text) <= 16384),
  -- A PNG without transparency, as the documents print it.
  logo bytea check (octet_length(logo) between 1 and 400000),
  -- None for the first version, which the environment gives.
  staff_id uuid references staff (id),
  created_at timestamptz not null default now(),
  constraint clinic_details_name check (length(details ->> 'name') between 1 and 60)
);
comment on table clinic_details is
  'Name, address, tax numbers and look of the clinic, a version for each change: documents print the one they were issued with.';
create trigger clinic_details_keep before update or delete on clinic_details
  for each row execute function refuse_change();
create trigger clinic_details_keep_all before truncate on clinic_details execute function refuse_change();
-- Versions are counted without a gap, so that none is slipped in behind an issued document.
create function guard_clinic_details() returns trigger language plpgsql as $$
begin
  if new.version <> (select coalesce(max(version), 0) + 1 from clinic_details) then
    raise exception 'version % of the clinic''s details is not the next', new.version
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger clinic_details_guard before insert on clinic_details
  for each row execute function guard_clinic_details();
grant select, insert on clinic_details to clinic_app;


create table issued_documents (
  kind text not null check (kind in ('invoice', 'credit_note', 'receipt', 'refund')),
  document_id uuid not null,
  patient_id uuid not null references patients (id),
  -- None for what was issued before there were versions: the first one counts.
  clinic_version integer references clinic_details (version),
  patient_name text not null check (length(patient_name) between 1 and 200),
  language text not null check (language in ('en', 'es')),
  primary key (kind, document_id)
);
comment on table issued_documents is
  'What a document says of the clinic and the patient, as it was on the day of its issue, so that it reprints the same.';
create index issued_documents_by_patient on issued_documents (patient_id);
create trigger issued_documents_keep_all before truncate on issued_documents execute function refuse_change();
-- A document keeps its words; only erasing the patient replaces the name.
create function guard_issued_document() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (new.kind, new.document_id, new.patient_id, new.clinic_version, new.language)
        is not distinct from (old.kind, old.document_id, old.patient_id, old.clinic_version, old.language)
      and exists (select from patients p where p.id = new.patient_id and p.erased_at is not null
        and p.name = new.patient_name) then
    return new;
  end if;
  raise exception 'the % % keeps what it was issued with', old.kind, old.document_id
    using errcode = 'restrict_violation';
end $$;
create trigger issued_documents_guard before update or delete on issued_documents
  for each row execute function guard_issued_document();
grant select on issued_documents to clinic_app;

-- Written where a document comes to be, so that no way of issuing one forgets it.
create function keep_document(document_kind text, document uuid, patient uuid) returns void
  language sql security definer set search_path = public, pg_temp as $$
  insert into issued_documents (kind, document_id, patient_id, clinic_version, patient_name, language)
    select document_kind, document, p.id, (select max(version) from clinic_details), p.name, p.language
      from patients p where p.id = patient
    on conflict (kind, document_id) do nothing
$$;
revoke all on function keep_document(text, uuid, uuid) from public;

create function keep_invoice_document() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform keep_document('invoice', new.id, new.patient_id);
  return null;
end $$;
create trigger invoices_document after update of invoice_number on invoices
  for each row when (old.invoice_number is null and new.invoice_number is not null)
  execute function keep_invoice_document();

-- Of a credit note or a payment.
create function keep_document_of_invoice() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform keep_document(tg_argv[0], new.id, (select patient_id from invoices where id = new.invoice_id));
  return null;
end $$;
create trigger credit_notes_document after insert on credit_notes
  for each row execute function keep_document_of_invoice('credit_note');
create trigger payments_document after insert on payments
  for each row execute function keep_document_of_invoice('receipt');

create function keep_refund_document() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform keep_document('refund', new.id, (select i.patient_id from payments y join invoices i on i.id = y.invoice_id
    where y.id = new.payment_id));
  return null;
end $$;
create trigger refunds_document after insert or update of status on refunds
  for each row when (new.status = 'succeeded') execute function keep_refund_document();

-- Erasing a patient takes the name out of the documents too.
create function erase_document_names() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update issued_documents set patient_name = new.name where patient_id = new.id;
  return null;
end $$;
create trigger patients_erase_documents after update of erased_at on patients
  for each row when (old.erased_at is null and new.erased_at is not null) execute function erase_document_names();

-- What was issued before keeps the name of today.
insert into issued_documents (kind, document_id, patient_id, patient_name, language)
  select d.kind, d.id, p.id, p.name, p.language from (
    select 'invoice' as kind, id, patient_id from invoices where invoice_number is not null
    union all select 'credit_note', n.id, i.patient_id from credit_notes n join invoices i on i.id = n.invoice_id
    union all select 'receipt', y.id, i.patient_id from payments y join invoices i on i.id = y.invoice_id
    union all select 'refund', r.id, i.patient_id from refunds r join payments y on y.id = r.payment_id
      join invoices i on i.id = y.invoice_id where r.status = 'succeeded') d
  join patients p on p.id = d.patient_id;

-- migrate:down

drop trigger patients_erase_documents on patients;
drop function erase_document_names();
drop trigger refunds_document on refunds;
drop function keep_refund_document();
drop trigger payments_document on payments;
drop trigger credit_notes_document on credit_notes;
drop function keep_document_of_invoice();
drop trigger invoices_document on invoices;
drop function keep_invoice_document();
drop function keep_document(text, uuid, uuid);
drop table issued_documents;
drop function guard_issued_document();
drop table clinic_details;
drop function guard_clinic_details();
