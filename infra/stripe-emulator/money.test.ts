/** Money that goes back or is disputed, and the balance that shows all of it. */
import type Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from './testing.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.stop());

/** A paid charge of 100.00. */
async function paidCharge(card = '4242424242424242'): Promise<Stripe.Charge> {
  const { id } = await harness.open({}, 10_000);
  const { session } = await harness.pay(id, card);
  const intent = await harness.stripe.paymentIntents.retrieve(String(session.payment_intent), {
    expand: ['latest_charge'],
  });
  return intent.latest_charge as Stripe.Charge;
}

async function eventTypes(): Promise<string[]> {
  const { events } = await harness.control<{ events: { type: string }[] }>('GET', '/truth');
  return events.map((event) => event.type).slice(5);
}

async function balance(): Promise<number> {
  return (await harness.control<{ balance: Record<string, number> }>('GET', '/truth')).balance.usd ?? 0;
}

describe('a refund', () => {
  test('in parts adds up, never beyond the charge', async () => {
    const charge = await paidCharge();
    const first = await harness.stripe.refunds.create({
      charge: charge.id,
      amount: 4000,
      metadata: { refund_id: 'r1' },
    });
    expect(first).toMatchObject({ status: 'succeeded', amount: 4000, metadata: { refund_id: 'r1' } });
    await expect(harness.stripe.refunds.create({ charge: charge.id, amount: 6001 })).rejects.toMatchObject({
      statusCode: 400,
      param: 'amount',
    });
    await harness.stripe.refunds.create({
      payment_intent: String(charge.payment_intent),
      reason: 'duplicate',
    });
    await expect(harness.stripe.refunds.create({ charge: charge.id })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
    const after = await harness.stripe.charges.retrieve(charge.id, { expand: ['refunds'] });
    expect(after).toMatchObject({ amount_refunded: 10_000, refunded: true });
    expect(after.refunds?.data.map((refund) => refund.amount)).toEqual([6000, 4000]);
    expect(await balance()).toBe(-320);
    expect(await eventTypes()).toEqual([
      'refund.created',
      'charge.refunded',
      'refund.updated',
      'refund.created',
      'charge.refunded',
      'refund.updated',
    ]);
    const { data } = await harness.stripe.events.list({ type: 'charge.refunded' });
    expect(data.map((event) => event.data.previous_attributes)).toEqual([
      { amount_refunded: 4000, refunded: false },
      { amount_refunded: 0 },
    ]);
  });

  test('by card 5126 succeeds and fails later: the money is ours again', async () => {
    const charge = await paidCharge('4000000000005126');
    const refund = await harness.stripe.refunds.create({ charge: charge.id });
    expect(refund.status).toBe('succeeded');
    await harness.control('POST', '/clock', { advance_seconds: 121 });
    const failed = await harness.stripe.refunds.retrieve(refund.id, {
      expand: ['failure_balance_transaction'],
    });
    expect(failed).toMatchObject({
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
      failure_balance_transaction: { amount: 10_000, type: 'refund_failure' },
    });
    expect(await harness.stripe.charges.retrieve(charge.id)).toMatchObject({
      amount_refunded: 0,
      refunded: false,
    });
    expect(await eventTypes()).toContain('refund.failed');
    expect(await balance()).toBe(9680);
  });

  test('by card 7726 is pending and succeeds later', async () => {
    const charge = await paidCharge('4000000000007726');
    const refund = await harness.stripe.refunds.create({ charge: charge.id });
    expect(refund).toMatchObject({ status: 'pending', pending_reason: 'processing' });
    await harness.control('POST', '/clock', { advance_seconds: 121 });
    expect((await harness.stripe.refunds.retrieve(refund.id)).status).toBe('succeeded');
  });

  test('that waits for the payer can be cancelled, another cannot', async () => {
    await harness.control('POST', '/settings', { next_refund: 'requires_action' });
    const charge = await paidCharge();
    const waiting = await harness.stripe.refunds.create({ charge: charge.id, amount: 1000 });
    expect((await harness.stripe.refunds.cancel(waiting.id)).status).toBe('canceled');
    const done = await harness.stripe.refunds.create({ charge: charge.id, amount: 1000 });
    await expect(harness.stripe.refunds.cancel(done.id)).rejects.toMatchObject({ statusCode: 400 });
  });

  test('of a declined payment, or one not settled, is refused', async () => {
    const { id } = await harness.open();
    const declined = await harness.pay(id, '4000000000000002');
    await expect(
      harness.stripe.refunds.create({ payment_intent: String(declined.session.payment_intent) }),
    ).rejects.toMatchObject({ statusCode: 400 });
    await expect(harness.stripe.refunds.create({})).rejects.toMatchObject({ code: 'parameter_missing' });
  });

  test('made at the dashboard, and one for want of balance', async () => {
    const charge = await paidCharge();
    await harness.control('POST', `/charges/${charge.id}/refund`, { amount: 500 });
    await harness.control('POST', '/settings', { enforce_balance: true });
    const short = await harness.stripe.refunds.create({ charge: charge.id, amount: 9000 });
    expect(short).toMatchObject({
      status: 'pending',
      pending_reason: 'insufficient_funds',
      balance_transaction: null,
    });
    await harness.control('POST', `/refunds/${short.id}`, { outcome: 'succeeded' });
    expect(await balance()).toBe(10_000 - 320 - 9500);
  });
});

describe('a dispute', () => {
  test('takes the money and a fee, blocks refunds, and gives the money back when won', async () => {
    const charge = await paidCharge('4000000000000259');
    const [dispute] = (await harness.stripe.disputes.list({ charge: charge.id })).data;
    expect(dispute).toMatchObject({ status: 'needs_response', amount: 10_000, is_charge_refundable: false });
    expect(await balance()).toBe(10_000 - 320 - 10_000 - 1500);
    await expect(harness.stripe.refunds.create({ charge: charge.id })).rejects.toMatchObject({
      code: 'charge_disputed',
    });
    const answered = await harness.stripe.disputes.update(dispute?.id ?? '', {
      evidence: { customer_name: 'Ada' },
    });
    expect(answered).toMatchObject({ status: 'under_review', evidence_details: { submission_count: 1 } });
    await harness.control('POST', `/disputes/${answered.id}`, { outcome: 'won' });
    const won = await harness.stripe.disputes.retrieve(answered.id);
    expect(won.status).toBe('won');
    expect(won.balance_transactions.map((entry) => entry.net)).toEqual([-11_500, 10_000]);
    expect(await balance()).toBe(10_000 - 320 - 1500);
    expect(await eventTypes()).toEqual([
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.updated',
      'charge.dispute.closed',
      'charge.dispute.funds_reinstated',
    ]);
  });

  test('not answered in time is lost; accepted too', async () => {
    const charge = await paidCharge('4000000000002685');
    await harness.control('POST', '/clock', { advance_seconds: 10 * 86_400 });
    const [lost] = (await harness.stripe.disputes.list({ payment_intent: String(charge.payment_intent) }))
      .data;
    expect(lost).toMatchObject({ status: 'lost', evidence_details: { past_due: true } });
    const other = await paidCharge();
    const { dispute } = await harness.control<{ dispute: Stripe.Dispute }>(
      'POST',
      `/charges/${other.id}/dispute`,
      {
        amount: 2500,
      },
    );
    expect(await harness.stripe.disputes.close(dispute.id)).toMatchObject({ status: 'lost', amount: 2500 });
    await expect(harness.stripe.disputes.close(dispute.id)).rejects.toMatchObject({ statusCode: 400 });
  });

  test('that is an inquiry moves no money until it is escalated', async () => {
    const charge = await paidCharge('4000000000001976');
    const [inquiry] = (await harness.stripe.disputes.list({ charge: charge.id })).data;
    expect(inquiry).toMatchObject({
      status: 'warning_needs_response',
      balance_transactions: [],
      is_charge_refundable: true,
    });
    expect((await harness.stripe.charges.retrieve(charge.id)).disputed).toBe(false);
    expect(await balance()).toBe(9680);
    await harness.control('POST', `/disputes/${inquiry?.id}`, { outcome: 'escalate' });
    expect(await balance()).toBe(9680 - 11_500);
    const quiet = await paidCharge('4000000000001976');
    const [closed] = (await harness.stripe.disputes.list({ charge: quiet.id })).data;
    await harness.control('POST', `/disputes/${closed?.id}`, { outcome: 'lost' });
    expect((await harness.stripe.disputes.retrieve(closed?.id ?? '')).status).toBe('warning_closed');
  });

  test('may be preceded by a fraud warning', async () => {
    const charge = await paidCharge('4000000000005423');
    const { data } = await harness.stripe.radar.earlyFraudWarnings.list({ charge: charge.id });
    expect(data[0]).toMatchObject({ actionable: true, payment_intent: charge.payment_intent });
  });
});

describe('the balance', () => {
  test('becomes available in two days, at once by card 0077, and is paid out with all that is in it', async () => {
    await paidCharge('4000000000000077');
    await paidCharge();
    const { available, pending } = await harness.stripe.balance.retrieve();
    expect([available[0]?.amount, pending[0]?.amount]).toEqual([9680, 9680]);
    const { payout } = await harness.control<{ payout: Stripe.Payout }>('POST', '/payouts', {});
    expect(payout).toMatchObject({ amount: 9680, status: 'paid', reconciliation_status: 'completed' });
    const inside = await harness.stripe.balanceTransactions.list({ payout: payout.id });
    expect(inside.data.map((entry) => [entry.type, entry.net])).toEqual([
      ['payout', -9680],
      ['charge', 9680],
    ]);
    await expect(harness.control('POST', '/payouts', {})).rejects.toThrow('409');
    await harness.control('POST', '/clock', { advance_seconds: 2 * 86_400 });
    const second = await harness.control<{ payout: Stripe.Payout }>('POST', '/payouts', {});
    expect(second.payout.amount).toBe(9680);
    await harness.control('POST', `/payouts/${second.payout.id}/fail`, {});
    expect((await harness.stripe.payouts.retrieve(second.payout.id)).status).toBe('failed');
    expect(await balance()).toBe(9680);
  });

  test('is found by source and type, and the fee is known only after the capture', async () => {
    await harness.control('POST', '/settings', { capture_seconds: 60 });
    const charge = await paidCharge();
    expect(charge.balance_transaction).toBeNull();
    await harness.control('POST', '/clock', { advance_seconds: 61 });
    const { data } = await harness.stripe.balanceTransactions.list({
      source: charge.id,
      type: 'charge',
      expand: ['data.source'],
    });
    expect(data[0]).toMatchObject({ net: 9680, source: { id: charge.id, object: 'charge' } });
  });
});

describe('a payment link', () => {
  const link = () =>
    harness.stripe.paymentLinks.create({
      line_items: [
        {
          quantity: 1,
          price_data: { currency: 'usd', unit_amount: 5000, product_data: { name: 'Invoice' } },
        },
      ],
      metadata: { invoice_id: 'inv_9' },
      payment_intent_data: { metadata: { invoice_id: 'inv_9' } },
      restrictions: { completed_sessions: { limit: 1 } },
      after_completion: {
        type: 'redirect',
        redirect: { url: 'http://clinic.test/paid?s={CHECKOUT_SESSION_ID}' },
      },
    });

  test('gives each visitor a session with its metadata, and closes at its limit', async () => {
    const { id, url } = await link();
    const visit = await fetch(url, { redirect: 'manual' });
    expect(visit.status).toBe(303);
    const open = () =>
      harness.control<{ session: Stripe.Checkout.Session }>('POST', `/payment_links/${id}/open`);
    const [first, second] = [await open(), await open()];
    expect(first.session).toMatchObject({ payment_link: id, metadata: { invoice_id: 'inv_9' } });
    expect(await harness.pay(first.session.id)).toMatchObject({ outcome: 'paid' });
    expect(await harness.pay(second.session.id)).toMatchObject({ outcome: 'closed' });
    expect(await harness.stripe.paymentLinks.retrieve(id)).toMatchObject({
      active: false,
      restrictions: { completed_sessions: { count: 1, limit: 1 } },
    });
    expect((await harness.stripe.checkout.sessions.list({ payment_link: id })).data).toHaveLength(3);
    expect(await (await fetch(url)).text()).toContain('no longer active');
  });

  test('can be switched off', async () => {
    const { id, url } = await link();
    await harness.stripe.paymentLinks.update(id, { active: false, inactive_message: 'Call us' });
    expect(await (await fetch(url)).text()).toContain('Call us');
  });
});
