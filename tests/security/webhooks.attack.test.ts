/** The webhook trusts bytes that Stripe signed, and nothing else. */
import { gzipSync } from 'node:zlib';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../functions/config.ts';
import { exampleSettings } from '../../infra/local/environment.ts';
import { until } from '../../infra/processes/time.ts';
import {
  type Attack,
  type AttackedClinic,
  attackedClinic,
  ENTRY_POINTS,
  send,
  WAIT,
} from '../support/attacked/clinic.ts';
import { paymentEvents } from '../support/stripe-events.ts';

let clinic: AttackedClinic;
let secret: string;
beforeAll(() => {
  clinic = attackedClinic();
  secret = clinic.secrets.STRIPE_WEBHOOK_SECRET ?? '';
});
afterAll(() => clinic.close());

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';
const event = () => paymentEvents({ invoiceId: UNKNOWN_ID, amountCents: 100 }).completed;
const now = () => Math.floor(Date.now() / 1000);
const sign = (payload: string, more: { secret?: string; timestamp?: number } = {}) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, ...more });
const post = (body: string | Buffer, signature?: string, attack: Attack = {}) =>
  clinic.call('POST', '/webhooks/stripe', {
    body,
    ...attack,
    headers: { ...(signature === undefined ? {} : { 'stripe-signature': signature }), ...attack.headers },
  });
const stored = async (id: string) =>
  (await clinic.rows('select state from stripe_events where id = $1', [id]))[0];

test('S39: a signed event is stored before it is acknowledged, and once however often it comes', async () => {
  const sent = event();
  const body = JSON.stringify(sent, null, 2);
  expect((await post(body, sign(body))).status).toBe(200);
  expect(await stored(sent.id)).toBeDefined();
  const again = await Promise.all(Array.from({ length: 100 }, () => post(body, sign(body))));
  expect(new Set(again.map((answer) => answer.status))).toEqual(new Set([200]));
  expect(await clinic.rows('select from stripe_events where id = $1', [sent.id])).toHaveLength(1);
});

test('an event of a type that we do not follow is stored too', async () => {
  const sent = { ...event(), type: 'customer.created' };
  const body = JSON.stringify(sent);
  expect((await post(body, sign(body))).status).toBe(200);
  expect(await stored(sent.id)).toBeDefined();
});

