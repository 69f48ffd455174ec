-- Internal notes on an invoice: for staff only, on no document and no page of a patient. Health data, so ciphertext.

create table invoice_notes (
  id uuid primary key,
  invoice_id uuid not null references invoices (id) on delete cascade,
  -- Whose key the note is sealed under: a draft can be given to another patient later.
  patient_id uuid not null references patients (id),
  note bytea not null,
  staff_id uuid not null references staff (id),
  created_at timestamptz not null
);
comment on table invoice_notes is 'What staff wrote to an invoice for each other; no patient sees it.';
create index invoice_notes_by_invoice on invoice_notes (invoice_id, created_at desc, id desc);
create index invoice_notes_by_patient on invoice_notes (patient_id);
create trigger invoice_notes_keep before update on invoice_notes for each row execute function refuse_change();
create trigger invoice_notes_keep_all before truncate on invoice_notes execute function refuse_change();
grant select, insert, delete on invoice_notes to clinic_app;

-- migrate:down

drop table invoice_notes;
