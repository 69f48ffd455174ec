import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Stripe from 'stripe';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../processes/time.ts';
import { type Harness, startHarness, WEBHOOK_SECRET } from './testing.ts';

type Got = { path: string; body: string; signature: string };
let got: Got[];
let harness: Harness;
let receiver: ReturnType<typeof createServer>;
let address: string;

beforeEach(async () => {
  got = [];
  receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    got.push({ path: request.url ?? '', body, signature: String(request.headers['stripe-signature']) });
    response.end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  harness = await startHarness({ webhook: { url: `${address}/start`, secret: WEBHOOK_SECRET } });
});
afterEach(async () => {
  await harness.stop();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

const typesAt = (path: string): string[] =>
  got.filter((one) => one.path === path).map(({ body }) => (JSON.parse(body) as Stripe.Event).type);

test('the secret is shown once, signs the events, and only what is subscribed comes', async () => {
  const { stripe } = harness;
  const made = await stripe.webhookEndpoints.create({
    url: `${address}/made`,
    enabled_events: ['checkout.session.expired'],
    api_version: '2026-10-28.endive',
  });
  expect(made.secret).toMatch(/^whsec_/);
  expect((await stripe.webhookEndpoints.retrieve(made.id)).secret).toBeUndefined();
  const session = await harness.open();
  await harness.pay((await harness.open()).id);
  await stripe.checkout.sessions.expire(session.id);
  await until(
    'the events',
    10_000,
    () => got.some(({ path }) => path === '/made') && typesAt('/start').length > 2,
  );
  expect(typesAt('/made')).toEqual(['checkout.session.expired']);
  const [event] = got.filter(({ path }) => path === '/made');
  const verify = (secret: string) =>
    stripe.webhooks.constructEvent(event?.body ?? '', event?.signature ?? '', secret);
  expect(verify(made.secret ?? '').type).toBe('checkout.session.expired');
  expect(() => verify(WEBHOOK_SECRET)).toThrow();
});

test('the endpoint of the start is in the list, and stays as the API changed it', async () => {
  const { stripe } = harness;
  const { data } = await stripe.webhookEndpoints.list();
  expect(data.map(({ url, enabled_events }) => [url, enabled_events])).toEqual([[`${address}/start`, ['*']]]);
  const [own] = data;
  await stripe.webhookEndpoints.update(own?.id ?? '', { enabled_events: ['checkout.session.expired'] });
  await harness.pay((await harness.open()).id);
  await stripe.checkout.sessions.expire((await harness.open()).id);
  await until('the event', 10_000, () => got.length > 0);
  expect(typesAt('/start')).toEqual(['checkout.session.expired']);
});

test('a disabled or deleted endpoint gets nothing', async () => {
  const { stripe } = harness;
  const make = (path: string) =>
    stripe.webhookEndpoints.create({ url: `${address}/${path}`, enabled_events: ['*'] });
  const disabled = await make('disabled');
  await stripe.webhookEndpoints.update(disabled.id, { disabled: true });
  const deleted = await make('deleted');
  expect(await stripe.webhookEndpoints.del(deleted.id)).toMatchObject({ id: deleted.id, deleted: true });
  await expect(stripe.webhookEndpoints.retrieve(deleted.id)).rejects.toMatchObject({ statusCode: 404 });
  await stripe.checkout.sessions.expire((await harness.open()).id);
  await until('the event', 10_000, () => typesAt('/start').includes('checkout.session.expired'));
  expect(got.filter(({ path }) => path !== '/start')).toEqual([]);
});

test('what Stripe refuses is refused', async () => {
  const { stripe } = harness;
  const create = (change: object) =>
    stripe.webhookEndpoints.create({ url: `${address}/x`, enabled_events: ['*'], ...change });
  await expect(create({ enabled_events: ['invoice.payed'] })).rejects.toMatchObject({
    param: 'enabled_events[0]',
  });
  await expect(create({ url: 'nowhere' })).rejects.toMatchObject({ code: 'url_invalid' });
  await expect(create({ enabled_events: [] })).rejects.toMatchObject({ statusCode: 400 });
  for (let count = 1; count < 16; count++) await create({ url: `${address}/${count}` });
  await expect(create({})).rejects.toThrow('maximum of 16');
});

test('the account says who it is, and what the control surface changed', async () => {
  const { stripe, control } = harness;
  const whose = () => stripe.accounts.retrieveCurrent();
  expect(await whose()).toMatchObject({ charges_enabled: true, country: 'US', default_currency: 'usd' });
  await control('POST', '/account', { charges_enabled: false, country: 'DE' });
  expect(await whose()).toMatchObject({ charges_enabled: false, country: 'DE' });
});