describe('is refused with 400, and nothing stored:', () => {
  const flipped = (header: string) => header.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  type Sent = { body: string | Buffer; signature?: string; headers?: Record<string, string> };
  const signed = (body: string, changes: object): Sent => {
    const changed = JSON.stringify({ ...JSON.parse(body), ...changes });
    return { body: changed, signature: sign(changed) };
  };
  const THIN = { object: 'v2.core.event', data: null };
  test.each<[string, (body: string) => Sent]>([
    ['S37: no signature', (body) => ({ body })],
    ['S37: garbage for a signature', (body) => ({ body, signature: 'garbage' })],
    ['S37: one digit flipped', (body) => ({ body, signature: flipped(sign(body)) })],
    ['S37: another secret', (body) => ({ body, signature: sign(body, { secret: 'whsec_other' }) })],
    ['S37: the secret of nothing', (body) => ({ body, signature: sign(body, { secret: 'whsec_' }) })],
    ['S37: only a v0 signature', (body) => ({ body, signature: sign(body).replace('v1=', 'v0=') })],
    ['S37: signed, but not JSON', () => ({ body: 'not json', signature: sign('not json') })],
    ['S37: signed, but no event', () => ({ body: '{}', signature: sign('{}') })],
    ['signed, of a type that is no name', (body) => signed(body, { type: 'charge.\u0000' })],
    ['signed, of a time that no calendar has', (body) => signed(body, { created: 9_007_199_254_740_991 })],
    ['signed, thin, of the year 0', (body) => signed(body, { ...THIN, created: '0000-01-01T00:00:00Z' })],
    ['S38: an old time beside a new one', (body) => ({ body, signature: `t=${now() - 360},${sign(body)}` })],
    ['S38: the same time twice', (body) => ({ body, signature: `t=${now()},${sign(body)}` })],
    ['S38: a second time after the signature', (body) => ({ body, signature: `${sign(body)},t=${now()}` })],
    ['S38: a second time behind a blank', (body) => ({ body, signature: `${sign(body)}, t=${now()}` })],
    ['S38: six minutes old', (body) => ({ body, signature: sign(body, { timestamp: now() - 360 }) })],
    ['S38: from the future', (body) => ({ body, signature: sign(body, { timestamp: now() + 3600 }) })],
    [
      'S38: an old signature under a new time',
      (body) => ({ body, signature: sign(body, { timestamp: now() - 360 }).replace(/t=\d+/, `t=${now()}`) }),
    ],
    [
      'S41: serialised anew',
      (body) => ({ body: JSON.stringify(JSON.parse(body), null, 1), signature: sign(body) }),
    ],
    ['S41: a trailing newline', (body) => ({ body: `${body}\n`, signature: sign(body) })],
    ['S41: a mark of its coding before it', (body) => ({ body: `\ufeff${body}`, signature: sign(body) })],
    ['S41: in UTF-16', (body) => ({ body: Buffer.from(body, 'utf16le'), signature: sign(body) })],
    [
      'S41: a broken character where another was signed',
      (body) => {
        const text = body.replace('evt_', 'evt_\ufffd');
        return {
          body: Buffer.from(text.replace('\ufffd', '\x00'), 'latin1').map((byte) =>
            byte === 0 ? 0xff : byte,
          ) as Buffer,
          signature: sign(text),
        };
      },
    ],
    [
      'S41: packed',
      (body) => ({ body: gzipSync(body), signature: sign(body), headers: { 'content-encoding': 'gzip' } }),
    ],
    [
      'S41: a key given twice',
      (body) => ({ body: body.replace('{', '{"type":"x",'), signature: sign(body) }),
    ],
  ])('%s', async (_, make) => {
    for (const through of ENTRY_POINTS) {
      const sent = event();
      const { body, signature, headers = {} } = make(JSON.stringify(sent));
      expect((await post(body, signature, { through, headers })).status).toBe(400);
      expect(await stored(sent.id)).toBeUndefined();
    }
  });

  test('S41: in pieces, which the host gives no function', async () => {
    const sent = event();
    const body = JSON.stringify(sent);
    for (const entryPoint of ENTRY_POINTS) {
      const answer = await send(
        clinic.run[entryPoint],
        `POST /api/v1/webhooks/stripe HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nStripe-Signature: ${sign(body)}\r\n` +
          `Transfer-Encoding: chunked\r\n\r\n${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 400/);
      expect(await stored(sent.id)).toBeUndefined();
    }
  });
});

test.each(['application/json; charset=utf-16', 'text/plain', 'application/x-www-form-urlencoded'])(
  'S41: what its type says changes nothing of the bytes that were signed: %s',
  async (type) => {
    const sent = event();
    const body = JSON.stringify(sent);
    expect((await post(body, sign(body), { headers: { 'content-type': type } })).status).toBe(200);
    expect(await stored(sent.id)).toBeDefined();
  },
);

test('S32: coming back from the payment page without having paid leaves the invoice unpaid, however often', async () => {
  const clerk = await clinic.signIn(clinic.clerk);
  const { id, token } = await clinic.issue(clerk);
  for (let count = 0; count < 3; count++) {
    await clinic.call('GET', `/public/receipts/${token}?session=cs_test_paid`);
    await clinic.call('GET', `/public/receipts/${token}`);
  }
  const { body } = await clinic.call('GET', `/invoices/${id}`, { token: clerk });
  expect(body).toMatchObject({ status: 'issued', balance_cents: 100_00 });
});

test('S34: an event for another invoice, amount or currency than we asked for settles nothing', async () => {
  const clerk = await clinic.signIn(clinic.clerk);
  const { id } = await clinic.issue(clerk);
  const foreign = paymentEvents({ invoiceId: id, amountCents: 100_00 }).completed;
  const body = JSON.stringify(foreign).replaceAll('"usd"', '"jpy"');
  expect((await post(body, sign(body))).status).toBe(200);
  const state = async () => ((await stored(foreign.id)) as { state: string } | undefined)?.state;
  await until('the decision', WAIT, async () =>
    ['quarantined', 'applied', 'ignored'].includes((await state()) ?? ''),
  );
  expect(await state()).toBe('quarantined');
  const read = await clinic.call('GET', `/invoices/${id}`, { token: clerk });
  expect(read.body).toMatchObject({ status: 'issued', balance_cents: 100_00 });
});

describe('is stored, acknowledged and quarantined:', () => {
  const forged = () => paymentEvents({ invoiceId: UNKNOWN_ID, amountCents: 100 });
  test.each<[string, (id: string) => { id: string }, string]>([
    [
      'an event of another account',
      (id) =>
        Object.assign(paymentEvents({ invoiceId: id, amountCents: 100_00 }).intentSucceeded, {
          account: 'acct_1OtherClinic',
        }),
      'other_account',
    ],
    [
      'a payment that Stripe does not know',
      (id) => paymentEvents({ invoiceId: id, amountCents: 100_00 }).chargeSucceeded,
      'unknown_at_stripe',
    ],
    [
      'an amount above Stripe’s maximum',
      (id) => paymentEvents({ invoiceId: id, amountCents: 100_000_000 }).completed,
      'amount_too_large',
    ],
    [
      'a notification without a snapshot',
      () => ({
        id: forged().completed.id,
        object: 'v2.core.event',
        type: 'v1.billing.meter.no_meter_found',
        livemode: false,
        created: new Date().toISOString(),
      }),
      'thin_event',
    ],
  ])('%s', async (_, make, reason) => {
    const clerk = await clinic.signIn(clinic.clerk);
    const { id } = await clinic.issue(clerk);
    const sent = make(id);
    const body = JSON.stringify(sent);
    expect((await post(body, sign(body))).status).toBe(200);
    const row = async () =>
      (await clinic.rows('select state, reason from stripe_events where id = $1', [sent.id]))[0] as
        | { state: string; reason: string }
        | undefined;
    await until('the decision', WAIT, async () => (await row())?.state !== 'received');
    expect(await row()).toEqual({ state: 'quarantined', reason });
    const read = await clinic.call('GET', `/invoices/${id}`, { token: clerk });
    expect(read.body).toMatchObject({ status: 'issued', balance_cents: 100_00 });
  });
});

describe('S77: live and test', () => {
  test('an event of the live mode is not applied by a clinic that runs on a test key', async () => {
    const clerk = await clinic.signIn(clinic.clerk);
    const { id } = await clinic.issue(clerk);
    const live = { ...paymentEvents({ invoiceId: id, amountCents: 100_00 }).intentSucceeded, livemode: true };
    const body = JSON.stringify(live);
    await post(body, sign(body));
    const state = async () => ((await stored(live.id)) as { state: string } | undefined)?.state;
    await until('the decision', WAIT, async () => !['received', undefined].includes(await state()));
    expect(await state()).toBe('quarantined');
    const read = await clinic.call('GET', `/invoices/${id}`, { token: clerk });
    expect(read.body).toMatchObject({ status: 'issued', balance_cents: 100_00 });
  });

  const settings = (more: Record<string, string>) => () => readConfig({ ...exampleSettings(), ...more });
  test.each<[string, Record<string, string>, RegExp]>([
    [
      'a live key in local mode',
      { STRIPE_SECRET_KEY: 'sk_live_abc' },
      /STRIPE_SECRET_KEY must not be a live key/,
    ],
    ['no webhook secret', { STRIPE_WEBHOOK_SECRET: '' }, /STRIPE_WEBHOOK_SECRET/],
    ['a short secret for tokens', { JWT_SECRET: 'short' }, /JWT_SECRET needs at least 32/],
    ['the example secrets in production', { CLINIC_MODE: 'production' }, /JWT_SECRET is still the example/],
    ['no TLS in production', { CLINIC_MODE: 'production' }, /WEB_URL must be https/],
    [
      'Stripe without TLS in production',
      { CLINIC_MODE: 'production', STRIPE_API_BASE: 'http://x' },
      /must be https/,
    ],
    ['a test key in production', { CLINIC_MODE: 'production' }, /STRIPE_SECRET_KEY must not be a test key/],
  ])('S73 S77: the clinic does not start with %s', (_, more, said) => {
    expect(settings({})).not.toThrow();
    expect(settings(more)).toThrow(said);
  });
});
