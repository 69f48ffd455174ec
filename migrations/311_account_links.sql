-- Links to a patient's account: all open invoices, the credit and the instalments of one patient.

alter table patient_links alter column invoice_id drop not null;
alter table patient_links add column patient_id uuid references patients (id);
alter table patient_links drop constraint patient_links_purpose_check;
alter table patient_links add constraint patient_links_purpose_check
  check (purpose in ('pay', 'receipt', 'result', 'account'));
alter table patient_links add constraint patient_links_of_account
  check ((purpose = 'account') = (patient_id is not null) and (purpose = 'account') = (invoice_id is null));
create index patient_links_by_patient on patient_links (patient_id) where patient_id is not null;
comment on table patient_links is 'Links by which a patient sees one invoice, receipt or result, or the account, without signing in.';
comment on column patient_links.patient_id is 'Whose account the link shows; null for a link of one invoice.';

-- migrate:down

delete from patient_links where purpose = 'account';
drop index patient_links_by_patient;
alter table patient_links drop constraint patient_links_of_account;
alter table patient_links drop constraint patient_links_purpose_check;
alter table patient_links add constraint patient_links_purpose_check check (purpose in ('pay', 'receipt', 'result'));
alter table patient_links drop column patient_id;
alter table patient_links alter column invoice_id set not null;
comment on table patient_links is 'Links by which a patient sees one invoice, receipt or result without an account.';
