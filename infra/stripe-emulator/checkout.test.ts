/** Checkout sessions as Stripe has them, driven by the real SDK. */
import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CURRENCIES, stripeMinimum } from '../../functions/domain/currency.ts';
import { API_KEY, type Harness, sdkFor, startHarness } from './testing.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

describe('a session', () => {
  test('opens unpaid, without a payment intent, with all its fields', async () => {
    const session = await harness.open({ client_reference_id: 'ref-1' });
    expect(session).toMatchObject({
      object: 'checkout.session',
      status: 'open',
      payment_status: 'unpaid',
      payment_intent: null,
      amount_total: 12_345,
      currency: 'usd',
      client_reference_id: 'ref-1',
      metadata: { invoice_id: 'inv_1' },
      success_url: 'http://clinic.test/paid?session={CHECKOUT_SESSION_ID}',
    });
    expect(session.url).toContain(`${harness.url}/c/pay/${session.id}`);
    expect(session.expires_at).toBe(session.created + 86_400);
    expect(Object.keys(session).length).toBeGreaterThanOrEqual(59);
    expect(session.lastResponse.headers['stripe-version']).toBe('2026-10-28.endive');
  });

  test.each(CURRENCIES)('is paid in %s, as in every currency that the product offers', async (currency) => {
    const price_data = { currency, unit_amount: stripeMinimum(currency), product_data: { name: 'Line' } };
    const { id } = await harness.open({ line_items: [{ quantity: 1, price_data }] });
    expect(await harness.pay(id)).toMatchObject({ outcome: 'paid', session: { currency } });
  });

  test('paid by card is complete, and the metadata went to intent and charge', async () => {
    const { id } = await harness.open();
    const { outcome, redirect_url } = await harness.pay(id);
    expect(outcome).toBe('paid');
    expect(redirect_url).toBe(`http://clinic.test/paid?session=${id}`);
    const paid = await harness.stripe.checkout.sessions.retrieve(id, {
      expand: ['payment_intent.latest_charge.balance_transaction', 'line_items'],
    });
    expect(paid).toMatchObject({ status: 'complete', payment_status: 'paid', url: null });
    expect(paid.line_items?.data[0]?.amount_total).toBe(12_345);
    const intent = paid.payment_intent as Stripe.PaymentIntent;
    expect(intent).toMatchObject({
      status: 'succeeded',
      amount_received: 12_345,
      metadata: { invoice_id: 'inv_1' },
    });
    const charge = intent.latest_charge as Stripe.Charge;
    expect(charge).toMatchObject({
      status: 'succeeded',
      amount_captured: 12_345,
      metadata: { invoice_id: 'inv_1' },
    });
    expect(charge.balance_transaction).toMatchObject({
      amount: 12_345,
      fee: 388,
      net: 11_957,
      status: 'pending',
      type: 'charge',
    });
  });

  test.each([
    ['4000000000000002', 'card_declined', 'generic_decline'],
    ['4000000000009995', 'card_declined', 'insufficient_funds'],
    ['4000000000009987', 'card_declined', 'lost_card'],
    ['4000000000009979', 'card_declined', 'stolen_card'],
    ['4000000000000069', 'expired_card', 'expired_card'],
    ['4000000000000127', 'incorrect_cvc', 'incorrect_cvc'],
    ['4000000000000119', 'processing_error', 'processing_error'],
    ['4100000000000019', 'card_declined', 'fraudulent'],
  ])(
    'card %s is declined with %s (%s), and the same intent can be paid after',
    async (card, code, decline) => {
      const { id } = await harness.open();
      expect(await harness.pay(id, card)).toMatchObject({ outcome: 'declined' });
      const open = await harness.stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent'] });
      const intent = open.payment_intent as Stripe.PaymentIntent;
      expect(open.status).toBe('open');
      expect(intent.status).toBe('requires_payment_method');
      expect(intent.last_payment_error).toMatchObject({ code, decline_code: decline, type: 'card_error' });
      expect((await harness.pay(id)).session.payment_intent).toBe(intent.id);
    },
  );

  test('a card that wants authentication waits for it', async () => {
    const { id } = await harness.open();
    expect(await harness.pay(id, '4000002760003184', { authentication: 'leave' })).toMatchObject({
      outcome: 'challenge',
    });
    const { payment_intent: intent } = await harness.stripe.checkout.sessions.retrieve(id);
    expect((await harness.stripe.paymentIntents.retrieve(String(intent))).status).toBe('requires_action');
    expect(await harness.pay(id, '4000002760003184', { authentication: 'fail' })).toMatchObject({
      outcome: 'declined',
    });
    expect(await harness.pay(id, '4000002760003184')).toMatchObject({ outcome: 'paid' });
    const other = await harness.open();
    expect(await harness.pay(other.id, '4000008400001629')).toMatchObject({ outcome: 'declined' });
  });

  test('is paid once, however often it is tried', async () => {
    const { id } = await harness.open();
    const outcomes = await Promise.all([harness.pay(id), harness.pay(id), harness.pay(id)]);
    expect(outcomes.map((one) => one.outcome).sort()).toEqual(['closed', 'closed', 'paid']);
  });

  test('a bank debit completes it unpaid, and the money comes or fails later', async () => {
    const good = await harness.open();
    const bad = await harness.open();
    for (const [{ id }, account] of [
      [good, '000123456789'],
      [bad, '000222222227'],
    ] as const) {
      const paid = await harness.pay(id, undefined, { bank_account: account });
      expect(paid.session).toMatchObject({ status: 'complete', payment_status: 'unpaid' });
    }
    await harness.control('POST', '/clock', { advance_seconds: 121 });
    const [settled, failed] = await Promise.all(
      [good, bad].map(({ id }) =>
        harness.stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent'] }),
      ),
    );
    expect(settled).toMatchObject({ payment_status: 'paid', payment_intent: { status: 'succeeded' } });
    expect(failed).toMatchObject({
      payment_status: 'unpaid',
      payment_intent: {
        status: 'requires_payment_method',
        last_payment_error: { code: 'insufficient_funds' },
      },
    });
  });
});

