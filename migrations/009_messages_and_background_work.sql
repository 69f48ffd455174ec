-- Messages and background work: jobs after a commit, scheduled jobs, dead letters, repeated requests, links and messages.

create table outbox (
  id uuid primary key default gen_random_uuid(),
  topic text not null check (topic ~ '^[a-z_]{2,40}$'),
  subject_id uuid not null,
  state text not null default 'pending' check (state in ('pending', 'done', 'dead')),
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  last_error text,
  request_id text not null,
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  -- Attempts that ended with an error. Those that did not end at all stopped the process.
  failures integer not null default 0 check (failures >= 0),
  unique (topic, subject_id),
  check ((state = 'pending') = (settled_at is null))
);
comment on table outbox is 'Work to do after a commit, written in the same transaction so that it is never lost.';
create index outbox_due on outbox (due_at) where state = 'pending';
create index outbox_dead on outbox (settled_at desc) where state = 'dead';
create trigger outbox_keep_all before truncate on outbox execute function refuse_change();
grant select, insert, update (state, attempts, due_at, last_error, settled_at, failures) on outbox to
  clinic_app;


create table timer_runs (
  name text primary key check (name ~ '^[a-z-]{2,60}$'),
  period_seconds integer not null check (period_seconds > 0),
  started_at timestamptz not null,
  finished_at timestamptz,
  last_error text,
  failures_in_a_row integer not null default 0
);
comment on table timer_runs is 'The latest run of each scheduled job, to notice one that does not run.';
grant select, insert, update on timer_runs to clinic_app;


create table poison_messages (
  id uuid primary key default gen_random_uuid(),
  queue text not null check (queue ~ '^[a-z0-9-]{3,63}$'),
  -- Base64 of the message as it was in the queue, so that it can be put back unchanged, text or not.
  body text not null check (length(body) <= 65536),
  reason text not null,
  arrived_at timestamptz not null default now(),
  redriven_at timestamptz,
  -- The queue's own id of the message: it is stored once, even when the process ends before the message is deleted.
  message_id text unique check (length(message_id) between 1 and 100),
  -- An admin dismissed it: it can never be done, and what it was about is in the database.
  dismissed_at timestamptz,
  constraint poison_messages_settled_once check (redriven_at is null or dismissed_at is null)
);
comment on table poison_messages is
  'Dead letters: messages that failed five times in their queue. They hold ids only.';
create index poison_messages_waiting on poison_messages (arrived_at desc, id desc)
  where redriven_at is null and dismissed_at is null;
create trigger poison_messages_keep before truncate on poison_messages execute function refuse_change();
-- A dead letter keeps its content, and is retried or dismissed once.
create function guard_poison_message() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (old.id, old.queue, old.message_id, old.body, old.reason, old.arrived_at)
      is distinct from (new.id, new.queue, new.message_id, new.body, new.reason, new.arrived_at)
      or (coalesce(old.redriven_at, old.dismissed_at) is not null
        and (old.redriven_at, old.dismissed_at) is distinct from (new.redriven_at, new.dismissed_at)) then
    raise exception 'a poison message stays as it arrived' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger poison_messages_guard before update or delete on poison_messages
  for each row execute function guard_poison_message();
grant select, insert, update (redriven_at, dismissed_at) on poison_messages to clinic_app;


create table idempotency_keys (
  key text not null check (length(key) between 1 and 255),
  caller text not null,
  operation text not null,
  request_hash bytea not null check (length(request_hash) = 32),
  status integer,
  -- What the request did, once its transaction is committed: the reply can be built again from it.
  subject_id text,
  created_at timestamptz not null default now(),
  -- Encrypted, because a reply may hold a patient's data.
  reply bytea,
  primary key (caller, operation, key)
);
comment on table idempotency_keys is 'Requests that create or move money, so that a repeat returns the first reply.';
create index idempotency_keys_old on idempotency_keys (created_at);
create trigger idempotency_keys_keep_all before truncate on idempotency_keys execute function refuse_change();
grant select, insert, update (request_hash, status, subject_id, reply), delete on idempotency_keys to
  clinic_app;


