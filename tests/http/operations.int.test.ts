/** The system measures itself: every process counts, one text for Prometheus and one page for admins show the sum. */
import { get } from 'node:http';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../functions/app.ts';
import { foldMeasurements } from '../../functions/capabilities/operations/fold.ts';
import { measure } from '../../functions/capabilities/operations/measure.ts';
import { readConfig } from '../../functions/config.ts';
import type { Overview } from '../../functions/contracts/operations.ts';
import { ADMIN, CLERK, type Service, startService } from '../support/service.ts';

let service: Service;
let other: ReturnType<typeof createApp>;
let owner: pg.Pool;
let admin: string;

beforeAll(async () => {
  service = await startService({ METRICS_TOKEN: '' });
  other = createApp(readConfig(process.env));
  owner = new pg.Pool({ connectionString: service.ownerUrl, max: 2 });
  admin = await service.signIn(ADMIN.email, ADMIN.password);
});
afterAll(async () => {
  await owner.end();
  await other.close();
  await service.stop();
});

/** The status of the metrics for a request from this machine to a host's name. */
const statusAt = (host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    get(`${service.host.url}/api/v1/metrics`, { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).once('error', reject);
  });

const metrics = async (): Promise<string> => (await service.call('GET', '/metrics')).text;
const sampleOf = (text: string, series: string): number =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.split(' ')
      .at(-1) ?? Number.NaN,
  );

describe('GET /metrics', () => {
  test('adds up what all processes counted, and shows the readings of each', async () => {
    const counted = 'clinic_stripe_calls_total{operation="refund",outcome="failed"}';
    other.metrics.count({ kind: 'stripe', name: 'refund', outcome: 'failed', milliseconds: 120 });
    await other.metrics.flush();
    expect(sampleOf(await metrics(), counted)).toBe(1);
    other.metrics.count({ kind: 'stripe', name: 'refund', outcome: 'failed', milliseconds: 120 });
    await other.metrics.flush();
    const text = await metrics();
    expect(sampleOf(text, counted)).toBe(2);
    expect(sampleOf(text, 'clinic_requests_total{operation="auth-login",status="2xx"}')).toBeGreaterThan(0);
    expect(sampleOf(text, 'clinic_stripe_call_duration_seconds_sum{operation="refund"}')).toBe(0.24);
    expect(new Set(text.match(/clinic_pool_size\{process="[^"]+"\}/g)).size).toBe(2);
    for (const name of [
      'clinic_database_up 1',
      'clinic_queue_depth{queue="work"}',
      'clinic_queue_age_seconds{queue="stripe-events"}',
      'clinic_dead_letters 0',
      'clinic_reconciliation_discrepancies 0',
      'clinic_event_loop_delay_seconds{process=',
      'clinic_database_connections{state=',
    ])
      expect(text, name).toContain(name);
  });

  test('is plain text, holds no name or address, and needs no sign-in from this machine', async () => {
    const { status, headers, text } = await service.call('GET', '/metrics');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(text).not.toContain('@');
    expect(text).not.toContain('Ada');
  });

  test('is refused to every other machine, also through a proxy that names none', async () => {
    const from = (headers: Record<string, string>) => service.call('GET', '/metrics', { headers });
    // The test's web server stands before the host.
    process.env.PROXY_TOKEN = 'a token of the proxy';
    try {
      const passedOn = { 'x-proxy-token': 'a token of the proxy', 'x-forwarded-for': '203.0.113.9' };
      expect(await from(passedOn)).toMatchObject({ status: 403, body: { code: 'metrics_local_only' } });
    } finally {
      delete process.env.PROXY_TOKEN;
    }
    // As a proxy on this machine does that keeps the host's name and says nothing of the client.
    expect(await statusAt('billing.clinic.example')).toBe(403);
    expect(await statusAt('localhost')).toBe(200);
  });

  test('keeps its totals when old counts are added together', async () => {
    const counted = 'clinic_timer_runs_total{job="old-job",outcome="done"}';
    await owner.query(
      `insert into metric_counts (begun_at, kind, name, outcome, bucket, count, milliseconds)
       select now() - make_interval(days => days), 'timer', 'old-job', 'done', 0, 2, 10 from generate_series(13, 16) days`,
    );
    expect(sampleOf(await metrics(), counted)).toBe(8);
    for (let nights = 0; nights < 2; nights++) await foldMeasurements(other);
    expect(sampleOf(await metrics(), counted)).toBe(8);
    const { rows } = await owner.query(
      `select begun_at = '-infinity' as folded, count::int from metric_counts where name = 'old-job' order by begun_at`,
    );
    expect(rows[0]).toEqual({ folded: true, count: 6 });
  });
});

describe('a database that is away', () => {
  const away = () => {
    const config = readConfig({ ...process.env, DATABASE_URL: 'postgres://clinic_app:x@127.0.0.1:9/clinic' });
    return createApp(config);
  };

  test('is a reading, and what was counted meanwhile is kept for later', async () => {
    const app = away();
    app.metrics.count({ kind: 'queue', name: 'work', outcome: 'done', milliseconds: 5 });
    const { counts, readings } = await measure(app, null);
    expect(counts).toEqual([]);
    expect(readings).toContainEqual({ name: 'clinic_database_up', labels: {}, value: 0 });
    expect(readings.map(({ name }) => name)).toContain('clinic_pool_size');
    await expect(app.metrics.flush()).rejects.toMatchObject({ code: 'database_unavailable' });
    await app.close();
  });
});

describe('GET /operations', () => {
  test('shows admins the same in steps, and the read is in the audit trail', async () => {
    other.metrics.count({ kind: 'stripe', name: 'charge', outcome: 'done', milliseconds: 2_000 });
    await other.metrics.flush();
    const { status, body } = await service.call('GET', '/operations?period=1h', { token: admin });
    const { steps, stripe, requests, readings, step_minutes } = body as Overview;
    expect([status, step_minutes, steps.length]).toEqual([200, 5, 12]);
    expect(stripe).toContainEqual(
      expect.objectContaining({ name: 'charge', count: 1, faults: 0, p95_milliseconds: 2_500 }),
    );
    expect(requests.map(({ name }) => name)).toContain('auth-login');
    expect(steps.reduce((sum, step) => sum + step.stripe_calls, 0)).toBeGreaterThan(0);
    expect(readings.map(({ name }) => name)).toContain('clinic_pool_connections');
    const { rows } = await owner.query(`select details from audit_logs where action = 'read_operations'`);
    expect(rows).toEqual([{ details: { operation: 'operations-overview', filter: { period: '1h' } } }]);
  });

  test('is refused to a clerk', async () => {
    const token = await service.signIn(CLERK.email, CLERK.password);
    expect((await service.call('GET', '/operations', { token })).status).toBe(403);
  });
});
