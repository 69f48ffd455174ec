/** What the emulator promises about keys, events and its own crash. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import {
  API_KEY,
  checkout,
  type Harness,
  type Receiver,
  sdkFor,
  startHarness,
  startReceiver,
  until,
  WEBHOOK_SECRET,
} from './testing.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function harnessWithReceiver(): Promise<{ harness: Harness; receiver: Receiver }> {
  const harness = await startHarness();
  cleanUp.push(harness.stop);
  const receiver = await startReceiver(harness.stripe);
  cleanUp.push(receiver.stop);
  await harness.control('POST', '/webhooks/endpoint', { url: receiver.url, secret: WEBHOOK_SECRET });
  return { harness, receiver };
}

test('events are delivered signed, and again until the endpoint accepts them', async () => {
  const { harness, receiver } = await harnessWithReceiver();
  receiver.answerWith(500);
  const { id } = await harness.open();
  await harness.pay(id);
  await until(() => receiver.received.length >= 8);
  receiver.answerWith(200);
  const delivered = async () => {
    const { deliveries } = await harness.control<{ deliveries: { state: string }[] }>('GET', '/deliveries');
    return deliveries.every((one) => one.state === 'delivered');
  };
  await until(delivered);
  const types = new Set(receiver.received.map(({ event }) => event.type));
  expect([...types].sort()).toEqual([
    'charge.succeeded',
    'charge.updated',
    'checkout.session.completed',
    'payment_intent.created',
    'payment_intent.succeeded',
  ]);
  const completed = receiver.received.find(({ event }) => event.type === 'checkout.session.completed');
  expect(completed?.event).toMatchObject({
    api_version: '2026-10-28.endive',
    data: { object: { id, payment_status: 'paid' } },
  });
});

test('an event is a snapshot: it does not change with its object', async () => {
  const { harness } = await harnessWithReceiver();
  const { id } = await harness.open();
  await harness.pay(id);
  const list = await harness.stripe.events.list({ type: 'charge.succeeded' });
  expect(list.data[0]?.data.object).toMatchObject({ balance_transaction: null, amount_refunded: 0 });
  const oldestFirst = await harness.stripe.events.list({
    types: ['payment_intent.*', 'checkout.session.completed'],
  });
  expect(oldestFirst.data.map((event) => event.type).reverse()).toEqual([
    'payment_intent.created',
    'payment_intent.succeeded',
    'checkout.session.completed',
  ]);
});

test('a list is ordered by creation, newest first; of one second the last made comes first', async () => {
  const { harness } = await harnessWithReceiver();
  const { now } = await harness.control<{ now: number }>('GET', '/clock');
  const made: Record<string, string> = {};
  // The clock of the emulator may be set back, so that an object is older than one that was made before it.
  for (const [name, seconds] of Object.entries({ third: 20, first: 0, second: 10, secondToo: 10 })) {
    await harness.control('POST', '/clock', { now: now + 100 + seconds });
    made[name] = (await harness.open()).id;
  }
  const ids = ['third', 'secondToo', 'second', 'first'].map((name) => made[name] ?? '');
  const list = async (page: object) => {
    const { data, has_more } = await harness.stripe.checkout.sessions.list(page);
    return { ids: data.map(({ id }) => id), has_more };
  };
  expect(await list({})).toEqual({ ids, has_more: false });
  const created = (await harness.stripe.checkout.sessions.list({})).data.map((session) => session.created);
  expect(created).toEqual(created.toSorted((a, b) => b - a));
  expect(await list({ limit: 2 })).toEqual({ ids: ids.slice(0, 2), has_more: true });
  expect(await list({ limit: 2, starting_after: ids[1] })).toEqual({ ids: ids.slice(2), has_more: false });
  expect(await list({ limit: 2, ending_before: ids[3] })).toEqual({ ids: ids.slice(1, 3), has_more: true });
  expect(await list({ ending_before: ids[0] })).toEqual({ ids: [], has_more: false });
});

test('the stored 500 of a key is given again for its parameters only', async () => {
  const { harness } = await harnessWithReceiver();
  await harness.control('POST', '/faults', {
    mode: 'error_500_stored',
    method: 'POST',
    path: '/v1/checkout/sessions',
  });
  const create = (amount: number) =>
    harness.stripe.checkout.sessions.create(checkout(amount), {
      idempotencyKey: 'k-500',
      maxNetworkRetries: 0,
    });
  await expect(create(1000)).rejects.toMatchObject({ statusCode: 500 });
  await harness.control('DELETE', '/faults');
  await expect(create(1000)).rejects.toMatchObject({
    statusCode: 500,
    headers: { 'idempotent-replayed': 'true' },
  });
  await expect(create(1001)).rejects.toMatchObject({ statusCode: 400, type: 'StripeIdempotencyError' });
  expect((await harness.stripe.checkout.sessions.list({})).data).toEqual([]);
  await harness.control('POST', '/clock', { advance_seconds: 86_401 });
  expect(await create(1000)).toMatchObject({ status: 'open' });
});

test('an idempotency key gives the first answer again, for a day, and for one request only', async () => {
  const { harness } = await harnessWithReceiver();
  const create = (amount: number) =>
    harness.stripe.checkout.sessions.create(checkout(amount), { idempotencyKey: 'k-1' });
  const first = await create(1000);
  const again = await create(1000);
  expect(again.id).toBe(first.id);
  expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
  expect(again.lastResponse.idempotencyKey).toBe('k-1');
  await expect(create(1001)).rejects.toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 });
  await harness.control('POST', '/clock', { advance_seconds: 86_401 });
  expect((await create(1000)).id).not.toBe(first.id);
});

test('a key in flight refuses its twin, and a refused request does not use its key up', async () => {
  const { harness } = await harnessWithReceiver();
  await harness.control('POST', '/faults', {
    mode: 'delay',
    method: 'POST',
    path: '/v1/checkout/sessions',
    delay_ms: 300,
  });
  const create = () => harness.stripe.checkout.sessions.create(checkout(1000), { idempotencyKey: 'k-2' });
  const slow = create();
  await until(
    async () =>
      (await harness.control<{ faults: { used: number }[] }>('GET', '/faults')).faults[0]?.used === 1,
  );
  await expect(create()).rejects.toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
  await slow;
  const wrong = { ...checkout(1000), nonsense: 1 } as never;
  await expect(
    harness.stripe.checkout.sessions.create(wrong, { idempotencyKey: 'k-3' }),
  ).rejects.toMatchObject({
    code: 'parameter_unknown',
    param: 'nonsense',
  });
  await expect(
    harness.stripe.checkout.sessions.create(checkout(10), { idempotencyKey: 'k-3' }),
  ).rejects.toMatchObject({ code: 'amount_too_small' });
  const { id } = await harness.stripe.checkout.sessions.create(checkout(1000), { idempotencyKey: 'k-3' });
  await harness.pay(id);
  const expire = () => harness.stripe.checkout.sessions.expire(id, {}, { idempotencyKey: 'k-5' });
  await expect(expire()).rejects.toMatchObject({ statusCode: 400 });
  await expect(expire()).rejects.toMatchObject({ headers: { 'idempotent-replayed': 'true' } });
});

test('what was answered survives kill -9, and what was not delivered is delivered after', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'stripe-emulator-'));
  cleanUp.push(() => rm(directory, { recursive: true }));
  const receiver = await startReceiver(sdkFor('http://127.0.0.1:1'));
  cleanUp.push(receiver.stop);
  receiver.answerWith(503);
  const first = await startChild(directory, receiver.url);
  const session = await sdkFor(first.url).checkout.sessions.create(checkout(5000), { idempotencyKey: 'k-4' });
  await fetch(`${first.url}/_control/sessions/${session.id}/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  await kill(first.child);

  receiver.answerWith(200);
  const second = await startChild(directory, receiver.url);
  const stripe = sdkFor(second.url);
  expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
    status: 'complete',
    payment_status: 'paid',
  });
  const replayed = await stripe.checkout.sessions.create(checkout(5000), { idempotencyKey: 'k-4' });
  expect(replayed.id).toBe(session.id);
  const completed = () =>
    receiver.received.filter(({ event }) => event.type === 'checkout.session.completed');
  await until(() => completed().length > 0);
});

type Child = { child: ChildProcess; url: string };

async function startChild(directory: string, webhookUrl: string): Promise<Child> {
  const child = fork(
    fileURLToPath(new URL('../processes/stripe-emulator.ts', import.meta.url)),
    ['--port', '0', '--data', directory],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
      env: {
        ...process.env,
        STRIPE_SECRET_KEY: API_KEY,
        STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
        STRIPE_WEBHOOK_URL: webhookUrl,
      },
    },
  );
  cleanUp.push(() => kill(child));
  const ready = await new Promise<{ url: string }>((resolve) => {
    child.once('message', (message) => resolve(message as { url: string }));
  });
  return { child, url: ready.url };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}
