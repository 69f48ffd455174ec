/** The text format of Prometheus (version 0.0.4); durations are in seconds, as Prometheus wants them. */
import {
  BUCKETS,
  type MetricCount,
  type MetricKind,
  type Reading,
  type Series,
  seriesOf,
} from './metrics.ts';

type Sample = { labels: Record<string, string>; value: number };
type Family = { name: string; help: string; type: 'counter' | 'gauge'; samples: readonly Sample[] };

/** How a kind is called: its counter, its histogram, and the labels of a name and of an outcome. */
type Naming = {
  counter?: [name: string, help: string];
  histogram?: [name: string, help: string];
  name: string;
  outcome: string;
};

const NAMES: Readonly<Record<MetricKind, Naming>> = {
  request: {
    counter: ['clinic_requests_total', 'Answered requests'],
    histogram: ['clinic_request_duration_seconds', 'Duration of requests'],
    name: 'operation',
    outcome: 'status',
  },
  queue: {
    counter: ['clinic_queue_messages_total', 'Queue messages that a function processed'],
    histogram: ['clinic_queue_message_duration_seconds', 'Duration of processing a queue message'],
    name: 'queue',
    outcome: 'outcome',
  },
  timer: {
    counter: ['clinic_timer_runs_total', 'Runs of scheduled jobs'],
    histogram: ['clinic_timer_duration_seconds', 'Duration of scheduled jobs'],
    name: 'job',
    outcome: 'outcome',
  },
  stripe: {
    counter: ['clinic_stripe_calls_total', 'Calls to Stripe'],
    histogram: ['clinic_stripe_call_duration_seconds', 'Duration of calls to Stripe, retries included'],
    name: 'operation',
    outcome: 'outcome',
  },
  webhook: {
    histogram: ['clinic_webhook_delay_seconds', 'Time between an event at Stripe and its arrival'],
    name: 'source',
    outcome: 'outcome',
  },
  log: {
    counter: ['clinic_log_events_total', 'Warnings and errors in the log'],
    name: 'event',
    outcome: 'level',
  },
};

/** What each reading means; a reading without a text here is not given. */
const READINGS: Readonly<Record<string, string>> = {
  clinic_app_up: 'Whether the app answers',
  clinic_database_up: 'Whether the database answers',
  clinic_queue_depth: 'Messages in the queue, those in process included, as the storage estimates them',
  clinic_queue_age_seconds: 'How long ago the oldest visible message of the queue was added',
  clinic_work_pending: 'Jobs that wait, by topic',
  clinic_work_late_seconds: 'For how long the oldest due job has waited',
  clinic_work_retrying: 'Jobs that wait after a failure, by topic',
  clinic_work_retries: 'Failures of the jobs that wait, by topic',
  clinic_dead_letters: 'Jobs and messages that were given up',
  clinic_stripe_events_waiting: 'Stripe events that are stored and not yet applied, by state',
  clinic_webhook_age_seconds: 'How long ago the last webhook of Stripe arrived',
  clinic_job_age_seconds: 'How long ago each scheduled job last succeeded',
  clinic_job_failures: 'How often each scheduled job has failed in a row',
  clinic_backup_age_seconds: 'How long ago a backup was made',
  clinic_verified_backup_age_seconds: 'How long ago a backup was verified',
  clinic_reconciliation_discrepancies: 'Open discrepancies between the ledger and Stripe',
  clinic_database_connections: 'Connections of the app, by state',
  clinic_pool_connections: 'Connections of a process’s pool, by state',
  clinic_pool_size: 'The most connections that a process’s pool may open',
  clinic_event_loop_delay_seconds: 'Delay of a process’s event loop in the last quarter of a minute',
  clinic_process_memory_bytes: 'Memory of a process',
  clinic_disk_free_bytes: 'Free space on the disk of a folder',
  clinic_disk_size_bytes: 'Size of the disk of a folder',
  clinic_certificate_expires_seconds: 'Time until the certificate expires',
  clinic_part_restarts_total: 'Parts of the server that ended and were started again',
};

/** Everything that was measured, each metric once. */
export function metricsText(counts: readonly MetricCount[], readings: readonly Reading[]): string {
  const kinds = Object.entries(NAMES).flatMap(([kind, naming]) => {
    const series = seriesOf(counts, kind as MetricKind);
    return series.length === 0 ? [] : [counter(naming, series), histogram(naming, series)];
  });
  return [...kinds, readingsText(readings)].join('');
}

/** Readings alone, each name with all its samples together. */
export function readingsText(readings: readonly Reading[]): string {
  return Object.entries(READINGS)
    .map(([name, help]) => {
      const samples = readings.filter((reading) => reading.name === name);
      const type = name.endsWith('_total') ? 'counter' : 'gauge';
      return samples.length === 0 ? '' : textOf({ name, help, type, samples });
    })
    .join('');
}

function counter({ counter: named, name: label, outcome }: Naming, series: readonly Series[]): string {
  if (named === undefined) return '';
  const samples = series.flatMap(({ name, byOutcome }) =>
    [...byOutcome].map(([result, value]) => ({ labels: { [label]: name, [outcome]: result }, value })),
  );
  return textOf({ name: named[0], help: named[1], type: 'counter', samples });
}

function textOf({ name, help, type, samples }: Family): string {
  const lines = samples.map(({ labels, value }) => `${name}${labelsOf(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function histogram({ histogram: named, name: label }: Naming, series: readonly Series[]): string {
  if (named === undefined) return '';
  const [name, help] = named;
  const lines = series.flatMap((each) => {
    const labels = { [label]: each.name };
    const bucket = (le: string, value: number): string =>
      `${name}_bucket${labelsOf({ ...labels, le })} ${value}\n`;
    return [
      ...BUCKETS.map((bound, index) => bucket(String(bound / 1_000), each.atMost[index] ?? 0)),
      bucket('+Inf', each.count),
      `${name}_sum${labelsOf(labels)} ${each.milliseconds / 1_000}\n`,
      `${name}_count${labelsOf(labels)} ${each.count}\n`,
    ];
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} histogram\n${lines.join('')}`;
}

function labelsOf(labels: Record<string, string>): string {
  const escaped = (text: string): string =>
    text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
