/** Events that are signed and still not believed: their money is stored and shown, never settled, and staff resolve it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { assignEvent } from '../../functions/capabilities/stripe-events/assign.ts';
import { dismissEvent } from '../../functions/capabilities/stripe-events/dismiss.ts';
import { viewEvent } from '../../functions/capabilities/stripe-events/list.ts';
import { QUARANTINE_REASONS, quarantineStep } from '../../functions/domain/quarantine.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';
import { paymentEvents } from '../support/stripe-events.ts';

let clinic: StripeClinic;
beforeAll(async () => {
  clinic = await openStripeClinic();
});
beforeEach(async () => {
  await clinic.lose();
});
afterAll(() => clinic.close());

type StripeNotification = {
  id: string;
  type: string;
  account?: string;
  livemode: boolean;
  data: { object: object };
};

/** An invoice that was paid at Stripe, with the event that says so, not delivered yet. */
async function paidEvent(type = 'payment_intent.succeeded') {
  const invoice = await clinic.paid();
  const events = await clinic.undelivered();
  const event = events.find((each) => each.type === type) as unknown as StripeNotification | undefined;
  if (!event) throw new Error(`Stripe made no ${type}.`);
  return { invoice, event: { ...event, id: `evt_${randomUUID().replaceAll('-', '')}` } };
}
const changed = (event: StripeNotification, object: object, envelope: object = {}): StripeNotification => ({
  ...event,
  ...envelope,
  data: { ...event.data, object: { ...event.data.object, ...object } },
});

const newId = () => `evt_${randomUUID().replaceAll('-', '')}`;

async function isUnpaid(id: string): Promise<void> {
  expect(await clinic.invoice(id)).toMatchObject({ status: 'issued', balance_cents: 100_00 });
}

