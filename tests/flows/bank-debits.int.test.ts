/** Bank debits: Stripe books them at submission, and books them back when they fail; ours are explained throughout. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { cancelInvoice } from '../../functions/capabilities/invoices/cancel.ts';
import { openPaymentPage } from '../../functions/capabilities/invoices/create-payment-link.ts';
import { recordPayment } from '../../functions/capabilities/payments/record.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

let clinic: StripeClinic;
beforeAll(async () => {
  clinic = await openStripeClinic();
});
beforeEach(() => clinic.harness.control('DELETE', '/webhooks/rules'));
afterAll(() => clinic.close());

async function compare() {
  await clinic.reconcile();
  return clinic.report(8);
}

/** An invoice whose patient has let their bank account be debited. */
async function debited() {
  const invoice = await clinic.issued();
  const session = invoice.stripe_checkout_session_id ?? '';
  const { session: done } = await clinic.harness.pay(session, undefined, { bank_account: '000123456789' });
  const intent = await clinic.harness.stripe.paymentIntents.retrieve(String(done.payment_intent));
  const chargeId = String(intent.latest_charge);
  const end = (outcome: 'succeed' | 'fail') =>
    clinic.harness.control('POST', `/sessions/${session}/settle`, { outcome });
  return { ...invoice, chargeId, end };
}

const about = (report: Awaited<ReturnType<typeof compare>>, object: string) =>
  report.breaks.filter((each) => each.object === object);
const apart = (report: Awaited<ReturnType<typeof compare>>) =>
  report.clearing.filter(({ difference_cents: cents }) => cents !== 0);
const feesOf = (chargeId: string) =>
  clinic.rows(
    `select b.type from balance_transactions b join ledger_transactions t
       on t.kind = 'stripe_fee' and t.cause = 'balance_transaction:' || b.id where b.source = $1`,
    [chargeId],
  );

test.each(['with its events', 'without any event'])(
  'one on its way, and then failed, is no difference %s',
  async (events) => {
    if (events === 'without any event')
      await clinic.harness.control('POST', '/webhooks/rules', { mode: 'never_generated' });
    const invoice = await debited();
    await clinic.sync();
    const before = await compare();
    expect(about(before, invoice.chargeId)).toEqual([]);
    expect(apart(before)).toEqual([]);
    expect(await clinic.invoice(invoice.id)).toMatchObject({ status: 'issued' });
    expect(await feesOf(invoice.chargeId)).toEqual([]);
    await invoice.end('fail');
    await clinic.sync();
    const after = await compare();
    expect(about(after, invoice.chargeId)).toEqual([]);
    expect(apart(after)).toEqual([]);
    const types = await clinic.rows(
      'select type, amount_cents::int from balance_transactions where source = $1 order by amount_cents',
      [invoice.chargeId],
    );
    expect(types).toEqual([
      { type: 'payment_failure_refund', amount_cents: -100_00 },
      { type: 'payment', amount_cents: 100_00 },
    ]);
    expect(await feesOf(invoice.chargeId)).toEqual([{ type: 'payment' }]);
    expect(await clinic.invoice(invoice.id)).toMatchObject({ status: 'issued', balance_cents: 100_00 });
  },
);

test('one that succeeds is booked once, with its fee', async () => {
  const invoice = await debited();
  await clinic.sync();
  await compare();
  await invoice.end('succeed');
  await clinic.sync();
  expect(await clinic.invoice(invoice.id)).toMatchObject({ status: 'paid' });
  expect(await feesOf(invoice.chargeId)).toEqual([{ type: 'payment' }]);
  const report = await compare();
  expect(about(report, invoice.chargeId)).toEqual([]);
  expect(apart(report)).toEqual([]);
});

test('one that failed before its patient paid by card is explained beside the payment', async () => {
  const invoice = await debited();
  await clinic.sync();
  await invoice.end('fail');
  await clinic.sync();
  const intent = await clinic.harness.stripe.charges.retrieve(invoice.chargeId);
  const metadata = intent.metadata;
  const session = await clinic.harness.open({ metadata, payment_intent_data: { metadata } }, 100_00);
  await clinic.harness.pay(session.id);
  await clinic.sync();
  expect(await clinic.invoice(invoice.id)).toMatchObject({ status: 'paid' });
  const report = await compare();
  expect(report.breaks.filter((each) => each.invoice_id === invoice.id)).toEqual([]);
  expect(apart(report)).toEqual([]);
});

test('one that is not ours stays a difference', async () => {
  const session = await clinic.harness.open({}, 14_00);
  const { session: done } = await clinic.harness.pay(session.id, undefined, { bank_account: '000123456789' });
  const intent = await clinic.harness.stripe.paymentIntents.retrieve(String(done.payment_intent));
  await clinic.sync();
  expect(about(await compare(), String(intent.latest_charge))).toMatchObject([{ class: 'missing_here' }]);
});

test('no one is asked again for what a debit on its way pays, nor can it be paid twice or canceled', async () => {
  const invoice = await debited();
  await clinic.sync();
  const { id } = invoice;
  const pay = () =>
    openPaymentPage(
      clinic.app,
      { invoiceId: id, amountCents: undefined, kind: 'checkout_session' },
      clinic.clerk,
    );
  const inProgress = expect.objectContaining({ code: 'payment_in_progress' });
  await expect(pay()).rejects.toThrow(inProgress);
  await expect(cancelInvoice(clinic.app, { id, reason: 'Sent in error' }, clinic.clerk)).rejects.toThrow(
    inProgress,
  );
  expect(await reminderOf(id)).toMatchObject({ paying: true });
  // Cash for a part of it says nothing about the debit.
  const cash = {
    invoiceId: id,
    amountCents: 10_00,
    method: 'cash' as const,
    reference: null,
    receivedOn: undefined,
  };
  await recordPayment(clinic.app, cash, clinic.clerk);
  expect(await clinic.app.db.read.invoices.publicView(id)).toMatchObject({ processing: true });
  await expect(pay()).rejects.toThrow(inProgress);
  await invoice.end('fail');
  await clinic.sync();
  expect(await clinic.app.db.read.invoices.publicView(id)).toMatchObject({ processing: false });
  expect(await reminderOf(id)).toMatchObject({ paying: false });
  expect(await pay()).toMatchObject({ state: 'open', amountCents: 90_00 });
});

test('a debit that failed keeps no one from paying, whichever of its events comes first', async () => {
  const invoice = await debited();
  await invoice.end('fail');
  await clinic.deliverEvents((await clinic.undelivered()).toReversed());
  expect(await clinic.app.db.read.invoices.publicView(invoice.id)).toMatchObject({ processing: false });
});

test('a card that was declined before does not hide a debit that is on its way', async () => {
  const { id, stripe_checkout_session_id: session } = await clinic.issued();
  await clinic.harness.pay(session ?? '', '4000000000000002');
  await clinic.sync();
  await clinic.harness.pay(session ?? '', undefined, { bank_account: '000123456789' });
  await clinic.sync();
  expect(await clinic.app.db.read.invoices.publicView(id)).toMatchObject({ processing: true });
});

const reminderOf = (id: string) => clinic.app.db.read.reminders.subject(id, 'America/New_York');
