/** Which events are believed. */
import { expect, test } from 'vitest';
import type { StripeMoney } from './stripeFact.ts';
import { contradictionWith, distrustOf, namesPayment } from './stripeTrust.ts';

const ours = { account: null, livemodes: [false, false], thin: false };

test.each([
  [ours, undefined],
  [{ ...ours, account: 'acct_1OtherClinic' }, 'other_account'],
  [{ ...ours, livemodes: [true] }, 'other_mode'],
  [{ ...ours, livemodes: [false, true] }, 'other_mode'],
  [{ ...ours, thin: true }, 'thin_event'],
])('an event of %j is refused for %s', (origin, reason) => {
  expect(distrustOf(origin, false)).toBe(reason);
});

const told: StripeMoney = {
  invoiceId: 'i',
  clinicId: 'clinic',
  paymentIntentId: 'pi_1',
  chargeId: 'ch_1',
  sessionId: null,
  amountCents: 100,
  currency: 'usd',
  method: 'card',
  at: new Date(0),
};

test.each([
  ['agrees', told, undefined],
  ['knows no charge yet', { ...told, chargeId: null }, undefined],
  ['does not answer', null, undefined],
  ['does not know it', 'unknown' as const, 'unknown_at_stripe'],
  ['has no money of it', 'not_paid' as const, 'not_paid_at_stripe'],
  ['has another amount', { ...told, amountCents: 99 }, 'contradicts_stripe'],
  ['has another currency', { ...told, currency: 'eur' }, 'contradicts_stripe'],
  ['names another invoice', { ...told, invoiceId: 'j' }, 'contradicts_stripe'],
  ['names another clinic', { ...told, clinicId: 'elsewhere' }, 'contradicts_stripe'],
  ['has another charge', { ...told, chargeId: 'ch_2' }, 'contradicts_stripe'],
])('money of which Stripe %s', (_, now, reason) => {
  expect(contradictionWith(told, now)).toBe(reason);
});

test('a refund or dispute names a payment by both of its ids, where it has both', () => {
  const payment = { stripePaymentId: 'pi_1', stripeChargeId: 'ch_1' };
  expect(namesPayment({ paymentIntentId: 'pi_1', chargeId: 'ch_1' }, payment)).toBe(true);
  expect(namesPayment({ paymentIntentId: 'pi_1', chargeId: null }, payment)).toBe(true);
  expect(namesPayment({ paymentIntentId: 'pi_1', chargeId: 'ch_2' }, payment)).toBe(false);
  expect(namesPayment({ paymentIntentId: 'pi_2', chargeId: 'ch_1' }, payment)).toBe(false);
});
