/** The host embedded in a process: what startHost gives, and how functions are invoked by name. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { APP, type Azurite, startAzurite } from './fixtures/run.ts';
import { type Host, startHost } from './host.ts';
import type { LogEntry } from './logging.ts';

let azurite: Azurite;
let host: Host;
const log: LogEntry[] = [];

beforeAll(async () => {
  azurite = await startAzurite();
  host = await startHost({
    appDirectory: APP,
    port: 0,
    storageConnection: azurite.connection,
    timers: false,
    log: (entry) => log.push(entry),
  });
});

afterAll(async () => {
  await host?.stop();
  await azurite?.stop();
});

test('lists the functions with their triggers and routes, without those in error', () => {
  const find = (name: string): unknown => host.functions.find((fn) => fn.name === name);
  expect(find('records')).toEqual({
    name: 'records',
    trigger: 'http',
    route: 'api/records',
    methods: ['GET'],
  });
  expect(find('worker')).toEqual({ name: 'worker', trigger: 'queue' });
  expect(find('monthly')).toEqual({ name: 'monthly', trigger: 'timer' });
  expect([find('reserved'), find('zSecondRecords'), find('wrong')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(log.filter((entry) => entry.category === 'Host.Startup' && entry.level === 'error')).toHaveLength(3);
});

test('invoke runs a timer or queue function to its end', async () => {
  await host.invoke('MONTHLY');
  await host.invoke('worker', JSON.stringify({ by: 'name' }));
  const records = (await (await fetch(`${host.url}/api/records`)).json()) as {
    name: string;
    value: unknown;
  }[];
  expect(records.map((entry) => entry.name)).toEqual(expect.arrayContaining(['monthly', 'worked']));
});

test('invoke rejects with what the function threw, and for names it does not know', async () => {
  await expect(host.invoke('worker', JSON.stringify({ fail: 1 }))).rejects.toThrow('asked to fail');
  await expect(host.invoke('records')).rejects.toThrow("There is no queue or timer function 'records'.");
});

test('a failed invocation is logged with its function and id', () => {
  const entry = log.find(({ message }) => message.includes('asked to fail'));
  expect(entry).toMatchObject({
    level: 'error',
    category: 'Function.worker',
    invocationId: expect.any(String),
  });
});

test('a second host in one process is refused', async () => {
  await expect(startHost({ appDirectory: APP, port: 0, log: () => undefined })).rejects.toThrow(
    'one app per process',
  );
});

test('a stopped host takes no more requests', async () => {
  await host.stop();
  await expect(fetch(`${host.url}/api/records`)).rejects.toThrow();
});
