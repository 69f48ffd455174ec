/** Money taken at the desk: receipts without a gap, surplus as credit, and corrections that leave the original standing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { certifyNumbers } from '../../functions/capabilities/numbers/certificate.ts';
import { applyCredit } from '../../functions/capabilities/patients/credit-apply.ts';
import { payOutCredit } from '../../functions/capabilities/patients/credit-refund-offline.ts';
import { type OfflinePaymentInput, recordPayment } from '../../functions/capabilities/payments/record.ts';
import { reversePayment } from '../../functions/capabilities/payments/reverse.ts';
import { day } from '../../functions/domain/calendar.ts';
import { numberingMonth } from '../../functions/domain/numbering.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { leaveStripeAway } from '../support/stripe-away.ts';
import { paymentEvents } from '../support/stripe-events.ts';

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic();
  leaveStripeAway(clinic.app);
});
afterAll(() => clinic.close());

const pay = async (invoiceId: string, amountCents: number, more: Partial<OfflinePaymentInput> = {}) => {
  const input = { invoiceId, amountCents, method: 'cash' as const, reference: null, receivedOn: undefined };
  return recordPayment(clinic.app, { ...input, ...more }, clinic.clerk);
};
const reverse = (id: string) => reversePayment(clinic.app, id, 'entered twice', clinic.admin);
const credit = async (patientId: string) =>
  (await clinic.app.db.read.patients.get(patientId))?.balances[0]?.credit_cents;
const accounts = (paymentId: string) =>
  clinic.rows(
    `select account, sum(amount_cents)::bigint as cents from ledger_entries where payment_id = $1 group by 1 order by 1`,
    [paymentId],
  );

describe('a payment at the desk', () => {
  test.each([
    ['cash', 'cash'],
    ['cheque', 'bank'],
    ['bank_transfer', 'bank'],
    ['card_terminal', 'bank'],
  ] as const)('by %s settles the invoice, lies in %s and has a receipt number', async (method, account) => {
    const { id } = await clinic.issued();
    const payment = await pay(id, 100_00, { method, reference: 'no. 17' });
    expect(await clinic.invoice(id)).toMatchObject({ status: 'paid', balance_cents: 0 });
    expect(await clinic.app.db.read.payments.get(payment.id)).toMatchObject({
      method,
      reference: 'no. 17',
      receipt_number: expect.stringMatching(/^CLINIC-R-\d{6}-\d{4}$/),
      reversed_at: null,
    });
    expect(await accounts(payment.id)).toContainEqual({ account, cents: 100_00 });
  });

  test('of a part leaves the rest owed and closes the page at Stripe', async () => {
    const { id } = await clinic.issued();
    await pay(id, 30_00);
    expect(await clinic.invoice(id)).toMatchObject({ status: 'partially_paid', balance_cents: 70_00 });
    const pages = await clinic.rows('select state from checkout_sessions where invoice_id = $1', [id]);
    expect(pages).not.toContainEqual({ state: 'creating' });
    expect(pages).not.toContainEqual({ state: 'open' });
  });

  test('of too much becomes the patient’s credit, even on a paid invoice', async () => {
    const { id, patient_id } = await clinic.issued();
    await pay(id, 130_00);
    expect(await clinic.invoice(id)).toMatchObject({ status: 'paid', balance_cents: 0 });
    expect(await credit(patient_id)).toBe(30_00);
    expect(await clinic.app.db.read.invoices.publicView(id)).toMatchObject({ to_credit_cents: 30_00 });
    await pay(id, 5_00);
    expect(await credit(patient_id)).toBe(35_00);
  });

  test('sends the patient one receipt', async () => {
    const { id } = await clinic.issued();
    const payment = await pay(id, 100_00);
    const receipts = await clinic.rows(`select kind from messages where cause = 'payment:' || $1`, [
      payment.id,
    ]);
    expect(receipts).toEqual([{ kind: 'receipt' }]);
  });

  test('of an earlier day counts on that day, and never before the invoice', async () => {
    clinic.at(new Date('2026-11-20T15:00:00Z'));
    const { id } = await clinic.issued();
    clinic.at(new Date('2026-11-23T15:00:00Z'));
    const payment = await pay(id, 100_00, { receivedOn: day('2026-11-21') });
    expect((await clinic.app.db.read.payments.get(payment.id))?.received_at).toBe('2026-11-22T04:59:59.999Z');
    const other = await clinic.issued();
    for (const receivedOn of [day('2026-11-22'), day('2026-11-24')]) {
      await expect(pay(other.id, 1_00, { receivedOn })).rejects.toMatchObject({
        fields: [{ path: 'received_on' }],
      });
    }
    clinic.at(new Date());
  });

  test('is refused on a draft and on an unknown invoice', async () => {
    await expect(pay(await clinic.draft(), 1_00)).rejects.toMatchObject({ code: 'invoice_not_issued' });
    await expect(pay('00000000-0000-4000-8000-000000000000', 1_00)).rejects.toMatchObject({
      code: 'invoice_unknown',
    });
  });

  test('ten at once on one invoice are ten payments, ten receipts in a row, and no negative invoice', async () => {
    const { id, patient_id } = await clinic.issued();
    await Promise.all(Array.from({ length: 10 }, () => pay(id, 15_00)));
    expect(await clinic.invoice(id)).toMatchObject({ status: 'paid', balance_cents: 0 });
    expect(await credit(patient_id)).toBe(50_00);
    const month = numberingMonth(clinic.app.clock.now(), 'America/New_York');
    expect(await certifyNumbers(clinic.app, 'receipt', month)).toMatchObject({ gapless: true, missing: [] });
  });
});

describe('a reversal', () => {
  test('takes back the debt and the credit, and the original stays in sight', async () => {
    const { id, patient_id } = await clinic.issued();
    const payment = await pay(id, 120_00);
    await reverse(payment.id);
    expect(await clinic.invoice(id)).toMatchObject({
      status: 'issued',
      balance_cents: 100_00,
      payment_summary: { paid_cents: 0 },
    });
    expect(await credit(patient_id)).toBe(0);
    expect(await clinic.app.db.read.payments.ofInvoice(id)).toMatchObject([
      { id: payment.id, status: 'succeeded', reversed_at: expect.any(String) },
    ]);
    expect((await accounts(payment.id)).every((row) => row.cents === 0)).toBe(true);
    const timeline = await clinic.app.db.read.payments.timeline(payment.id);
    const what = timeline.map((event) => event.what);
    expect(what).toEqual(expect.arrayContaining(['payment', 'payment_reversal', 'message_pending']));
    expect(timeline).toContainEqual(expect.objectContaining({ what: 'reverse_payment', actor: 'Ada Admin' }));
  });

  test('is made once, and only of money taken at the desk', async () => {
    const { id } = await clinic.issued();
    const payment = await pay(id, 10_00);
    const results = await Promise.allSettled([reverse(payment.id), reverse(payment.id)]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(reverse(payment.id)).rejects.toMatchObject({ code: 'payment_reversed' });
    await clinic.receive(paymentEvents({ invoiceId: id, amountCents: 100_00 }).completed);
    const online = (await clinic.app.db.read.payments.ofInvoice(id)).find((one) => one.stripe_payment_id);
    await expect(reverse(online?.id ?? '')).rejects.toMatchObject({ code: 'payment_not_offline' });
  });

  test('is refused when the surplus was used meanwhile', async () => {
    const { id, patient_id: patientId } = await clinic.issued();
    const payment = await pay(id, 120_00);
    const input = { patientId, currency: 'usd' as const, amountCents: 5_00, method: 'cash' as const };
    await payOutCredit(clinic.app, { ...input, reference: 'drawer' }, clinic.admin);
    await expect(reverse(payment.id)).rejects.toMatchObject({ code: 'credit_spent' });
  });
});

describe('credit', () => {
  const apply = (patientId: string, invoiceId: string, amountCents?: number) =>
    applyCredit(clinic.app, { patientId, invoiceId, amountCents }, clinic.clerk);

  test('pays another invoice as far as it goes, and shows in the work list until it is used', async () => {
    const first = await clinic.issued();
    const patientId = first.patient_id;
    await pay(first.id, 160_00);
    const list = await clinic.app.db.read.credits.list({ limit: 100 });
    expect(list.data).toContainEqual(expect.objectContaining({ patient_id: patientId, credit_cents: 60_00 }));
    const second = await clinic.issued({ patientId });
    const third = await clinic.issued({ patientId });
    await apply(patientId, second.id, 10_00);
    await apply(patientId, third.id);
    expect(await clinic.invoice(second.id)).toMatchObject({ status: 'partially_paid', balance_cents: 90_00 });
    expect(await clinic.invoice(third.id)).toMatchObject({ status: 'partially_paid', balance_cents: 50_00 });
    expect(await credit(patientId)).toBe(0);
    await expect(apply(patientId, second.id)).rejects.toMatchObject({ code: 'no_credit' });
  });

  test('is spent once, however many try at the same time', async () => {
    const first = await clinic.issued();
    const patientId = first.patient_id;
    await pay(first.id, 120_00);
    const invoices = await Promise.all(Array.from({ length: 5 }, () => clinic.issued({ patientId })));
    const results = await Promise.allSettled(invoices.map(({ id }) => apply(patientId, id, 20_00)));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(await credit(patientId)).toBe(0);
  });

  test('never pays another patient’s invoice, nor more than is owed or there is', async () => {
    const first = await clinic.issued();
    await pay(first.id, 120_00);
    const stranger = await clinic.issued();
    await expect(apply(first.patient_id, stranger.id)).rejects.toMatchObject({
      fields: [{ code: 'other_patient' }],
    });
    const own = await clinic.issued({ patientId: first.patient_id });
    await expect(apply(first.patient_id, own.id, 20_01)).rejects.toMatchObject({
      fields: [{ code: 'above_credit' }],
    });
    await expect(apply(first.patient_id, own.id, 100_01)).rejects.toMatchObject({
      fields: [{ code: 'above_balance' }],
    });
  });

  test('pages by keyset', async () => {
    const one = await clinic.app.db.read.credits.list({ limit: 1 });
    const two = await clinic.app.db.read.credits.list({ limit: 1, cursor: one.next_cursor ?? '' });
    expect(one.data[0]?.patient_id).not.toBe(two.data[0]?.patient_id);
  });
});
