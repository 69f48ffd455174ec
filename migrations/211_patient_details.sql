-- Patients have a postal address, a record number, a tax number and a channel that they prefer.

alter table patients
  -- Encrypted under the patient's own data key (decision 20).
  add column postal_address bytea,
  add column external_id bytea,
  add column tax_number bytea,
  -- A keyed hash of the external id, which no other patient has.
  add column external_id_index bytea constraint patients_external_id_key unique,
  add column preferred_channel text check (preferred_channel in ('email', 'sms')),
  add constraint patients_details_sealed_check
    check (data_key is not null or num_nonnulls(postal_address, external_id, tax_number) = 0),
  add constraint patients_external_id_indexed_check check ((external_id is null) = (external_id_index is null));
grant update (postal_address, external_id, tax_number, external_id_index, preferred_channel) on patients to clinic_app;

-- migrate:down

alter table patients drop column postal_address, drop column external_id, drop column tax_number,
  drop column external_id_index, drop column preferred_channel;
