/** An online payment that settles several invoices: refunds and disputes take it back newest first, and reopen the right ones. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decideDispute } from '../../functions/capabilities/disputes/decide.ts';
import { moveAllocation } from '../../functions/capabilities/payments/move.ts';
import { type RefundInput, requestRefund } from '../../functions/capabilities/payments/refund.ts';
import { approveRefund } from '../../functions/capabilities/refunds/approve.ts';
import { changeSettings } from '../../functions/capabilities/settings/edit.ts';
import { cents } from '../../functions/domain/money.ts';
import { line } from '../support/clinic-builder.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

let clinic: StripeClinic;
beforeAll(async () => {
  clinic = await openStripeClinic();
});
afterAll(() => clinic.close());

type Named = { id: string };
const balances = async (...invoices: Named[]) =>
  Promise.all(invoices.map(async ({ id }) => (await clinic.invoice(id)).balance_cents));
const move = (paymentId: string, from: Named, to: Named, amountCents: number) =>
  moveAllocation(
    clinic.app,
    {
      ...{ paymentId, fromInvoiceId: from.id, toInvoiceId: to.id },
      ...{ amountCents: cents(amountCents), reason: 'for the other visit' },
    },
    clinic.admin,
  );
const refund = async (paymentId: string, amountCents: number, more: Partial<RefundInput> = {}) => {
  const input = { paymentId, amountCents, reason: 'billing_error', note: null, effect: 'reopen' } as const;
  const { id } = await requestRefund(clinic.app, { ...input, ...more }, clinic.clerk);
  await approveRefund(clinic.app, id, clinic.admin);
  await clinic.work();
  await clinic.sync();
  return id;
};

/** What the comparison with Stripe finds, but for the refund that a test makes at Stripe itself. */
const differences = async () => {
  const { break_refund_outside: _, events, ...found } = await clinic.reconcile();
  return { ...found, ...(events !== 0 && { events }) };
};

/** 100.00 paid online: 50.00 of it settles the first invoice, 30.00 the second, and 20.00 the third. */
async function spread() {
  const patientId = await clinic.patient();
  const first = await clinic.paid({ patientId });
  await clinic.sync();
  const second = await clinic.issued({ patientId, lines: [line(30_00)] });
  const third = await clinic.issued({ patientId, lines: [line(20_00)] });
  const { id } = await clinic.paymentOf(first.id);
  await move(id, first, second, 30_00);
  await move(id, first, third, 20_00);
  expect(await balances(first, second, third)).toEqual([50_00, 0, 0]);
  return { patientId, first, second, third, payment: id };
}

