/** The webhook trusts bytes that Stripe signed, and nothing else. */
import pg from 'pg';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WEBHOOK_SECRET } from '../support/clinic.ts';
import { type Service, startService } from '../support/service.ts';
import { paymentEvents } from '../support/stripeEvents.ts';

let service: Service;
let owner: pg.Pool;
beforeAll(async () => {
  service = await startService();
  owner = new pg.Pool({ connectionString: service.ownerUrl, max: 1 });
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});

const stored = async () =>
  (await owner.query('select count(*)::int as count from stripe_events')).rows[0].count;
const event = () =>
  paymentEvents({ invoiceId: '00000000-0000-4000-8000-000000000000', amountCents: 100 }).completed;
const now = () => Math.floor(Date.now() / 1000);
const sign = (payload: string, more: { secret?: string; timestamp?: number } = {}) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRET, ...more });
const post = (body: string, signature?: string) =>
  service.call('POST', '/webhooks/stripe', {
    body,
    headers: signature === undefined ? {} : { 'stripe-signature': signature },
  });

test('a signed event is stored before it is acknowledged, and once however often it comes', async () => {
  const body = JSON.stringify(event(), null, 2);
  const before = await stored();
  expect((await post(body, sign(body))).status).toBe(200);
  await Promise.all(Array.from({ length: 5 }, () => post(body, sign(body))));
  expect(await stored()).toBe(before + 1);
});

test('an event of a type that we do not follow is stored too', async () => {
  const body = JSON.stringify({ ...event(), type: 'customer.created' });
  expect((await post(body, sign(body))).status).toBe(200);
});

describe('is refused with 400, and nothing stored:', () => {
  const body = JSON.stringify(event());
  const flipped = (header: string) => header.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  test.each<[string, () => { body: string; signature?: string }]>([
    ['no signature', () => ({ body })],
    ['garbage for a signature', () => ({ body, signature: 'garbage' })],
    ['one digit flipped', () => ({ body, signature: flipped(sign(body)) })],
    ['another secret', () => ({ body, signature: sign(body, { secret: 'whsec_other' }) })],
    ['six minutes old', () => ({ body, signature: sign(body, { timestamp: now() - 360 }) })],
    ['from the future', () => ({ body, signature: sign(body, { timestamp: now() + 3600 }) })],
    ['only a v0 signature', () => ({ body, signature: sign(body).replace('v1=', 'v0=') })],
    ['serialised anew', () => ({ body: JSON.stringify(JSON.parse(body), null, 1), signature: sign(body) })],
    ['a trailing newline', () => ({ body: `${body}\n`, signature: sign(body) })],
    ['signed, but not JSON', () => ({ body: 'not json', signature: sign('not json') })],
    ['signed, but no event', () => ({ body: '{}', signature: sign('{}') })],
  ])('%s', async (_what, make) => {
    const before = await stored();
    const { body: sent, signature } = make();
    expect((await post(sent, signature)).status).toBe(400);
    expect(await stored()).toBe(before);
  });
});