create table patient_links (
  id uuid primary key default gen_random_uuid(),
  invoice_id uuid not null references invoices (id),
  purpose text not null check (purpose in ('pay', 'receipt', 'result')),
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  view_count integer not null default 0,
  last_viewed_at timestamptz,
  -- Deferred: the link is created first, because its token is part of the request for the page.
  checkout_id uuid unique references checkout_sessions (id) deferrable initially deferred,
  constraint patient_links_result_of_page check ((purpose = 'result') = (checkout_id is not null))
);
comment on table patient_links is 'Links by which a patient sees one invoice, receipt or result without an account.';
comment on column patient_links.checkout_id is 'The payment page whose result the link shows.';
create index patient_links_by_invoice on patient_links (invoice_id, created_at desc);
grant select, insert, update (expires_at, revoked_at, view_count, last_viewed_at) on patient_links to
  clinic_app;


create table messages (
  id uuid primary key default gen_random_uuid(),
  kind text not null
    check (kind in ('invoice', 'receipt', 'fresh_link', 'reminder', 'refund', 'refund_failed')),
  channel text not null check (channel in ('email', 'sms')),
  patient_id uuid not null references patients (id),
  invoice_id uuid not null references invoices (id),
  link_id uuid not null references patient_links (id),
  -- One message per cause, however often the cause occurs.
  cause text not null,
  -- skipped: not sent, because its content was no longer true.
  state text not null default 'pending' check (state in ('pending', 'sent', 'failed', 'skipped')),
  provider_id text,
  last_error text,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  attempts integer not null default 0,
  -- The address refused it for good: it is not tried again.
  bounced boolean not null default false,
  -- The address that it was sent to, under the patient's key: the one on file may have changed since.
  sent_to bytea,
  -- When the provider reported its delivery; many never do.
  delivered_at timestamptz,
  unique (channel, cause),
  constraint messages_bounced_failed check (not bounced or state = 'failed'),
  constraint messages_delivered_sent check (delivered_at is null or state in ('sent', 'failed'))
);
comment on table messages is 'E-mails and texts to patients, and whether they arrived.';
create index messages_by_invoice on messages (invoice_id, created_at desc);
create index messages_newest on messages (created_at desc, id desc);
create index messages_by_patient on messages (patient_id, created_at desc, id desc);
create index messages_failed on messages (created_at desc, id desc) where state = 'failed';
create trigger messages_keep_all before truncate on messages execute function refuse_change();
-- A sent message may still fail, and a failed one may be tried again unless it bounced.
create function guard_message_state() returns trigger language plpgsql as $$
begin
  -- What was sent may still come back. What was given up may be tried again, unless the address refused it.
  if old.state <> new.state and not (old.state = 'pending' or (old.state, new.state) = ('sent', 'failed')
      or ((old.state, new.state) = ('failed', 'pending') and not old.bounced)) then
    raise exception 'message % is % and does not become %', old.id, old.state, new.state
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger messages_state before update of state on messages
  for each row execute function guard_message_state();
grant select, insert, update (state, provider_id, last_error, sent_at, attempts, bounced, sent_to,
  delivered_at) on messages to clinic_app;


create table delivery_notices (
  provider text not null check (provider in ('sendgrid', 'twilio')),
  -- SendGrid's id of the event; Twilio's id of the text with the status.
  notice_id text not null check (length(notice_id) between 1 and 200),
  message_id uuid not null references messages (id) on delete cascade,
  -- The provider's id of the message.
  provider_id text not null,
  outcome text not null check (outcome in ('delivered', 'failed', 'bounced')),
  -- By the provider's clock; Twilio does not state it.
  occurred_at timestamptz,
  -- superseded: the provider had already reported something newer, or it is about an earlier attempt.
  result text not null check (result in ('applied', 'superseded')),
  received_at timestamptz not null default now(),
  repeats integer not null default 0 check (repeats >= 0),
  last_repeated_at timestamptz,
  check ((repeats = 0) = (last_repeated_at is null)),
  primary key (provider, notice_id)
);
comment on table delivery_notices is
  'What mail and SMS services reported about messages, each once, so that a repeated or late report changes nothing.';
create index delivery_notices_by_message on delivery_notices (message_id, occurred_at desc);
create trigger delivery_notices_keep_all before truncate on delivery_notices execute function refuse_change();
grant select, insert, update (repeats, last_repeated_at) on delivery_notices to clinic_app;
