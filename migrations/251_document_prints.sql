-- What was printed, so that anyone who holds a document can check that it is the clinic's own.

create table document_prints (
  -- Of the file.
  sha256 bytea primary key check (octet_length(sha256) = 32),
  -- Of what the file says; its beginning is the check code in the foot.
  content_sha256 bytea not null check (octet_length(content_sha256) = 32),
  kind text not null
    check (kind in ('invoice', 'receipt', 'superbill', 'credit_note', 'refund', 'statement', 'aging_report', 'certificate')),
  -- A statement and a report have none.
  number text check (length(number) between 1 and 100),
  dated_on date not null,
  -- The issued document; none for a statement or a report, which are made anew at each print.
  document_kind text,
  document_id uuid,
  printed_at timestamptz not null default now(),
  foreign key (document_kind, document_id) references issued_documents (kind, document_id) match full,
  constraint document_prints_issued check ((document_id is null) = (kind in ('statement', 'aging_report', 'certificate')))
);
comment on table document_prints is
  'The hash of each document that was printed, with its kind, number and date: what a check of a document answers.';
create index document_prints_code on document_prints (substring(content_sha256 from 1 for 8));
create index document_prints_document on document_prints (document_kind, document_id);
create trigger document_prints_keep before update or delete on document_prints
  for each row execute function refuse_change();
create trigger document_prints_keep_all before truncate on document_prints execute function refuse_change();
grant select, insert on document_prints to clinic_app;

-- migrate:down

drop table document_prints;