describe('is quarantined, and settles nothing:', () => {
  const stranger = { metadata: { invoice_id: randomUUID(), clinic_id: 'clinic' } };
  test.each<[string, string, object, object, string]>([
    ['another account', 'payment_intent.succeeded', {}, { account: 'acct_1OtherClinic' }, 'other_account'],
    ['another context', 'payment_intent.succeeded', {}, { context: 'acct_1Other' }, 'other_account'],
    ['the other mode', 'payment_intent.succeeded', {}, { livemode: true }, 'other_mode'],
    ['an object of the other mode', 'charge.succeeded', { livemode: true }, {}, 'other_mode'],
    ['an intent that Stripe lacks', 'payment_intent.succeeded', { id: 'pi_forged' }, {}, 'unknown_at_stripe'],
    ['another amount', 'payment_intent.succeeded', { amount_received: 1_00 }, {}, 'contradicts_stripe'],
    ['another invoice', 'payment_intent.succeeded', stranger, {}, 'contradicts_stripe'],
    ['another charge', 'payment_intent.succeeded', { latest_charge: 'ch_x' }, {}, 'contradicts_stripe'],
    [
      'two invoices',
      'checkout.session.completed',
      { client_reference_id: randomUUID() },
      {},
      'ids_contradict',
    ],
    ['more than Stripe takes', 'charge.succeeded', { amount_captured: 100_000_000 }, {}, 'amount_too_large'],
    ['more than a number holds', 'charge.succeeded', { amount_captured: 2 ** 60 }, {}, 'amount_too_large'],
  ])('%s', async (_, type, object, envelope, reason) => {
    const { invoice, event } = await paidEvent(type);
    const notification = changed(event, object, envelope);
    expect(await clinic.receive(notification)).toEqual({ state: 'quarantined', reason });
    await isUnpaid(invoice.id);
    expect(await viewEvent(clinic.app, notification.id)).toMatchObject({ next_step: quarantineStep(reason) });
  });

  test('a payment intent that is not paid', async () => {
    const invoice = await clinic.issued();
    const session = await clinic.harness.stripe.checkout.sessions.retrieve(
      invoice.stripe_checkout_session_id ?? '',
    );
    await clinic.harness.pay(session.id, '4000000000000002');
    const { payment_intent: intent } = await clinic.harness.stripe.checkout.sessions.retrieve(session.id);
    const events = paymentEvents({
      invoiceId: invoice.id,
      amountCents: 100_00,
      paymentIntentId: String(intent),
    });
    expect(await clinic.receive(events.intentSucceeded)).toMatchObject({ reason: 'not_paid_at_stripe' });
    await isUnpaid(invoice.id);
  });

  test('the page of one invoice in the name of another', async () => {
    const { invoice, event } = await paidEvent('checkout.session.completed');
    const other = await clinic.issued();
    const names = { metadata: { invoice_id: other.id, clinic_id: 'clinic' }, client_reference_id: other.id };
    const notification = await clinic.receive(changed(event, names));
    expect(notification?.state).toBe('quarantined');
    await isUnpaid(invoice.id);
    await isUnpaid(other.id);
  });

  test('a known payment that is reported with another amount or for another invoice', async () => {
    const { invoice, event } = await paidEvent('charge.succeeded');
    await clinic.sync();
    expect(await clinic.invoice(invoice.id)).toMatchObject({ status: 'paid' });
    const other = await clinic.issued();
    for (const object of [
      { amount: 50_00, amount_captured: 50_00 },
      { metadata: { invoice_id: other.id, clinic_id: 'clinic' } },
    ]) {
      const id = `evt_${randomUUID().replaceAll('-', '')}`;
      expect(await clinic.receive({ ...changed(event, object), id })).toEqual({
        state: 'quarantined',
        reason: 'contradicts_payment',
      });
    }
    await isUnpaid(other.id);
  });

  test.each([
    ['that Stripe lacks', { id: 're_forged' }, 'unknown_at_stripe'],
    ['of another amount', { amount: 99_00 }, 'contradicts_stripe'],
    ['of two payments', { charge: 'ch_other' }, 'ids_contradict'],
  ])('a refund %s', async (_, object, reason) => {
    const invoice = await clinic.paid();
    await clinic.sync();
    await clinic.harness.control('POST', `/charges/${invoice.chargeId}/refund`, { amount: 40_00 });
    const event = (await clinic.undelivered()).find(({ type }) => type === 'refund.created');
    const notification = changed(event as unknown as StripeNotification, object);
    expect(await clinic.receive({ ...notification, id: `evt_${randomUUID().replaceAll('-', '')}` })).toEqual({
      state: 'quarantined',
      reason,
    });
    expect(await clinic.invoice(invoice.id)).toMatchObject({ payment_summary: { refunded_cents: 0 } });
  });

  test('a dispute that Stripe lacks', async () => {
    const invoice = await clinic.paid();
    await clinic.sync();
    await clinic.harness.control('POST', `/charges/${invoice.chargeId}/dispute`, {});
    const event = (await clinic.undelivered()).find(({ type }) => type === 'charge.dispute.created');
    const notification = changed(event as unknown as StripeNotification, { id: 'du_forged' });
    expect(await clinic.receive({ ...notification, id: `evt_${randomUUID().replaceAll('-', '')}` })).toEqual({
      state: 'quarantined',
      reason: 'unknown_at_stripe',
    });
  });

  test.each(['charge.dispute.funds_withdrawn', 'charge.dispute.funds_reinstated'])(
    'money of a dispute that %s says and Stripe does not list',
    async (type) => {
      const invoice = await clinic.paid({}, '4242424242424242');
      await clinic.sync();
      await clinic.harness.control('POST', `/charges/${invoice.chargeId}/dispute`, { inquiry: true });
      const event = (await clinic.undelivered()).find((each) => each.type === 'charge.dispute.created');
      await clinic.sync();
      const notification = { ...changed(event as unknown as StripeNotification, {}), type, id: newId() };
      expect(await clinic.receive(notification)).toMatchObject({ state: 'received' });
      const listed = changed(notification, {
        balance_transactions: [{ id: 'txn_forged', amount: type.endsWith('drawn') ? -1_00 : 1_00, fee: 0 }],
      });
      expect(await clinic.receive({ ...listed, id: newId() })).toEqual({
        state: 'quarantined',
        reason: 'contradicts_stripe',
      });
      expect(
        await clinic.rows('select from disputes where withdrawn_cents > 0 or reinstated_cents > 0'),
      ).toHaveLength(0);
    },
  );

  test('a failure of a refund that Stripe has as succeeded', async () => {
    const invoice = await clinic.paid();
    await clinic.sync();
    await clinic.harness.control('POST', `/charges/${invoice.chargeId}/refund`, { amount: 40_00 });
    const event = (await clinic.undelivered()).find(({ type }) => type === 'refund.created');
    await clinic.sync();
    const before = await clinic.invoice(invoice.id);
    expect(before.payment_summary.refunded_cents).toBe(40_00);
    const notification = changed(event as unknown as StripeNotification, {
      status: 'failed',
      failure_reason: 'unknown',
    });
    expect(await clinic.receive({ ...notification, type: 'refund.failed', id: newId() })).toEqual({
      state: 'quarantined',
      reason: 'contradicts_stripe',
    });
    expect((await clinic.invoice(invoice.id)).payment_summary).toEqual(before.payment_summary);
  });

  test.each([
    ['that Stripe lacks', { id: 'pi_forged' }, 'unknown_at_stripe'],
    ['of another amount', { amount: 1_00 }, 'contradicts_stripe'],
    ['for another invoice', stranger, 'contradicts_stripe'],
  ])('a failed attempt %s', async (_, object, reason) => {
    const invoice = await clinic.issued();
    await clinic.harness.pay(invoice.stripe_checkout_session_id ?? '', '4000000000000002');
    const event = (await clinic.undelivered()).find(({ type }) => type === 'payment_intent.payment_failed');
    const notification = { ...changed(event as unknown as StripeNotification, object), id: newId() };
    expect(await clinic.receive(notification)).toEqual({ state: 'quarantined', reason });
    expect(await clinic.app.db.read.payments.ofInvoice(invoice.id)).toEqual([]);
  });

  test('a failed attempt of another clinic on the same account is no matter of ours', async () => {
    const session = await clinic.harness.open(
      {
        metadata: { invoice_id: randomUUID(), clinic_id: 'elsewhere' },
        payment_intent_data: { metadata: { invoice_id: randomUUID(), clinic_id: 'elsewhere' } },
      },
      60_00,
    );
    await clinic.harness.pay(session.id, '4000000000000002');
    const event = (await clinic.undelivered()).find(({ type }) => type === 'payment_intent.payment_failed');
    expect(await clinic.receive(event as never)).toMatchObject({ state: 'ignored' });
  });

  test.each([
    ['expired', 'checkout.session.expired'],
    ['finished', 'checkout.session.completed'],
    ['finished without money', 'checkout.session.async_payment_failed'],
  ])('the page that an event calls %s and Stripe has open', async (_, type) => {
    const invoice = await clinic.issued();
    const stripeId = invoice.stripe_checkout_session_id ?? '';
    const session = await clinic.harness.stripe.checkout.sessions.retrieve(stripeId);
    const notification = {
      ...paymentEvents({ invoiceId: invoice.id, amountCents: 100_00 }).completed,
      type,
      id: newId(),
    };
    const forged = {
      ...notification,
      data: { object: { ...session, status: 'expired', payment_status: 'unpaid' } },
    };
    expect(await clinic.receive(forged as never)).toEqual({
      state: 'quarantined',
      reason: 'contradicts_stripe',
    });
    expect(await clinic.rows(`select state from checkout_sessions where stripe_id = '${stripeId}'`)).toEqual([
      { state: 'open' },
    ]);
  });

  test('a notification without a snapshot, of Stripe’s second API', async () => {
    const id = `evt_test_${randomUUID().replaceAll('-', '')}`;
    const thin = {
      id,
      object: 'v2.core.event',
      type: 'v1.billing.meter.no_meter_found',
      livemode: false,
      created: '2026-11-26T12:00:00.000Z',
      reason: null,
      context: null,
    };
    expect(await clinic.receive(thin)).toEqual({ state: 'quarantined', reason: 'thin_event' });
  });
});

