/** The queue trigger and output of the host against a real Azurite, as Azure Functions documents them. */
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { until } from '../processes/time.ts';
import { type Azurite, type FixtureHost, startAzurite, startFixtureHost } from './fixtures/run.ts';

const LIMIT_MS = 30_000;
/** The shortest that leaves a busy machine time to renew. */
const LOCK_SECONDS = '5';

let azurite: Azurite;
let host: FixtureHost;
let work: QueueClient;
let poison: QueueClient;

beforeAll(async () => {
  azurite = await startAzurite();
  host = await startFixtureHost({
    args: ['--no-timers', '--message-lock-seconds', LOCK_SECONDS],
    env: { AzureWebJobsStorage: azurite.connection, 'AzureWebJobs.poison.Disabled': '1' },
  });
  const service = QueueServiceClient.fromConnectionString(azurite.connection);
  work = service.getQueueClient('fixture-work');
  poison = service.getQueueClient('fixture-work-poison');
});

afterAll(async () => {
  await host?.part.stop();
  await azurite?.stop();
});

/** Every test has a message of its own, identified by its label. */
let label = '';
let count = 0;

beforeEach(() => {
  count += 1;
  label = `case-${count}`;
});

type Seen = { message: { label?: string } | string; dequeueCount: number; queueTrigger: string };

async function seen(): Promise<Seen[]> {
  const all = (await host.records('worker')) as Seen[];
  return all.filter(({ message }) => (typeof message === 'object' ? message?.label : message) === label);
}

async function send(message: unknown): Promise<void> {
  await work.createIfNotExists();
  await work.sendMessage(Buffer.from(JSON.stringify(message)).toString('base64'));
}

async function poisoned(): Promise<string[]> {
  await poison.createIfNotExists();
  const { peekedMessageItems } = await poison.peekMessages({ numberOfMessages: 32 });
  return peekedMessageItems.map((item) => item.messageText);
}

async function waitingCount(): Promise<number> {
  return (await work.getProperties()).approximateMessagesCount ?? 0;
}

test('a queue that does not exist yet is waited for, and an output creates it', async () => {
  expect((await host.post('/api/enqueue', { label })).status).toBe(202);
  await until('the message', LIMIT_MS, async () => (await seen()).length === 1);
});

test('a message is parsed when it is JSON, and brings its facts', async () => {
  await send({ label, amount: 5 });
  await until('the message', LIMIT_MS, async () => (await seen()).length === 1);
  expect(await seen()).toEqual([
    { message: { label, amount: 5 }, dequeueCount: 1, queueTrigger: expect.objectContaining({ label }) },
  ]);
});

test('text that is not JSON arrives as text, in any script', async () => {
  label = 'Grüße, 患者 <&>';
  await work.sendMessage(Buffer.from(label).toString('base64'));
  await until('the message', LIMIT_MS, async () => (await seen()).length === 1);
});

test.each([
  ['5', 5],
  ['true', true],
  ['"quoted"', 'quoted'],
])('%s arrives as the JSON value that it is', async (text, value) => {
  await work.sendMessage(Buffer.from(text).toString('base64'));
  await until('the message', LIMIT_MS, async () =>
    ((await host.records('worker')) as Seen[]).some(({ message }) => (message as unknown) === value),
  );
});

test('what a function returns goes to its return binding', async () => {
  const returns = QueueServiceClient.fromConnectionString(azurite.connection).getQueueClient(
    'fixture-returns',
  );
  await returns.createIfNotExists();
  await returns.sendMessage(Buffer.from(JSON.stringify({ label })).toString('base64'));
  await until('the message', LIMIT_MS, async () => (await seen()).length === 1);
});

test('an output that the function does not declare is not written', async () => {
  expect((await host.post('/api/enqueue/undeclared', { label })).status).toBe(202);
  const service = QueueServiceClient.fromConnectionString(azurite.connection);
  expect(await service.getQueueClient('fixture-undeclared').exists()).toBe(false);
});

test('a message over 64 KiB in base64 cannot be written, and fails its function', async () => {
  expect((await host.post('/api/enqueue', { label, text: 'x'.repeat(47_000) })).status).toBe(202);
  expect((await host.post('/api/enqueue', { label, text: 'x'.repeat(49_500) })).status).toBe(500);
  await until('the message that fits', LIMIT_MS, async () => (await seen()).length === 1);
});

test('a function that fails writes no output', async () => {
  expect((await host.post('/api/enqueue/throws', { label })).status).toBe(500);
  await host.post('/api/enqueue', { label, after: true });
  await until('the later message', LIMIT_MS, async () => (await seen()).length > 0);
  expect((await seen()).map(({ message }) => message)).toEqual([{ label, after: true }]);
});

test('an array output is one message per element', async () => {
  await host.post('/api/enqueue', [{ label }, { label }, { label }]);
  await until('three messages', LIMIT_MS, async () => (await seen()).length === 3);
});

test('a message is deleted once its function has succeeded', async () => {
  await send({ label });
  await until('the message', LIMIT_MS, async () => (await seen()).length === 1);
  await until('the empty queue', LIMIT_MS, async () => (await waitingCount()) === 0);
});

test('a failed message is tried again', async () => {
  await send({ label, fail: 2 });
  await until('the third attempt', LIMIT_MS, async () => (await seen()).length === 3);
  expect((await seen()).map((attempt) => attempt.dequeueCount)).toEqual([1, 2, 3]);
  await until('the empty queue', LIMIT_MS, async () => (await waitingCount()) === 0);
  expect((await poisoned()).some((text) => Buffer.from(text, 'base64').includes(`"${label}"`))).toBe(false);
});

