-- A document keeps the patient's postal address and tax number of the day of its issue, as it keeps the name.

alter table issued_documents
  -- Encrypted under the patient's own data key (decision 20), the same ciphertext as in the patient's record.
  add column postal_address bytea,
  add column tax_number bytea;

create or replace function keep_document(document_kind text, document uuid, patient uuid) returns void
  language sql security definer set search_path = public, pg_temp as $$
  insert into issued_documents (kind, document_id, patient_id, clinic_version, patient_name, language, postal_address,
      tax_number)
    select document_kind, document, p.id, (select max(version) from clinic_details), p.name, p.language, p.postal_address,
      p.tax_number from patients p where p.id = patient
    on conflict (kind, document_id) do nothing
$$;

-- Only erasing the patient takes anything out of a document.
create or replace function guard_issued_document() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (new.kind, new.document_id, new.patient_id, new.clinic_version, new.language)
        is not distinct from (old.kind, old.document_id, old.patient_id, old.clinic_version, old.language)
      and num_nonnulls(new.postal_address, new.tax_number) = 0
      and exists (select from patients p where p.id = new.patient_id and p.erased_at is not null
        and p.name = new.patient_name) then
    return new;
  end if;
  raise exception 'the % % keeps what it was issued with', old.kind, old.document_id
    using errcode = 'restrict_violation';
end $$;

create or replace function erase_document_names() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update issued_documents set patient_name = new.name, postal_address = null, tax_number = null
    where patient_id = new.id;
  return null;
end $$;

-- migrate:down

create or replace function erase_document_names() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update issued_documents set patient_name = new.name where patient_id = new.id;
  return null;
end $$;

create or replace function guard_issued_document() returns trigger language plpgsql as $$
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

create or replace function keep_document(document_kind text, document uuid, patient uuid) returns void
  language sql security definer set search_path = public, pg_temp as $$
  insert into issued_documents (kind, document_id, patient_id, clinic_version, patient_name, language)
    select document_kind, document, p.id, (select max(version) from clinic_details), p.name, p.language
      from patients p where p.id = patient
    on conflict (kind, document_id) do nothing
$$;

alter table issued_documents drop column postal_address, drop column tax_number;
