-- The unique index of the sequence is read from its end as well: each row of the trail is written to one index less.

drop index audit_logs_newest;

-- migrate:down

create index audit_logs_newest on audit_logs (sequence desc);