describe('is resolved by an admin:', () => {
  /** Money at Stripe that names an invoice which we do not have. */
  async function stray() {
    const session = await clinic.harness.open(
      {
        metadata: { invoice_id: randomUUID(), clinic_id: 'clinic' },
        payment_intent_data: { metadata: { invoice_id: randomUUID(), clinic_id: 'clinic' } },
      },
      60_00,
    );
    await clinic.harness.pay(session.id);
    const event = (await clinic.undelivered()).find(({ type }) => type === 'payment_intent.succeeded');
    if (!event) throw new Error('Stripe made no event.');
    expect(await clinic.receive(event)).toMatchObject({ state: 'quarantined', reason: 'unknown_invoice' });
    return event;
  }

  test('assigned to an invoice, its money is booked there once, and later events of it agree', async () => {
    const event = await stray();
    expect(await viewEvent(clinic.app, event.id)).toMatchObject({
      money: { amount_cents: 60_00, currency: 'usd', assignable: true },
    });
    const invoice = await clinic.issued();
    const number = invoice.invoice_number ?? '';
    await assignEvent(clinic.app, event.id, number, clinic.admin);
    expect(await clinic.invoice(invoice.id)).toMatchObject({
      balance_cents: 40_00,
      status: 'partially_paid',
    });
    expect(await clinic.eventState(event.id)).toMatchObject({ state: 'applied' });
    await expect(assignEvent(clinic.app, event.id, number, clinic.admin)).rejects.toMatchObject({
      code: 'event_not_quarantined',
    });
    const charge = (await clinic.undelivered()).find(({ type }) => type === 'charge.succeeded');
    expect(await clinic.receive(charge as never)).toMatchObject({ state: 'applied' });
    expect(await clinic.app.db.read.payments.ofInvoice(invoice.id)).toHaveLength(1);
    const audit = await clinic.rows('select action from audit_logs where target_id = $1', [event.id]);
    expect(audit).toContainEqual({ action: 'assign_event' });
  });

  test('marked as not ours, nothing is booked and it is tried no more', async () => {
    const event = await stray();
    await dismissEvent(clinic.app, event.id, 'Another shop on this account.', clinic.admin);
    await clinic.apply(event.id);
    expect(await clinic.eventState(event.id)).toEqual({
      state: 'ignored',
      reason: 'not_ours: Another shop on this account.',
    });
    const audit = await clinic.rows('select action from audit_logs where target_id = $1', [event.id]);
    expect(audit).toContainEqual({ action: 'dismiss_event' });
    await expect(dismissEvent(clinic.app, event.id, 'Again.', clinic.admin)).rejects.toMatchObject({
      code: 'event_not_quarantined',
    });
  });

  test.each([
    ['of another account', { account: 'acct_1OtherClinic' }, {}, 'event_not_assignable'],
    ['that Stripe lacks', {}, { id: 'pi_forged' }, 'payment_not_at_stripe'],
  ])('an event %s cannot be assigned', async (_, envelope, object, code) => {
    const { invoice, event } = await paidEvent();
    const notification = changed(event, object, envelope);
    await clinic.receive(notification);
    const number = invoice.invoice_number ?? '';
    await expect(assignEvent(clinic.app, notification.id, number, clinic.admin)).rejects.toMatchObject({
      code,
    });
    await isUnpaid(invoice.id);
  });

  test('money of another currency, or for no invoice of ours, cannot be assigned', async () => {
    const event = await stray();
    const euros = await clinic.issued({ currency: 'eur' });
    await expect(
      assignEvent(clinic.app, event.id, euros.invoice_number ?? '', clinic.admin),
    ).rejects.toMatchObject({ code: 'payment_not_bookable' });
    await expect(assignEvent(clinic.app, event.id, 'NONE-1', clinic.admin)).rejects.toMatchObject({
      code: 'invoice_unknown',
    });
    expect(await clinic.eventState(event.id)).toMatchObject({ state: 'quarantined' });
  });
});

test('every reason has its own next step', () => {
  for (const reason of QUARANTINE_REASONS) expect(quarantineStep(reason)).toMatch(/\.$/);
  expect(quarantineStep('too_many_attempts: Error: x')).toContain('try it again');
});
