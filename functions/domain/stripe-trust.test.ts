/** Which events are believed. */
import { expect, test } from 'vitest';
import { cents } from './money.ts';
import type {
  DisputeMovement,
  StripeDispute,
  StripeMoney,
  StripePayout,
  StripeRefund,
} from './stripe-notification.ts';
import {
  attemptContradiction,
  contradictionWith,
  disputeDisagreement,
  distrustOf,
  namesPayment,
  payoutContradiction,
  refundDisagreement,
  sessionContradiction,
} from './stripe-trust.ts';

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

const reported: StripeMoney = {
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
  ['agrees', reported, undefined],
  ['knows no charge yet', { ...reported, chargeId: null }, undefined],
  ['does not answer', null, undefined],
  ['does not know it', 'unknown' as const, 'unknown_at_stripe'],
  ['has no money of it', 'not_paid' as const, 'not_paid_at_stripe'],
  ['has another amount', { ...reported, amountCents: 99 }, 'contradicts_stripe'],
  ['has another currency', { ...reported, currency: 'eur' }, 'contradicts_stripe'],
  ['names another invoice', { ...reported, invoiceId: 'j' }, 'contradicts_stripe'],
  ['names another clinic', { ...reported, clinicId: 'elsewhere' }, 'contradicts_stripe'],
  ['has another charge', { ...reported, chargeId: 'ch_2' }, 'contradicts_stripe'],
])('money of which Stripe %s', (_, now, reason) => {
  expect(contradictionWith(reported, now)).toBe(reason);
});

test('a refund or dispute names a payment by both of its ids, where it has both', () => {
  const payment = { stripePaymentId: 'pi_1', stripeChargeId: 'ch_1' };
  expect(namesPayment({ paymentIntentId: 'pi_1', chargeId: 'ch_1' }, payment)).toBe(true);
  expect(namesPayment({ paymentIntentId: 'pi_1', chargeId: null }, payment)).toBe(true);
  expect(namesPayment({ paymentIntentId: 'pi_1', chargeId: 'ch_2' }, payment)).toBe(false);
  expect(namesPayment({ paymentIntentId: 'pi_2', chargeId: 'ch_1' }, payment)).toBe(false);
});

test.each([
  ['agrees', reported, undefined],
  ['has another charge by now', { ...reported, chargeId: 'ch_2' }, undefined],
  ['does not answer', null, undefined],
  ['does not know it', 'unknown' as const, 'unknown_at_stripe'],
  ['asked for another amount', { ...reported, amountCents: 99 }, 'contradicts_stripe'],
  ['names another invoice', { ...reported, invoiceId: null }, 'contradicts_stripe'],
  ['names another clinic', { ...reported, clinicId: 'elsewhere' }, 'contradicts_stripe'],
])('a failed attempt of which Stripe %s', (_, now, reason) => {
  expect(attemptContradiction(reported, now)).toBe(reason);
});

test.each<[StripeRefund['state'], Partial<StripeRefund> | undefined, string | undefined]>([
  ['processing', { state: 'succeeded' }, undefined],
  ['succeeded', { state: 'succeeded' }, undefined],
  ['succeeded', { state: 'failed' }, undefined],
  ['failed', { state: 'succeeded' }, 'contradicts_stripe'],
  ['succeeded', { state: 'processing' }, 'contradicts_stripe'],
  ['succeeded', { state: 'succeeded', amountCents: cents(2) }, 'contradicts_stripe'],
  ['succeeded', { state: 'succeeded', ourId: 'r' }, 'contradicts_stripe'],
  ['succeeded', undefined, 'unknown_at_stripe'],
])('a refund that an event calls %s and Stripe has as %o', (state, now, reason) => {
  const refund: StripeRefund = {
    ...{ stripeRefundId: 're_1', ourId: null, amountCents: cents(1), currency: 'usd', state },
    ...{ paymentIntentId: 'pi_1', chargeId: 'ch_1', reason: null, failureReason: null, at: new Date(0) },
  };
  expect(refundDisagreement(refund, now && { ...refund, ...now })).toBe(reason);
});

