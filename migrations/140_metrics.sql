-- Measurements of the running system, of all its processes together: counts by five minutes, and what each process reads.

create table metric_counts (
  begun_at timestamptz not null,
  kind text not null check (kind in ('request', 'queue', 'timer', 'stripe', 'webhook', 'log')),
  name text not null check (name ~ '^[A-Za-z0-9_.-]{1,80}$'),
  outcome text not null check (outcome ~ '^[a-z0-9_]{2,20}$'),
  bucket smallint not null check (bucket >= 0),
  count bigint not null check (count >= 0),
  milliseconds bigint not null check (milliseconds >= 0),
  primary key (begun_at, kind, name, outcome, bucket)
);
comment on table metric_counts is
  'How often each operation, queue, scheduled job and call to Stripe ran and how it ended, by five minutes and class of duration.';
comment on column metric_counts.begun_at is 'Beginning of the five minutes; -infinity for what is older and was added up.';
comment on column metric_counts.bucket is 'Class of duration: index of its upper bound, or the number of bounds.';
grant select, insert, update (count, milliseconds), delete on metric_counts to clinic_app;

create table process_readings (
  process text primary key check (process ~ '^[A-Za-z0-9-]{1,60}$'),
  seen_at timestamptz not null,
  readings jsonb not null
);
comment on table process_readings is
  'What each process of the app last read of itself: its pool, its event loop, disks and the certificate.';
grant select, insert, update (seen_at, readings), delete on process_readings to clinic_app;

-- migrate:down

drop table process_readings;
drop table metric_counts;