test('after maxDequeueCount attempts a message moves to the poison queue unchanged', async () => {
  const text = Buffer.from(JSON.stringify({ label, fail: 99 })).toString('base64');
  await work.sendMessage(text);
  await until('the poison message', LIMIT_MS, async () => (await poisoned()).includes(text));
  expect(await seen()).toHaveLength(3);
  await until('the empty queue', LIMIT_MS, async () => (await waitingCount()) === 0);
});

test('a message that is not base64 moves to the poison queue without a run', async () => {
  label = 'not base64!';
  await work.sendMessage(label);
  await until('the poison message', LIMIT_MS, async () => (await poisoned()).includes(label));
  expect(await seen()).toEqual([]);
});

test('base64 broken into lines is read', async () => {
  const text = Buffer.from(JSON.stringify({ label })).toString('base64');
  await work.sendMessage(`${text.slice(0, 8)}\n${text.slice(8)}`);
  await until('the message', LIMIT_MS, async () => (await seen()).length === 1);
});

test('a message received more often than maxDequeueCount moves to the poison queue without a run', async () => {
  await drain();
  await send({ label });
  const text = Buffer.from(JSON.stringify({ label })).toString('base64');
  for (let times = 0; times < 3; times += 1) {
    const { receivedMessageItems } = await work.receiveMessages({ numberOfMessages: 32 });
    for (const { messageId, popReceipt } of receivedMessageItems) {
      await work.updateMessage(messageId, popReceipt, undefined, 0);
    }
  }
  expect((await host.post('/admin/host/resume')).status).toBe(200);
  await until('the poison message', LIMIT_MS, async () => (await poisoned()).includes(text));
  expect(await seen()).toEqual([]);
});

test('a message that fails in a poison queue stays there, unseen until its lock ends', async () => {
  const service = QueueServiceClient.fromConnectionString(azurite.connection);
  const spoiled = service.getQueueClient('fixture-spoiled-poison');
  await spoiled.createIfNotExists();
  await spoiled.sendMessage(Buffer.from(label).toString('base64'));
  const runs = (await host.recorded('spoiled', 2)) as { at: number }[];
  expect((runs[1]?.at ?? 0) - (runs[0]?.at ?? 0)).toBeGreaterThan(Number(LOCK_SECONDS) * 900);
  expect(await service.getQueueClient('fixture-spoiled-poison-poison').exists()).toBe(false);
  await spoiled.clearMessages();
});

test('a message stays locked while its function runs longer than the lock', async () => {
  await send({ label, sleepMs: 7000 });
  await until('the end of the run', LIMIT_MS, async () =>
    ((await host.records('worked')) as { label: string }[]).some((message) => message.label === label),
  );
  await until('the empty queue', LIMIT_MS, async () => (await waitingCount()) === 0);
  expect(await seen()).toHaveLength(1);
});

test('no more than batchSize + newBatchThreshold messages run at once', async () => {
  // Four are fetched at a time, and four more once two or fewer are left.
  await Promise.all(Array.from({ length: 14 }, () => send({ label, sleepMs: 400 })));
  let most = 0;
  await until('all messages', LIMIT_MS, async () => {
    const { outstandingInvocations } = (await (await host.get('/admin/host/drain/status')).json()) as Drain;
    most = Math.max(most, outstandingInvocations);
    return (await seen()).length === 14;
  });
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(6);
});

type Drain = { state: string; outstandingInvocations: number; outstandingRetries: number };

async function drain(): Promise<void> {
  expect((await host.post('/admin/host/drain')).status).toBe(202);
  await until('the drain', LIMIT_MS, async () => {
    const status = (await (await host.get('/admin/host/drain/status')).json()) as Drain;
    return status.state === 'Completed' && status.outstandingInvocations === 0;
  });
}

test('a drained host takes no messages until it is resumed', async () => {
  await drain();
  await send({ label });
  expect((await host.post('/admin/host/resume')).status).toBe(200);
  await until('the message', LIMIT_MS, async () => (await seen()).length === 1);
});

test('a storage that dies and comes back is polled again without a restart', async () => {
  await azurite.stop();
  await until('the outage', LIMIT_MS, () => host.lines.some((line) => line.includes('cannot be read')));
  azurite = await startAzurite(azurite.ports);
  await send({ label });
  await until('the message', LIMIT_MS, async () => (await seen()).length === 1);
  const reported = host.lines.filter((line) => line.includes("Queue 'fixture-work' cannot be read"));
  expect(reported).toHaveLength(1);
});

test('a host that starts before its storage waits for it', async () => {
  await host.part.stop();
  await azurite.stop();
  host = await startFixtureHost({
    args: ['--no-timers', '--message-lock-seconds', LOCK_SECONDS],
    env: { AzureWebJobsStorage: azurite.connection },
  });
  azurite = await startAzurite(azurite.ports);
  await send({ label });
  await until('the message', LIMIT_MS, async () => (await seen()).length === 1);
});

test('messages of a host that was killed come back when their lock ends', async () => {
  await send({ label, sleepMs: 60_000 });
  await until('the message', LIMIT_MS, async () => (await seen()).length === 1);
  await host.part.kill('SIGKILL');
  host = await startFixtureHost({
    args: ['--no-timers', '--message-lock-seconds', LOCK_SECONDS],
    env: { AzureWebJobsStorage: azurite.connection },
  });
  await until('the message again', LIMIT_MS, async () =>
    (await seen()).some((again) => again.dequeueCount === 2),
  );
  await host.part.kill('SIGKILL');
});
