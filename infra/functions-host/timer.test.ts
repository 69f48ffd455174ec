/** Timer triggers of the host against a real Azurite: schedule, missed runs, retries, and one host at a time. */
import { json } from 'node:stream/consumers';
import { BlobServiceClient, type BlockBlobClient } from '@azure/storage-blob';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../processes/time.ts';
import { type Azurite, type FixtureHost, startAzurite, startFixtureHost } from './fixtures/run.ts';

const LIMIT_MS = 40_000;
const NEVER = '0001-01-01T00:00:00';

let azurite: Azurite;
let hosts: FixtureHost[] = [];

beforeEach(async () => {
  azurite = await startAzurite();
});

afterEach(async () => {
  await Promise.all(hosts.map((host) => host.part.stop()));
  hosts = [];
  await azurite.stop();
});

async function start(only: string, env: Record<string, string> = {}): Promise<FixtureHost> {
  const host = await startFixtureHost({
    args: ['--no-queues', '--functions', 'records', only],
    env: { AzureWebJobsStorage: azurite.connection, AzureFunctionsWebHost__hostid: 'fixture', ...env },
  });
  hosts.push(host);
  return host;
}

function statusBlob(name: string): BlockBlobClient {
  return BlobServiceClient.fromConnectionString(azurite.connection)
    .getContainerClient('azure-webjobs-hosts')
    .getBlockBlobClient(`timers/fixture/Host.Functions.${name}/status`);
}

type Status = { Last: string; Next: string; LastUpdated: string };

async function readStatus(name: string): Promise<Status> {
  const blob = statusBlob(name);
  await until('the status', LIMIT_MS, () => blob.exists());
  const { readableStreamBody } = await blob.download();
  if (readableStreamBody === undefined) throw new Error('The status has no content.');
  return (await json(readableStreamBody)) as Status;
}

async function writeStatus(name: string, status: Status): Promise<void> {
  const blob = statusBlob(name);
  await BlobServiceClient.fromConnectionString(azurite.connection)
    .getContainerClient('azure-webjobs-hosts')
    .createIfNotExists();
  const text = JSON.stringify(status);
  await blob.upload(text, text.length);
}

/** The fixture's `monthly` runs at 03:00 on the first of the month. */
function firstOfMonth(monthsAhead: number): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + monthsAhead, 1, 3)).toISOString();
}

/** The next occurrence, on either side of 03:00 on the first. */
function nextMonthly(): string {
  return new Date() < new Date(firstOfMonth(0)) ? firstOfMonth(0) : firstOfMonth(1);
}

type Run = { at: number; pid: number; timer: { scheduleStatus: unknown; isPastDue: boolean } };

test('a schedule of seconds runs on the second, without a status', async () => {
  const host = await start('everySecond');
  const runs = (await host.recorded('everySecond', 3)) as Run[];
  expect(runs[0]?.timer).toEqual({
    schedule: { adjustForDST: true },
    scheduleStatus: null,
    isPastDue: false,
  });
  expect(new Set(runs.map((run) => Math.floor(run.at / 1000))).size).toBe(runs.length);
});

test('a new timer writes when it is next due, and does not run', async () => {
  const host = await start('monthly');
  expect(await readStatus('monthly')).toMatchObject({ Last: NEVER, Next: nextMonthly() });
  expect(await host.records('monthly')).toEqual([]);
});

test('runs that were missed while no host ran become one, which is past due', async () => {
  await writeStatus('monthly', {
    Last: firstOfMonth(-5),
    Next: firstOfMonth(-4),
    LastUpdated: firstOfMonth(-5),
  });
  const host = await start('monthly');
  const [run] = await host.recorded('monthly', 1);
  expect(run).toMatchObject({ isPastDue: true, scheduleStatus: { next: firstOfMonth(-4) } });
  await until('the new status', LIMIT_MS, async () => (await readStatus('monthly')).Next === nextMonthly());
  expect(await host.records('monthly')).toHaveLength(1);
});

test('a schedule that has changed is not past due', async () => {
  await writeStatus('monthly', {
    Last: NEVER,
    Next: '2020-06-15T12:00:00Z',
    LastUpdated: '2020-06-14T12:00:00Z',
  });
  const host = await start('monthly');
  await until('the new status', LIMIT_MS, async () => (await readStatus('monthly')).Next === nextMonthly());
  expect(await host.records('monthly')).toEqual([]);
});

test('runOnStartup runs at once, and a failure is retried as the policy says', async () => {
  const host = await start('retried');
  const attempts = await host.recorded('retried', 3);
  expect(attempts).toMatchObject([
    { retryCount: 0, maxRetryCount: 5 },
    { retryCount: 1, exception: { message: 'not yet' } },
    { retryCount: 2 },
  ]);
});

test('a disabled timer has no lock and does not run', async () => {
  const host = await start('everySecond', { AzureWebJobs_everySecond_Disabled: 'true' });
  expect((await host.post('/admin/functions/everySecond', {})).status).toBe(202);
  expect(await host.recorded('everySecond', 1)).toHaveLength(1);
});

test('of two hosts one runs a timer; when it is killed the other takes over before the lock would end', async () => {
  const longLock = { AzureFunctionsJobHost__singleton__listenerLockPeriod: '00:01:00' };
  const first = await start('everySecond', longLock);
  await first.recorded('everySecond', 1);
  const second = await start('everySecond', longLock);
  const before = (await first.recorded('everySecond', 5)) as Run[];
  expect(await second.records('everySecond')).toEqual([]);
  await first.part.kill('SIGKILL');
  const after = (await second.recorded('everySecond', 2)) as Run[];
  const seconds = [...before, ...after].map((run) => Math.floor(run.at / 1000));
  expect(new Set(seconds).size).toBe(seconds.length);
});

test('a host that stops gives its locks back', async () => {
  const longLock = { AzureFunctionsJobHost__singleton__listenerLockPeriod: '00:01:00' };
  const first = await start('everySecond', longLock);
  await first.recorded('everySecond', 1);
  await first.part.stop();
  const second = await start('everySecond', longLock);
  await second.recorded('everySecond', 1);
});

test('a timer pauses while storage is away and goes on when it is back', async () => {
  const host = await start('everySecond');
  await host.recorded('everySecond', 1);
  await azurite.stop();
  await until('the loss of the lock', LIMIT_MS, () => host.lines.some((line) => line.includes('is lost')));
  const sofar = (await host.records('everySecond')).length;
  azurite = await startAzurite(azurite.ports);
  await host.recorded('everySecond', sofar + 2);
});
