/** What is read at this moment: waiting work, backups, disks, processes, and how alerts leave. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { Overview } from '../../../../functions/contracts/operations.ts';
import { useSignedIn } from '../../session/current.ts';
import { Facts } from '../../shared/layout/Facts.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { formatInstant } from '../../shared/text/dates.ts';
import { inDuration, inGigabytes, inTime, readingOf, readingsBy } from './figures.ts';

const useStyles = makeStyles({
  stack: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalL },
});

type Readings = Overview['readings'];
type Fact = readonly [term: string, value: string];

const age = (readings: Readings, name: string): string => {
  const seconds = readingOf(readings, name);
  return seconds === undefined ? 'Never' : `${inTime(seconds)} ago`;
};
const count = (readings: Readings, name: string): string => String(readingOf(readings, name) ?? 0);

const queueFacts = (readings: Readings): Fact[] =>
  readingsBy(readings, 'clinic_queue_depth', 'queue').map(([queue, depth]) => {
    const [, oldest = 0] =
      readingsBy(readings, 'clinic_queue_age_seconds', 'queue').find(([name]) => name === queue) ?? [];
    return [
      `Queue ${queue}`,
      depth === 0
        ? 'Empty'
        : `${depth} ${depth === 1 ? 'message' : 'messages'}, the oldest ${inTime(oldest)}`,
    ];
  });

const diskFacts = (readings: Readings): Fact[] =>
  readingsBy(readings, 'clinic_disk_free_bytes', 'folder').map(([folder, free]) => [
    `Disk of ${folder}`,
    `${inGigabytes(free)} free`,
  ]);

/** Of all processes: the pool that is fullest, and the slowest event loop. */
function processFacts(readings: Readings): Fact[] {
  const used = readings.filter(
    ({ name, labels }) => name === 'clinic_pool_connections' && labels.state === 'used',
  );
  const size = readingsBy(readings, 'clinic_pool_size', 'process').map(([, value]) => value);
  const delays = readings.filter(
    ({ name, labels }) => name === 'clinic_event_loop_delay_seconds' && labels.quantile === '0.99',
  );
  const most = (values: readonly number[]): number => Math.max(0, ...values);
  return [
    ['Processes', String(size.length)],
    [
      'Database connections',
      `${most(used.map(({ value }) => value))} of ${most(size)} used at most by a process`,
    ],
    ['Event loop delay (99%)', inDuration(most(delays.map(({ value }) => value)) * 1_000)],
  ];
}

function certificateFact(readings: Readings): Fact[] {
  const [first] = readings.filter(({ name }) => name === 'clinic_certificate_expires_seconds');
  if (first === undefined) return [];
  return [['Certificate', first.value <= 0 ? 'Expired' : `Expires in ${inTime(first.value)}`]];
}

export function Waiting({ readings }: { readings: Readings }) {
  return (
    <Panel title="Waiting work">
      <Facts
        pairs
        facts={[
          ...queueFacts(readings),
          ['Jobs waiting', count(readings, 'clinic_work_pending')],
          ['Oldest due job', inTime(readingOf(readings, 'clinic_work_late_seconds') ?? 0)],
          ['Jobs in retry', count(readings, 'clinic_work_retrying')],
          ['Dead letters', count(readings, 'clinic_dead_letters')],
          ['Stripe events waiting', count(readings, 'clinic_stripe_events_waiting')],
          ['Last webhook from Stripe', age(readings, 'clinic_webhook_age_seconds')],
          ['Open discrepancies', count(readings, 'clinic_reconciliation_discrepancies')],
        ]}
      />
    </Panel>
  );
}

export function Machine({ readings }: { readings: Readings }) {
  return (
    <Panel title="System">
      <Facts
        pairs
        facts={[
          ['Last backup', age(readings, 'clinic_backup_age_seconds')],
          ['Last verified backup', age(readings, 'clinic_verified_backup_age_seconds')],
          ...processFacts(readings),
          ...diskFacts(readings),
          ...certificateFact(readings),
        ]}
      />
    </Panel>
  );
}

type Job = { name: string; age: number | undefined; failures: number };

const JOB_COLUMNS: Column<Job>[] = [
  { header: 'Job', cell: ({ name }) => name, rowHeader: true },
  { header: 'Last success', cell: (job) => lastSuccess(job), nowrap: true },
  { header: 'Failures in a row', cell: ({ failures }) => failures, end: true },
];

const lastSuccess = ({ age: seconds }: Job): string =>
  seconds === undefined ? 'Never' : `${inTime(seconds)} ago`;

export function Jobs({ readings }: { readings: Readings }) {
  const ages = new Map(readingsBy(readings, 'clinic_job_age_seconds', 'job'));
  const rows = readingsBy(readings, 'clinic_job_failures', 'job').map(
    ([name, failures]): Job => ({ name, failures, age: ages.get(name) }),
  );
  return (
    <Panel title="Scheduled jobs">
      {rows.length === 0 ? (
        <p>No job has run yet.</p>
      ) : (
        <DataTable
          caption="Scheduled jobs"
          columns={JOB_COLUMNS}
          rows={rows}
          rowKey={({ name }) => name}
          card={(job) => (
            <>
              <strong>
                <bdi>{job.name}</bdi>
              </strong>
              <div>
                Last success: {lastSuccess(job)} · {job.failures} failures in a row
              </div>
            </>
          )}
        />
      )}
    </Panel>
  );
}

const CHANNELS = { mail: 'Mail to operators', webhook: 'Webhook' } as const;

export function Channels({ channels }: { channels: Overview['channels'] }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  return (
    <Panel title="Alerts to operators">
      {channels.length === 0 && (
        <Notice intent="warning">
          Alerts stay on this server. Set ALERT_EMAILS or ALERT_WEBHOOK_URL, so that operators get them.
        </Notice>
      )}
      <div className={styles.stack}>
        {channels.map(({ channel, last_success_at, last_error, failures_in_a_row: failures }) => (
          <div key={channel}>
            <strong>{CHANNELS[channel]}</strong>
            <div>
              {last_success_at
                ? `Last sent ${formatInstant(last_success_at, clinic.time_zone)}`
                : 'Nothing sent yet'}
            </div>
            {failures > 0 && (
              <Notice intent="error">
                {failures} failures in a row. <bdi>{last_error}</bdi>
              </Notice>
            )}
          </div>
        ))}
      </div>
    </Panel>
  );
}