const payout: StripePayout = {
  ...{ stripePayoutId: 'po_1', amountCents: 100, currency: 'usd', status: 'paid', failureMessage: null },
  ...{ arrivesOn: '2026-03-02', reconciled: false, automatic: true, madeAt: new Date(0), at: new Date(0) },
};
test.each<[Partial<StripePayout>, Partial<StripePayout> | 'unknown', string | undefined]>([
  [{}, {}, undefined],
  [{ status: 'pending' }, {}, undefined],
  [{}, { status: 'failed' }, undefined],
  [{}, { reconciled: true }, undefined],
  [{ status: 'failed' }, {}, 'contradicts_stripe'],
  [{}, { status: 'in_transit' }, 'contradicts_stripe'],
  [{ reconciled: true }, {}, 'contradicts_stripe'],
  [{ amountCents: 1 }, {}, 'contradicts_stripe'],
  [{ currency: 'eur' }, {}, 'contradicts_stripe'],
  [{ automatic: false }, {}, 'contradicts_stripe'],
  [{}, 'unknown', 'unknown_at_stripe'],
])('a payout reported as %o of which Stripe has %o', (event, now, reason) => {
  const there = now === 'unknown' ? now : { ...payout, ...now };
  expect(payoutContradiction({ ...payout, ...event }, there)).toBe(reason);
});

test.each([
  ['expired', 'expired', false, undefined],
  ['complete', 'complete', false, undefined],
  ['complete', 'complete', true, undefined],
  ['failed', 'complete', false, undefined],
  ['failed', 'complete', true, 'contradicts_stripe'],
  ['failed', 'open', false, 'contradicts_stripe'],
  ['expired', 'open', false, 'contradicts_stripe'],
  ['complete', 'open', false, 'contradicts_stripe'],
  ['expired', 'complete', false, 'contradicts_stripe'],
  ['expired', 'unknown', false, 'unknown_at_stripe'],
] as const)('a page that an event calls %s and Stripe %s, paid: %s', (end, status, isPaid, reason) => {
  expect(sessionContradiction(end, status === 'unknown' ? status : { status, isPaid })).toBe(reason);
});

const dispute: StripeDispute = {
  ...{
    stripeDisputeId: 'du_1',
    paymentIntentId: 'pi_1',
    chargeId: 'ch_1',
    amountCents: 100,
    currency: 'usd',
  },
  ...{ reason: 'general', status: 'needs_response', isChargeRefundable: false, evidenceDueAt: null },
  ...{ movements: [], openedAt: new Date(0), at: new Date(0) },
};
const withdrawn: DisputeMovement = {
  direction: 'withdrawn',
  ...{ balanceTransactionId: 'txn_1', amountCents: 100, feeCents: 15, feeCurrency: 'usd', transaction: null },
};
test.each<[string, Partial<StripeDispute>, Partial<StripeDispute> | 'unknown', string | undefined]>([
  ['agrees', {}, {}, undefined],
  ['lists more', {}, { movements: [withdrawn] }, undefined],
  ['lists what the event reports', { movements: [withdrawn] }, { movements: [withdrawn] }, undefined],
  [
    'lists what the event reports without an id',
    { movements: [{ ...withdrawn, balanceTransactionId: null }] },
    { movements: [withdrawn] },
    undefined,
  ],
  [
    'does not list it yet',
    { movements: [{ ...withdrawn, balanceTransactionId: null }] },
    { movements: [] },
    'not_yet',
  ],
  ['does not list it', { movements: [withdrawn] }, { movements: [] }, 'contradicts_stripe'],
  [
    'lists another amount',
    { movements: [{ ...withdrawn, amountCents: 1 }] },
    { movements: [withdrawn] },
    'contradicts_stripe',
  ],
  ['is about another charge', {}, { chargeId: 'ch_2' }, 'contradicts_stripe'],
  ['does not know it', {}, 'unknown', 'unknown_at_stripe'],
])('a dispute that Stripe %s', (_, event, now, reason) => {
  const there = now === 'unknown' ? now : { ...dispute, ...now };
  expect(disputeDisagreement({ ...dispute, ...event }, there)).toBe(reason);
});
