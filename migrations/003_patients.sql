-- Patients: the people who are billed, with their contact data encrypted.

create table patients (
  id uuid primary key default gen_random_uuid(),
  name text not null check (length(name) between 1 and 200),
  -- Encrypted under the patient's own data key (decision 20).
  email bytea,
  phone bytea,
  dob bytea,
  metadata bytea,
  language text not null default 'en' check (language in ('en', 'es')),
  -- Keyed hashes of the e-mail address and the phone number, which find a patient without decrypting.
  contact_index bytea[] not null default '{}',
  -- The patient's data key, wrapped by a key of the key ring; null once the patient is erased.
  data_key bytea,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  erased_at timestamptz,
  reminders_declined_at timestamptz,
  name_search text generated always as (search_text(name)) stored,
  check (data_key is not null or num_nonnulls(email, phone, dob, metadata) = 0),
  check (erased_at is null or data_key is null)
);
comment on table patients is
  'People who are billed; erasing one deletes the data key, which makes everything encrypted with it unreadable.';
create index patients_contact on patients using gin (contact_index);
create index patients_by_name on patients (name_search, id);
create index patients_name_words on patients using gin (name_search gin_trgm_ops);
create trigger patients_touch before update on patients for each row execute function touch_updated_at();
-- An erased patient stays erased.
create function guard_erased_patient() returns trigger language plpgsql as $$
begin
  if old.erased_at is not null then
    raise exception 'patient % is erased', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger patients_stay_erased before update on patients
  for each row execute function guard_erased_patient();
grant select, insert, update (name, email, phone, dob, metadata, language, contact_index, data_key, version,
  erased_at, reminders_declined_at) on patients to clinic_app;
