-- The newest link is always found by the index: a plan that is made while the chain is short would read all of it for every
-- link for as long as the connection lasts.

alter function guard_audit_chain() set enable_seqscan = off;

-- migrate:down

alter function guard_audit_chain() reset enable_seqscan;
