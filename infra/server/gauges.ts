/** What the database says of the work that waits, the jobs, the backups and the reconciliation: counts and ages only. */
import pg from 'pg';
import type { Gauge, Sample } from './metrics-text.ts';

/** Each gauge's value by its one label, or by none. Ages are in seconds. */
const GAUGES: readonly { name: string; help: string; label?: string; sql: string }[] = [
  {
    name: 'clinic_work_pending',
    help: 'Work that waits, by topic',
    label: 'topic',
    sql: "select topic as label, count(*) as value from outbox where state = 'pending' group by topic",
  },
  {
    name: 'clinic_work_late_seconds',
    help: 'For how long the oldest due work has waited',
    sql: "select coalesce(extract(epoch from now() - min(due_at)), 0) as value from outbox where state = 'pending' and due_at <= now()",
  },
  {
    name: 'clinic_dead_letters',
    help: 'Work and messages that were given up',
    sql: `select (select count(*) from outbox where state = 'dead')
      + (select count(*) from poison_messages where redriven_at is null and dismissed_at is null) as value`,
  },
  {
    name: 'clinic_stripe_events_waiting',
    help: 'Stripe events that are stored and not yet applied, by state',
    label: 'state',
    sql: "select state as label, count(*) as value from stripe_events where state in ('received', 'quarantined') group by state",
  },
  {
    name: 'clinic_webhook_age_seconds',
    help: 'How long ago the last webhook of Stripe arrived',
    sql: "select extract(epoch from now() - max(received_at)) as value from stripe_events where source = 'webhook'",
  },
  {
    name: 'clinic_job_age_seconds',
    help: 'How long ago each scheduled job ended',
    label: 'job',
    sql: 'select name as label, extract(epoch from now() - finished_at) as value from timer_runs where finished_at is not null',
  },
  {
    name: 'clinic_job_failures',
    help: 'How often each scheduled job has failed in a row',
    label: 'job',
    sql: 'select name as label, failures_in_a_row as value from timer_runs',
  },
  {
    name: 'clinic_verified_backup_age_seconds',
    help: 'How long ago a backup was verified',
    sql: `select extract(epoch from now() - max(created_at)) as value from audit_logs
      where action = 'verify_backup' and details->>'outcome' = 'matched'`,
  },
  {
    name: 'clinic_reconciliation_discrepancies',
    help: 'Discrepancies between the ledger and Stripe that are open',
    sql: 'select count(*) as value from reconciliation_breaks where resolved_at is null',
  },
  {
    name: 'clinic_database_connections',
    help: 'Connections of the app, by state',
    label: 'state',
    sql: `select coalesce(state, 'none') as label, count(*) as value from pg_stat_activity
      where application_name = 'clinic-billing' group by 1`,
  },
];

const PATIENCE_MS = 5_000;

/** Asks the database once. When it does not answer, `clinic_database_up` is 0 and there is nothing else. */
export async function databaseGauges(appUrl: string): Promise<Gauge[]> {
  const client = new pg.Client({
    connectionString: appUrl,
    application_name: 'metrics',
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
    statement_timeout: PATIENCE_MS,
  });
  // Without a listener a lost connection would end the process.
  client.on('error', () => undefined);
  const up = (value: number): Gauge => ({
    name: 'clinic_database_up',
    help: 'Whether the database answers',
    samples: [{ labels: {}, value }],
  });
  try {
    await client.connect();
    const found: Gauge[] = [];
    for (const { name, help, label, sql } of GAUGES) {
      const { rows } = await client.query<{ label?: string; value: string | null }>(sql);
      found.push({ name, help, samples: rows.flatMap((row) => sampleOf(row, label)) });
    }
    return [up(1), ...found];
  } catch {
    return [up(0)];
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** What has never happened has no value. */
function sampleOf(row: { label?: string; value: string | null }, label: string | undefined): Sample[] {
  if (row.value === null) return [];
  return [{ labels: label === undefined ? {} : { [label]: row.label ?? '' }, value: Number(row.value) }];
}
