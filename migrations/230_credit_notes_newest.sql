-- The list of credit notes is read newest first.

create index credit_notes_newest on credit_notes (issued_at desc, id desc);

-- migrate:down

drop index credit_notes_newest;
