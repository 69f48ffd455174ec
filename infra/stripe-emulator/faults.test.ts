/** The fault knobs: what the product meets when the network or Stripe fails, and webhooks misbehave. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  checkout,
  type Harness,
  type Receiver,
  startHarness,
  startReceiver,
  until,
  WEBHOOK_SECRET,
} from './testing.ts';

let harness: Harness;
let receiver: Receiver;
beforeEach(async () => {
  harness = await startHarness();
  receiver = await startReceiver(harness.stripe);
  await harness.control('POST', '/webhooks/endpoint', { url: receiver.url, secret: WEBHOOK_SECRET });
});
afterEach(async () => {
  await receiver.stop();
  await harness.stop();
});

const SESSIONS = '/v1/checkout/sessions';
const fault = (mode: string, more: object = {}) =>
  harness.control('POST', '/faults', { mode, method: 'POST', path: SESSIONS, ...more });
const create = (key: string) =>
  harness.stripe.checkout.sessions.create(checkout(1000), { idempotencyKey: key });
const sessions = async () =>
  (await harness.control<{ sessions: unknown[] }>('GET', '/truth')).sessions.length;

describe('a call meets', () => {
  test.each([
    ['rate_limit', {}, 'StripeRateLimitError', 0],
    ['lock_timeout', {}, 'StripeRateLimitError', 0],
    ['status', { status: 503 }, 'StripeAPIError', 0],
    ['error_500', {}, 'StripeAPIError', 0],
    ['html502', {}, 'StripeAPIError', 0],
    ['html502', { work: true }, 'StripeAPIError', 1],
    ['truncate', {}, 'StripeConnectionError', 1],
    ['lose_response', { times: 2 }, 'StripeConnectionError', 1],
    ['reset', { times: 2 }, 'StripeConnectionError', 0],
  ])('%s %o: %s, and %i session made', async (mode, more, type, made) => {
    await fault(mode, more);
    await expect(create('k')).rejects.toMatchObject({ type });
    expect(await sessions()).toBe(made);
    const retried = await create('k');
    expect(await sessions()).toBe(1);
    expect(retried.object).toBe('checkout.session');
  });

  test('a stored 500, which the same key always gets again', async () => {
    await fault('error_500_stored');
    await expect(create('k')).rejects.toMatchObject({ statusCode: 500 });
    await expect(create('k')).rejects.toMatchObject({ statusCode: 500 });
    expect(await sessions()).toBe(0);
    await create('another');
  });

  test('a stored 500 after the work was done', async () => {
    await fault('error_500_stored', { work: true });
    await expect(create('k')).rejects.toMatchObject({ statusCode: 500 });
    expect(await sessions()).toBe(1);
  });

  test('an empty 500, which the SDK takes for an answer', async () => {
    await fault('empty_json');
    expect((await create('k')).id).toBeUndefined();
  });

  test('silence, with or without the work done', async () => {
    await fault('lose_response_hang');
    const options = { idempotencyKey: 'k', timeout: 200 };
    await expect(harness.stripe.checkout.sessions.create(checkout(1000), options)).rejects.toMatchObject({
      type: 'StripeConnectionError',
    });
    expect(await sessions()).toBe(1);
    expect((await create('k')).lastResponse.headers['idempotent-replayed']).toBe('true');
    await fault('hang');
    await expect(
      harness.stripe.checkout.sessions.create(checkout(1000), { idempotencyKey: 'k2', timeout: 200 }),
    ).rejects.toMatchObject({ type: 'StripeConnectionError' });
    expect(await sessions()).toBe(1);
  });

  test('only the faults that match, as often as configured, chosen by a seed', async () => {
    await harness.control('POST', '/faults', { mode: 'error_500', path: '/v1/refunds*', times: 100 });
    await create('a');
    await fault('error_500', { times: 1000, fraction: 0.5, seed: 7 });
    const outcomes: boolean[] = [];
    for (let index = 0; index < 20; index += 1) {
      outcomes.push(
        await create(`s${index}`).then(
          () => true,
          () => false,
        ),
      );
    }
    expect(outcomes).toContain(true);
    expect(outcomes).toContain(false);
    await harness.control('DELETE', '/faults');
    await create('b');
  });
});

describe('an event', () => {
  const types = () => receiver.received.map(({ event }) => event.type);
  const completed = () => types().filter((type) => type === 'checkout.session.completed').length;
  const paid = async () => {
    const { id } = await harness.open();
    await harness.pay(id);
    return id;
  };
  const rule = (mode: string, more: object = {}) =>
    harness.control('POST', '/webhooks/rules', { mode, ...more });
  const settled = async () => {
    const { deliveries } = await harness.control<{ deliveries: { state: string }[] }>('GET', '/deliveries');
    return deliveries.every(({ state }) => state !== 'pending');
  };

  test('is dropped, and the list knows it was not delivered', async () => {
    await rule('drop', { types: ['checkout.session.completed'] });
    await paid();
    await until(settled);
    expect(completed()).toBe(0);
    const undelivered = await harness.stripe.events.list({ delivery_success: false });
    expect(undelivered.data.map((event) => event.type)).toEqual(['checkout.session.completed']);
  });

  test('never comes to be, and is in no list', async () => {
    await rule('never_generated', { types: ['checkout.session.completed'], times: 1 });
    await paid();
    await until(settled);
    expect(completed()).toBe(0);
    expect((await harness.stripe.events.list({ type: 'checkout.session.completed' })).data).toEqual([]);
    await paid();
    await until(() => completed() === 1);
  });

  test('comes several times, with one id', async () => {
    await rule('double', { types: ['checkout.session.completed'], copies: 3 });
    await paid();
    await until(() => completed() === 3);
    const ids = receiver.received.filter(({ event }) => event.type === 'checkout.session.completed');
    expect(new Set(ids.map(({ event }) => event.id)).size).toBe(1);
  });

  test('comes again when its acknowledgement is lost', async () => {
    await rule('lose_ack', { types: ['checkout.session.completed'] });
    await paid();
    await until(() => completed() === 2);
  });

  test('is held and released in reverse order', async () => {
    await rule('hold');
    await paid();
    expect(receiver.received).toEqual([]);
    await harness.control('POST', '/webhooks/release', { order: 'reverse' });
    expect(types()).toEqual([
      'charge.updated',
      'checkout.session.completed',
      'payment_intent.succeeded',
      'charge.succeeded',
      'payment_intent.created',
    ]);
  });

  test('is sent again on request, long after', async () => {
    await paid();
    await until(settled);
    const [event] = (await harness.stripe.events.list({ type: 'checkout.session.completed' })).data;
    await harness.control('POST', `/events/${event?.id}/resend`, { copies: 2 });
    await until(() => completed() === 3);
  });

  test('older than thirty days is in no list', async () => {
    await paid();
    await harness.control('POST', '/clock', { advance_seconds: 31 * 86_400 });
    const { data } = await harness.stripe.events.list({ type: 'charge.succeeded' });
    expect(data).toEqual([]);
  });
});

test('the request log has version, key and body', async () => {
  await create('k-log');
  const { requests } = await harness.control<{ requests: Record<string, unknown>[] }>('GET', '/requests');
  expect(requests.at(-1)).toMatchObject({
    method: 'POST',
    path: SESSIONS,
    stripe_version: '2026-10-28.endive',
    idempotency_key: 'k-log',
    status: 200,
  });
});
