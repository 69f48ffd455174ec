-- Alerts that leave the machine, and alerts that an admin has acknowledged.

create table alert_notices (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind ~ '^[a-z_]{2,40}$'),
  subject_id text not null check (length(subject_id) between 1 and 300),
  since timestamptz not null,
  opened_at timestamptz not null,
  seen_at timestamptz not null,
  resolved_at timestamptz
);
comment on table alert_notices is 'Each alert while it lasts, once, so that operators get one message when it begins and one when it ends.';
comment on column alert_notices.seen_at is 'When the alert was found last: it is resolved some minutes after that.';
create unique index alert_notices_open on alert_notices (kind, subject_id) where resolved_at is null;
create index alert_notices_resolved on alert_notices (resolved_at) where resolved_at is not null;
grant select, insert, update (seen_at, resolved_at), delete on alert_notices to clinic_app;

create table alert_deliveries (
  alert_id uuid not null references alert_notices (id) on delete cascade,
  channel text not null check (channel in ('mail', 'webhook')),
  phase text not null check (phase in ('opened', 'resolved')),
  sent_at timestamptz not null default now(),
  primary key (alert_id, channel, phase)
);
comment on table alert_deliveries is 'Which alert was sent to operators by which channel, so that none is sent twice.';
grant select, insert, delete on alert_deliveries to clinic_app;

create table alert_channels (
  channel text primary key check (channel in ('mail', 'webhook')),
  last_success_at timestamptz,
  last_failure_at timestamptz,
  last_error text check (length(last_error) <= 500),
  failures_in_a_row integer not null default 0 check (failures_in_a_row >= 0)
);
comment on table alert_channels is 'How sending alerts to operators went last, so that a channel that fails is an alert itself.';
grant select, insert, update, delete on alert_channels to clinic_app;

create table alert_acknowledgements (
  kind text not null check (kind ~ '^[a-z_]{2,40}$'),
  subject_id text not null check (length(subject_id) between 1 and 300),
  acknowledged_by uuid not null references staff (id),
  acknowledged_at timestamptz not null default now(),
  primary key (kind, subject_id)
);
comment on table alert_acknowledgements is 'Alerts about a person’s access that an admin other than the person has looked at.';
create trigger alert_acknowledgements_keep before update or delete on alert_acknowledgements
  for each row execute function refuse_change();
create trigger alert_acknowledgements_keep_all before truncate on alert_acknowledgements execute function refuse_change();
grant select, insert on alert_acknowledgements to clinic_app;

-- migrate:down

drop table alert_acknowledgements;
drop table alert_channels;
drop table alert_deliveries;
drop table alert_notices;