describe('the end of a session', () => {
  test('it expires on request, once, and cannot be paid any more', async () => {
    const { id } = await harness.open();
    expect(await harness.stripe.checkout.sessions.expire(id)).toMatchObject({ status: 'expired', url: null });
    await expect(harness.stripe.checkout.sessions.expire(id)).rejects.toMatchObject({ statusCode: 400 });
    expect(await harness.pay(id)).toMatchObject({ outcome: 'closed' });
  });

  test('it expires by the clock, cancels its intent, and can be recovered when asked for', async () => {
    const { id } = await harness.open({ after_expiration: { recovery: { enabled: true } } });
    const declined = await harness.pay(id, '4000000000000002');
    await harness.control('POST', '/clock', { advance_seconds: 86_401 });
    const expired = await harness.stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent'] });
    expect(expired).toMatchObject({ status: 'expired', payment_intent: { status: 'canceled' } });
    expect(declined.session.payment_intent).toBe((expired.payment_intent as Stripe.PaymentIntent).id);
    expect(expired.after_expiration?.recovery?.url).toContain('/r/');
    const { session } = await harness.control<{ session: Stripe.Checkout.Session }>(
      'POST',
      `/sessions/${id}/recover`,
    );
    expect(session).toMatchObject({ status: 'open', recovered_from: id, payment_intent: null });
    expect(await harness.pay(session.id)).toMatchObject({ outcome: 'paid' });
  });
});

describe('lists', () => {
  test('go newest first, page both ways, and filter', async () => {
    const made = [];
    for (let index = 0; index < 4; index += 1) made.push((await harness.open()).id);
    const newest = made.reverse();
    const first = await harness.stripe.checkout.sessions.list({ limit: 2 });
    expect(first.data.map((one) => one.id)).toEqual(newest.slice(0, 2));
    expect(first.has_more).toBe(true);
    const next = await harness.stripe.checkout.sessions.list({ limit: 2, starting_after: newest[1] ?? '' });
    expect(next.data.map((one) => one.id)).toEqual(newest.slice(2, 4));
    const back = await harness.stripe.checkout.sessions.list({ limit: 1, ending_before: newest[2] ?? '' });
    expect(back.data.map((one) => one.id)).toEqual([newest[1]]);
    const { session } = await harness.pay(newest[0] ?? '');
    const found = await harness.stripe.checkout.sessions.list({
      payment_intent: String(session.payment_intent),
    });
    expect(found.data.map((one) => one.id)).toEqual([newest[0]]);
    await expect(harness.stripe.checkout.sessions.list({ starting_after: 'cs_none' })).rejects.toMatchObject({
      code: 'resource_missing',
    });
  });
});

test('a wrong key, no key, an unknown address and an unknown version are refused', async () => {
  await expect(sdkFor(harness.url, 'sk_test_wrong').balance.retrieve()).rejects.toMatchObject({
    type: 'StripeAuthenticationError',
  });
  expect((await fetch(`${harness.url}/v1/balance`)).status).toBe(401);
  const headers = { authorization: `Basic ${btoa(`${API_KEY}:`)}` };
  expect((await fetch(`${harness.url}/v1/balance`, { headers })).status).toBe(200);
  expect((await fetch(`${harness.url}/v1/nothing`, { headers })).status).toBe(404);
  const old = { ...headers, 'stripe-version': '2020-08-27' };
  expect((await fetch(`${harness.url}/v1/balance`, { headers: old })).status).toBe(400);
});