describe('a refund of a payment of three invoices', () => {
  test('takes the newest allocation first, and the next one for the rest', async () => {
    const { first, second, third, payment } = await spread();
    const id = await refund(payment, 35_00);
    expect(await clinic.app.db.read.refunds.get(id)).toMatchObject({ status: 'succeeded' });
    expect(await balances(first, second, third)).toEqual([50_00, 15_00, 20_00]);
    expect((await clinic.invoice(third.id)).status).toBe('issued');
    expect((await clinic.invoice(second.id)).status).toBe('partially_paid');
    await refund(payment, 65_00);
    expect(await balances(first, second, third)).toEqual([100_00, 30_00, 20_00]);
    await expect(refund(payment, 1)).rejects.toMatchObject({ code: 'nothing_to_refund' });
  });

  test('takes what is chosen, within what is there', async () => {
    const { first, second, third, payment } = await spread();
    const parts = [{ invoiceId: first.id, amountCents: cents(10_00) }];
    const id = await refund(payment, 10_00, { parts });
    expect(await balances(first, second, third)).toEqual([60_00, 0, 0]);
    expect(await clinic.app.db.read.refunds.get(id)).toMatchObject({
      parts: [{ invoice_id: first.id, amount_cents: 10_00 }],
    });
    const above = [{ invoiceId: third.id, amountCents: cents(20_01) }];
    await expect(refund(payment, 20_01, { parts: above })).rejects.toMatchObject({
      fields: [{ path: 'invoices.0.amount_cents', code: 'above_payment' }],
    });
  });

  test('made at Stripe itself takes the newest first too', async () => {
    const { first, second, third, payment } = await spread();
    const effect = { refunds: { effect_at_stripe: 'reopen' } } as const;
    await changeSettings(clinic.app, effect, undefined, clinic.admin);
    const books = await clinic.app.db.read.refunds.payment(payment);
    await clinic.harness.stripe.refunds.create({
      payment_intent: books?.stripePaymentId ?? '',
      amount: 25_00,
    });
    await clinic.sync();
    expect(await balances(first, second, third)).toEqual([50_00, 5_00, 20_00]);
  });

  test('that waits keeps its part from being moved', async () => {
    const { first, third, payment } = await spread();
    const input = { reason: 'billing_error', note: null, effect: 'reopen' } as const;
    const { id } = await requestRefund(
      clinic.app,
      { paymentId: payment, amountCents: 20_00, ...input },
      clinic.clerk,
    );
    await approveRefund(clinic.app, id, clinic.admin);
    await expect(move(payment, third, first, 1_00)).rejects.toMatchObject({ code: 'allocation_gone' });
  });

  test('that credits the services takes the charge of each invoice back, and all books agree', async () => {
    const { first, second, third, payment } = await spread();
    await refund(payment, 45_00, { effect: 'credit' });
    expect(await balances(first, second, third)).toEqual([50_00, 0, 0]);
    const credited = await clinic.rows<{ cents: number }>(
      'select credited_cents::int as cents from invoices where id = any ($1) order by invoice_number',
      [[first.id, second.id, third.id]],
    );
    expect(credited.map(({ cents }) => cents)).toEqual([0, 25_00, 20_00]);
    expect(await differences()).toEqual({});
  });
});

describe('a dispute of a payment of three invoices', () => {
  async function disputed(amount: number) {
    const found = await spread();
    await clinic.harness.control('POST', `/charges/${found.first.chargeId}/dispute`, { amount });
    await clinic.sync();
    const { data } = await clinic.app.db.read.disputes.list({ paymentId: found.payment }, { limit: 5 });
    const [dispute] = data;
    if (!dispute) throw new Error('There is no dispute.');
    const end = async (outcome: string, returned?: number) => {
      await clinic.harness.control('POST', `/disputes/${dispute.stripe_dispute_id}`, { outcome, returned });
      await clinic.sync();
    };
    return { ...found, id: dispute.id, end };
  }

  test('that is lost and owed again reopens the newest first', async () => {
    const { first, second, third, id, end } = await disputed(45_00);
    await end('lost');
    expect(await balances(first, second, third)).toEqual([50_00, 0, 0]);
    await decideDispute(clinic.app, id, 'reopen', clinic.admin);
    expect(await balances(first, second, third)).toEqual([50_00, 25_00, 20_00]);
  });

  test('that the clinic bears leaves the invoices paid', async () => {
    const { first, second, third, id, end } = await disputed(45_00);
    await end('lost');
    await decideDispute(clinic.app, id, 'absorb', clinic.admin);
    expect(await balances(first, second, third)).toEqual([50_00, 0, 0]);
  });

  test('that gives a part back lacks the rest of the newest only', async () => {
    const { first, second, third, payment, id, end } = await disputed(45_00);
    await expect(move(payment, third, first, 1_00)).rejects.toMatchObject({ code: 'allocation_gone' });
    await end('lost', 30_00);
    await decideDispute(clinic.app, id, 'reopen', clinic.admin);
    expect(await balances(first, second, third)).toEqual([50_00, 0, 15_00]);
    expect(await differences()).toEqual({});
  });

  test('that is won gives every part back', async () => {
    const { first, second, third, end, payment } = await disputed(100_00);
    await end('won');
    expect(await balances(first, second, third)).toEqual([50_00, 0, 0]);
    const left = await clinic.rows(
      `select 1 from ledger_entries where payment_id = $1 and account = 'disputed_funds'
       group by invoice_id having sum(amount_cents) <> 0`,
      [payment],
    );
    expect(left).toEqual([]);
  });
});
