import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { QueueServiceClient } from '@azure/storage-queue';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../processes/time.ts';
import { AlreadyRunning } from './lock.ts';
import { withClient } from './postgres/roles.ts';
import type { Run, System, SystemOptions } from './run.ts';
import { startSystem } from './system.ts';

const FREE = { web: 0, api: 0, stripe: 0, inbox: 0, smtp: 0, postgres: 0, blob: 0, queue: 0 };
let directory: string;
let said: string[];
const started: System[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'system-'));
  said = [];
});
afterEach(async () => {
  for (const system of started.splice(0)) await system.stop();
  expect(said.filter((line) => line.includes('was killed'))).toEqual([]);
  rmSync(directory, { recursive: true, force: true });
});

async function start(more: Partial<SystemOptions> = {}): Promise<System> {
  const system = await startSystem({
    directory,
    ports: FREE,
    only: ['postgres', 'storage', 'inbox'],
    log: (line) => said.push(line),
    chosen: {},
    ...more,
  });
  started.push(system);
  return system;
}

const write = ({ databaseOwner }: Run): Promise<unknown> =>
  withClient(databaseOwner ?? '', (client) => client.query('create table kept as select 7 as n'));
const read = ({ databaseOwner }: Run): Promise<number> =>
  withClient(databaseOwner ?? '', async (client) => (await client.query('select n from kept')).rows[0].n);
const answers = async (run: Run): Promise<boolean> =>
  read(run).then(
    () => true,
    () => false,
  );

test('a start says each step, writes where everything is for its owner only, and a stop takes that back', async () => {
  const system = await start();
  expect(said.some((line) => /^PostgreSQL on port \d+ +\d+\.\d s$/.test(line))).toBe(true);
  const file = join(directory, 'run.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(system.run);
  expect(system.run.staff.map(({ role }) => role)).toEqual(['admin', 'billing_clerk']);
  expect(system.run.staff.every(({ password }) => password.length >= 12)).toBe(true);
  for (const name of ['run.json', 'settings.json']) {
    expect(statSync(join(directory, name)).mode & 0o777, name).toBe(0o600);
  }
  await system.stop();
  expect(existsSync(file)).toBe(false);
});

test.each([
  ['production mode', { CLINIC_MODE: 'production' }, 'CLINIC_MODE is production'],
  ['a live key', { STRIPE_SECRET_KEY: 'sk_live_1234' }, 'is a live key'],
  [
    'a real account without its webhook secret',
    { STRIPE_SECRET_KEY: 'sk_test_real' },
    'STRIPE_WEBHOOK_SECRET is missing',
  ],
])('%s is refused with one line before anything is made', async (_, chosen, reason) => {
  await expect(start({ chosen })).rejects.toThrow(reason);
  expect(readdirSync(directory)).toEqual([]);
});

test('no demo data and no demo sign-ins go where a real service is set', async () => {
  const system = await start({ chosen: { SMTP_URL: 'smtp://mail.clinic.example' } });
  expect(system.run.staff).toEqual([]);
});

test('the folder of the state, and what is made in it, is its owner’s alone', async () => {
  chmodSync(directory, 0o755);
  await start();
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  const open = readdirSync(directory, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && (statSync(join(entry.parentPath, entry.name)).mode & 0o077) !== 0,
  );
  expect(open.map((entry) => join(entry.parentPath, entry.name))).toEqual([]);
});

test('state is kept between starts, queues included, and forgotten when a fresh start is asked for', async () => {
  const first = await start();
  await write(first.run);
  const queues = (run: Run): QueueServiceClient =>
    QueueServiceClient.fromConnectionString(run.storageConnection);
  const queue = queues(first.run).getQueueClient('kept');
  await queue.create();
  await queue.sendMessage('hello');
  await first.stop();

  const second = await start();
  expect(second.run.staff).toEqual(first.run.staff);
  expect(await read(second.run)).toBe(7);
  const { peekedMessageItems } = await queues(second.run).getQueueClient('kept').peekMessages();
  expect(peekedMessageItems[0]?.messageText).toBe('hello');
  await second.stop();

  const fresh = await start({ fresh: true });
  expect(fresh.run.staff).not.toEqual(first.run.staff);
  await expect(read(fresh.run)).rejects.toThrow(/password|kept/);
});

test('a second start in the same directory is refused', async () => {
  await start();
  await expect(start()).rejects.toThrow(AlreadyRunning);
});

test('a taken port gives the next free one', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const { run } = await start({ ports: { ...FREE, inbox: port } });
  expect(Number(new URL(run.inbox).port)).toBeGreaterThan(port);
  expect((await fetch(run.inbox)).status).toBe(200);
  server.close();
});

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'PostgreSQL ended by %s comes back on the same port with its data',
  async (signal) => {
    const system = await start();
    await write(system.run);
    await system.kill('postgres', signal);
    await system.alive('postgres');
    expect(await read(system.run)).toBe(7);
    expect(said).toContainEqual(expect.stringMatching(/^postgres ended .*started again/));
  },
);

test('a part taken down stays down until it is wanted', async () => {
  const system = await start();
  await write(system.run);
  await system.down('postgres', 'SIGKILL');
  expect(await answers(system.run)).toBe(false);
  await system.up('postgres');
  expect(await read(system.run)).toBe(7);
});

test('after kill -9 of the whole start, the next one works at once and finds the data', async () => {
  const child = fork(fileURLToPath(new URL('fixtures/system.ts', import.meta.url)), [directory], {
    stdio: 'ignore',
  });
  const [run] = (await once(child, 'message')) as [Run];
  await write(run);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const { run: next } = await start();
  expect(await read(next)).toBe(7);
});

test('a PostgreSQL server whose parent was killed too is stopped by the next start', async () => {
  const child = fork(fileURLToPath(new URL('fixtures/system.ts', import.meta.url)), [directory], {
    stdio: 'ignore',
  });
  const [run] = (await once(child, 'message')) as [Run];
  await write(run);
  const { parts } = JSON.parse(readFileSync(join(directory, 'lock.json'), 'utf8')) as {
    parts: { pid: number }[];
  };
  for (const pid of [...parts.map((part) => part.pid), run.pid]) process.kill(pid, 'SIGKILL');
  await once(child, 'exit');
  expect(await answers(run)).toBe(true);
  const { run: next } = await start();
  await until('the end of the old server', 10_000, async () => !(await answers(run)));
  expect(await read(next)).toBe(7);
});

test('an aborted start leaves nothing running', async () => {
  const stopping = new AbortController();
  const starting = start({ signal: stopping.signal, log: () => stopping.abort(new Error('Stopped.')) });
  await expect(starting).rejects.toThrow('Stopped.');
  expect(existsSync(join(directory, 'lock.json'))).toBe(false);
  expect(existsSync(join(directory, 'postgres/postmaster.pid'))).toBe(false);
});
