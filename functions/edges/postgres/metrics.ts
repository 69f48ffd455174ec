/** Measurements of every process, added up by five minutes, and what the database itself says of waiting work. */
import type { MetricsStore, ProcessReadings } from '../../capabilities/ports/operations.ts';
import type { MetricCount, Reading } from '../../domain/metrics.ts';
import type { Query } from './pool.ts';

const SUMS = 'sum(count)::float as count, sum(milliseconds)::float as milliseconds';
const KEY = 'kind, name, outcome, bucket';

/** Each reading by its one label, or by none; what has never happened has no value. Ages are in seconds. */
const READINGS: readonly { name: string; label?: string; sql: string }[] = [
  {
    name: 'clinic_work_pending',
    label: 'topic',
    sql: "select topic as label, count(*) as value from outbox where state = 'pending' group by topic",
  },
  {
    name: 'clinic_work_late_seconds',
    sql: "select coalesce(extract(epoch from now() - min(due_at)), 0) as value from outbox where state = 'pending' and due_at <= now()",
  },
  {
    name: 'clinic_work_retrying',
    label: 'topic',
    sql: "select topic as label, count(*) as value from outbox where state = 'pending' and failures > 0 group by topic",
  },
  {
    name: 'clinic_work_retries',
    label: 'topic',
    sql: "select topic as label, sum(failures) as value from outbox where state = 'pending' and failures > 0 group by topic",
  },
  {
    name: 'clinic_dead_letters',
    sql: `select (select count(*) from outbox where state = 'dead')
      + (select count(*) from poison_messages where redriven_at is null and dismissed_at is null) as value`,
  },
  {
    name: 'clinic_stripe_events_waiting',
    label: 'state',
    sql: "select state as label, count(*) as value from stripe_events where state in ('received', 'quarantined') group by state",
  },
  {
    name: 'clinic_webhook_age_seconds',
    sql: "select extract(epoch from now() - max(received_at)) as value from stripe_events where source = 'webhook'",
  },
  {
    name: 'clinic_job_age_seconds',
    label: 'job',
    sql: 'select name as label, extract(epoch from now() - finished_at) as value from timer_runs where finished_at is not null',
  },
  {
    name: 'clinic_job_failures',
    label: 'job',
    sql: 'select name as label, failures_in_a_row as value from timer_runs',
  },
  {
    name: 'clinic_backup_age_seconds',
    sql: "select extract(epoch from now() - max(created_at)) as value from audit_logs where action = 'make_backup'",
  },
  {
    name: 'clinic_verified_backup_age_seconds',
    sql: `select extract(epoch from now() - max(created_at)) as value from audit_logs
      where action = 'verify_backup' and details->>'outcome' = 'matched'`,
  },
  {
    name: 'clinic_reconciliation_discrepancies',
    sql: 'select count(*) as value from reconciliation_breaks where resolved_at is null',
  },
  {
    name: 'clinic_database_connections',
    label: 'state',
    sql: `select coalesce(state, 'none') as label, count(*) as value from pg_stat_activity
      where application_name = 'clinic-billing' group by 1`,
  },
];

export const metricsStore = (query: Query): MetricsStore => ({
  async add(counts) {
    if (counts.length === 0) return;
    const column = (of: (count: MetricCount) => unknown): unknown[] => counts.map(of);
    // In one order, so that two processes never wait for each other.
    await query(
      `insert into metric_counts (begun_at, ${KEY}, count, milliseconds)
       select date_bin('5 minutes', now(), '2000-01-01'), c.* from unnest($1::text[], $2::text[], $3::text[], $4::smallint[],
         $5::bigint[], $6::bigint[]) c (${KEY}, count, milliseconds) order by ${KEY}
       on conflict (begun_at, ${KEY}) do update set count = metric_counts.count + excluded.count,
         milliseconds = metric_counts.milliseconds + excluded.milliseconds`,
      [
        column(({ kind }) => kind),
        column(({ name }) => name),
        column(({ outcome }) => outcome),
        column(({ bucket }) => bucket),
        column(({ count }) => count),
        column(({ milliseconds }) => Math.round(milliseconds)),
      ],
    );
  },

  async report(process, readings) {
    await query(
      `insert into process_readings (process, seen_at, readings) values ($1, now(), $2)
       on conflict (process) do update set seen_at = excluded.seen_at, readings = excluded.readings`,
      [process, JSON.stringify(readings)],
    );
  },

  async processes() {
    return query<ProcessReadings>(
      `select process, seen_at as "seenAt", readings from process_readings
       where seen_at > now() - interval '1 minute' order by process`,
    );
  },

  async counts(since) {
    return query<MetricCount>(
      `select ${KEY}, ${SUMS} from metric_counts where begun_at >= coalesce($1::timestamptz, '-infinity') group by ${KEY}`,
      [since],
    );
  },

  async history(since, stepMinutes) {
    return query<MetricCount & { at: Date }>(
      `select date_bin(make_interval(mins => $2), begun_at, '2000-01-01') as at, ${KEY}, ${SUMS} from metric_counts
       where begun_at >= date_bin(make_interval(mins => $2), $1::timestamptz, '2000-01-01') group by 1, ${KEY} order by 1`,
      [since, stepMinutes],
    );
  },

  async readings() {
    const found: Reading[] = [];
    // One after the other: they take one connection of the pool, not a dozen.
    for (const { name, label, sql } of READINGS) {
      for (const row of await query<{ label?: string; value: number | null }>(sql)) {
        if (row.value === null) continue;
        found.push({
          name,
          labels: label === undefined ? {} : { [label]: row.label ?? '' },
          value: Number(row.value),
        });
      }
    }
    return found;
  },

  async foldBefore(instant) {
    await query(
      `with old as (delete from metric_counts where begun_at < $1 and begun_at <> '-infinity' returning *)
       insert into metric_counts (begun_at, ${KEY}, count, milliseconds)
       select '-infinity', ${KEY}, sum(count), sum(milliseconds) from old group by ${KEY}
       on conflict (begun_at, ${KEY}) do update set count = metric_counts.count + excluded.count,
         milliseconds = metric_counts.milliseconds + excluded.milliseconds`,
      [instant],
    );
    await query(`delete from process_readings where seen_at < $1`, [instant]);
  },
});
