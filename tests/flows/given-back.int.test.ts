/** What an invoice gives back never exceeds what it took, in whichever order the ways out are tried. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decideDispute } from '../../functions/capabilities/disputes/decide.ts';
import { cancelInvoice } from '../../functions/capabilities/invoices/cancel.ts';
import { issueCreditNote } from '../../functions/capabilities/invoices/credit-note.ts';
import { applyCredit } from '../../functions/capabilities/patients/credit-apply.ts';
import { payOutCredit } from '../../functions/capabilities/patients/credit-refund-offline.ts';
import { recordPayment } from '../../functions/capabilities/payments/record.ts';
import { requestRefund } from '../../functions/capabilities/payments/refund.ts';
import { reversePayment } from '../../functions/capabilities/payments/reverse.ts';
import type { StoredInvoice } from '../../functions/capabilities/ports/invoices.ts';
import { approveRefund } from '../../functions/capabilities/refunds/approve.ts';
import { executeRefund } from '../../functions/capabilities/refunds/execute.ts';
import { applyRefund } from '../../functions/capabilities/stripe-events/refund.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { cents } from '../../functions/domain/money.ts';
import { readPayment } from '../../functions/http/replies/payments.ts';
import { readRefund } from '../../functions/http/replies/refunds.ts';
import { until } from '../../infra/processes/time.ts';
import { payOnline } from '../support/clinic-builder.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

let clinic: StripeClinic;
let admin: string;
beforeAll(async () => {
  clinic = await openStripeClinic();
  admin = clinic.admin.actor.type === 'staff' ? clinic.admin.actor.id : '';
});
afterAll(() => clinic.close());

type Paid = { invoice: StoredInvoice; paymentId: string; stripeId: string; chargeId: string };
async function paid(): Promise<Paid> {
  const { chargeId, ...invoice } = await clinic.paid();
  await clinic.sync();
  const payment = await clinic.paymentOf(invoice.id);
  return { invoice, paymentId: payment.id, stripeId: payment.stripe_payment_id ?? '', chargeId };
}
const note = ({ invoice }: Paid, amountCents = 100_00) =>
  issueCreditNote(clinic.app, { invoiceId: invoice.id, reason: 'x', of: { amountCents } }, clinic.admin);
const payOut = ({ invoice }: Paid, amountCents = 100_00, app = clinic.app) => {
  const { patient_id: patientId } = invoice;
  const input = {
    patientId,
    currency: 'usd' as const,
    amountCents,
    method: 'cash' as const,
    reference: 'till',
  };
  return payOutCredit(app, input, clinic.admin);
};
const request = ({ paymentId }: Paid, effect: 'credit' | 'reopen' = 'credit', amountCents?: number) =>
  requestRefund(clinic.app, { paymentId, amountCents, reason: 'other', note: null, effect }, clinic.clerk);
/** Made at Stripe's dashboard. */
const refundAtStripe = (paymentIntentId: string) => {
  const ids = { paymentIntentId, chargeId: null, stripeRefundId: `re_${randomUUID()}`, ourId: null };
  const facts = { amountCents: cents(100_00), currency: 'usd', reason: null, failureReason: null };
  const reported = { ...ids, ...facts, state: 'succeeded' as const, at: new Date() };
  const source = { id: `evt_${randomUUID()}`, payload: '{}' };
  return clinic.app.db.transaction((tx) =>
    applyRefund({ app: clinic.app, tx, by: bySystem('test'), source }, reported, {}),
  );
};
const approve = (id: string) => approveRefund(clinic.app, id, clinic.admin);
const refused = (code: string) => expect.objectContaining({ kind: 'conflict', code });
const money = async ({ invoice }: Paid) => clinic.app.db.read.refunds.invoiceMoney(invoice.id);
const alerts = async ({ invoice }: Paid) =>
  (await clinic.app.db.read.alerts.find(100)).filter(({ id }) => id === invoice.id).map(({ kind }) => kind);
const sum = async ({ invoice }: Paid, account: string) => {
  const rows = await clinic.rows<{ cents: number }>(
    'select coalesce(sum(amount_cents), 0)::int as cents from ledger_entries where invoice_id = $1 and account = $2',
    [invoice.id, account],
  );
  return rows[0]?.cents;
};

describe('credit that left', () => {
  test.each(['credit', 'reopen'] as const)('cannot be refunded again with effect %s', async (effect) => {
    const bill = await paid();
    await note(bill);
    await payOut(bill);
    await expect(request(bill, effect)).rejects.toEqual(refused('invoice_given_back'));
    await expect(request(bill, effect, 1)).rejects.toThrow(
      'This invoice took $100.00. Given back already: credit that was used or paid out $100.00. $0.00 can be refunded.',
    );
    expect(await readPayment(clinic.app, bill.paymentId)).toMatchObject({
      refundable_cents: 0,
      not_refundable: { code: 'invoice_given_back' },
    });
  });

  test('on another invoice cannot be refunded again either', async () => {
    const bill = await paid();
    const other = await clinic.issued({ patientId: bill.invoice.patient_id });
    await note(bill, 70_00);
    const input = { patientId: bill.invoice.patient_id, invoiceId: other.id, amountCents: 60_00 };
    await applyCredit(clinic.app, input, clinic.clerk);
    expect(await readPayment(clinic.app, bill.paymentId)).toMatchObject({ refundable_cents: 40_00 });
    await expect(request(bill, 'credit', 40_01)).rejects.toEqual(refused('invoice_given_back'));
    const { id } = await request(bill, 'credit');
    await approve(id);
    await clinic.work();
    await clinic.sync();
    expect(await readRefund(clinic.app, id)).toMatchObject({ status: 'succeeded', amount_cents: 40_00 });
    expect(await money(bill)).toMatchObject({ keptCents: 0, creditHeldCents: 0 });
    expect(await sum(bill, 'adjustments')).toBe(100_00);
  });

  test('is not taken from another invoice’s credit', async () => {
    const bill = await paid();
    await note(bill);
    await payOut(bill);
    const later = await clinic.issued({ patientId: bill.invoice.patient_id });
    const cash = { invoiceId: later.id, amountCents: 200_00, method: 'cash' as const };
    await recordPayment(clinic.app, { ...cash, reference: null, receivedOn: undefined }, clinic.clerk);
    await expect(request(bill)).rejects.toEqual(refused('invoice_given_back'));
    await payOut(bill);
  });
});

describe('a refund that waits', () => {
  test('is refused at approval when the money left meanwhile, and says so before', async () => {
    const bill = await paid();
    const { id } = await request(bill);
    await note(bill);
    expect(await readRefund(clinic.app, id)).toMatchObject({ not_approvable: null });
    await payOut(bill, 60_00);
    expect(await readRefund(clinic.app, id)).toMatchObject({
      not_approvable: { code: 'invoice_given_back' },
      given_back: {
        taken_cents: 100_00,
        credit_used_cents: 60_00,
        credit_held_cents: 40_00,
        left_cents: 40_00,
      },
    });
    await expect(approve(id)).rejects.toEqual(refused('invoice_given_back'));
    expect(await readRefund(clinic.app, id)).toMatchObject({ status: 'requested' });
  });

  test('is refused at approval while the payment is disputed, and says so before', async () => {
    const bill = await paid();
    const { id } = await request(bill);
    await clinic.harness.control('POST', `/charges/${bill.chargeId}/dispute`, {});
    await clinic.sync();
    expect(await readRefund(clinic.app, id)).toMatchObject({ not_approvable: { code: 'payment_disputed' } });
    await expect(approve(id)).rejects.toEqual(refused('payment_disputed'));
  });

  test('keeps its credit from leaving once it is approved', async () => {
    const bill = await paid();
    const { id } = await request(bill, 'credit', 70_00);
    await note(bill);
    await approve(id);
    await expect(payOut(bill, 30_01)).rejects.toEqual(refused('credit_reserved'));
    await payOut(bill, 30_00);
    await clinic.work();
    await clinic.sync();
    expect(await readRefund(clinic.app, id)).toMatchObject({ status: 'succeeded' });
    expect(await money(bill)).toMatchObject({ keptCents: 0, creditHeldCents: 0, refundedCents: 70_00 });
  });

  test('is not sent when its money is gone although it is approved', async () => {
    const bill = await paid();
    const { id } = await request(bill);
    await note(bill);
    await payOut(bill);
    await clinic.rows('alter table refunds disable trigger refunds_money_back');
    await clinic.rows(
      `update refunds set status = 'approved', decided_by = $2, decided_at = now() where id = $1`,
      [id, admin],
    );
    await clinic.rows('alter table refunds enable trigger refunds_money_back');
    const work = { id, topic: 'execute_refund' as const, subjectId: id, requestId: 'test', attempts: 1 };
    await executeRefund(clinic.app, work as never);
    expect(await readRefund(clinic.app, id)).toMatchObject({
      status: 'failed',
      failure_reason: 'invoice_given_back',
    });
    expect((await clinic.harness.stripe.refunds.list({ payment_intent: bill.stripeId })).data).toEqual([]);
  });
});

describe('at the same moment', () => {
  test('a pay-out and an approval: one of them', async () => {
    for (let round = 0; round < 5; round++) {
      const bill = await paid();
      await note(bill);
      const { id } = await request(bill);
      const ends = await Promise.allSettled([payOut(bill), approve(id)]);
      expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    }
  });
});

describe('money that Stripe moved', () => {
  test('after the credit left is owed by the patient and shown, until it is paid', async () => {
    const bill = await paid();
    await note(bill);
    await payOut(bill);
    await clinic.harness.stripe.refunds.create({ payment_intent: bill.stripeId });
    await clinic.sync();
    expect(await clinic.invoice(bill.invoice.id)).toMatchObject({ status: 'issued', balance_cents: 100_00 });
    expect(await sum(bill, 'adjustments')).toBe(100_00);
    expect(await alerts(bill)).toEqual(['given_back_twice']);
    const cash = { invoiceId: bill.invoice.id, amountCents: 100_00, method: 'cash' as const };
    await recordPayment(clinic.app, { ...cash, reference: null, receivedOn: undefined }, clinic.clerk);
    expect(await alerts(bill)).toEqual([]);
    expect(await money(bill)).toMatchObject({ keptCents: 0 });
  });

  test('on a canceled invoice is the clinic’s loss and shown', async () => {
    const { id, patient_id: patientId } = await clinic.issued();
    const cash = { invoiceId: id, amountCents: 100_00, method: 'cash' as const, reference: null };
    const desk = await recordPayment(clinic.app, { ...cash, receivedOn: undefined }, clinic.clerk);
    const paymentIntentId = await payOnline(clinic.app, id, 100_00);
    await reversePayment(clinic.app, desk.id, 'bounced', clinic.admin);
    await cancelInvoice(clinic.app, { id, reason: 'no show' }, clinic.clerk);
    const bill = {
      invoice: { id, patient_id: patientId } as StoredInvoice,
      paymentId: '',
      stripeId: '',
      chargeId: '',
    };
    await payOut(bill);
    expect(await alerts(bill)).toEqual([]);
    await refundAtStripe(paymentIntentId);
    expect(await sum(bill, 'write_offs')).toBe(100_00);
    expect(await clinic.invoice(id)).toMatchObject({ status: 'cancelled', balance_cents: 0 });
    expect(await alerts(bill)).toEqual(['given_back_twice']);
  });

  test('while its credit is about to leave takes no other invoice’s credit', async () => {
    const bill = await paid();
    await note(bill);
    const other = await clinic.issued({ patientId: bill.invoice.patient_id });
    await payOnline(clinic.app, other.id, 100_00);
    const second = { ...bill, invoice: other };
    await note(second);
    const { transaction } = clinic.app.db;
    const reached = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const slow: typeof clinic.app = {
      ...clinic.app,
      db: {
        ...clinic.app.db,
        transaction: (work, ...rest) =>
          transaction(
            async (tx) => {
              const made = await work(tx);
              reached.resolve();
              await released.promise;
              return made;
            },
            ...rest,
          ),
      },
    };
    const leaving = payOut(bill, 100_00, slow);
    await reached.promise;
    const refund = refundAtStripe(bill.stripeId);
    await until('the refund waits', 30_000, async () => {
      return (await clinic.rows('select from pg_locks where not granted')).length > 0;
    }).finally(() => released.resolve());
    await Promise.all([leaving, refund]);
    expect(await money(bill)).toMatchObject({ keptCents: -100_00, creditHeldCents: 0 });
    expect(await money(second)).toMatchObject({ keptCents: 0, creditHeldCents: 100_00 });
    expect(await clinic.invoice(bill.invoice.id)).toMatchObject({ balance_cents: 100_00 });
  });

  test('by a dispute keeps the credit of the same money from leaving', async () => {
    const bill = await paid();
    await note(bill);
    await clinic.harness.control('POST', `/charges/${bill.chargeId}/dispute`, {});
    await clinic.sync();
    await expect(payOut(bill, 1)).rejects.toEqual(refused('credit_reserved'));
    const { data } = await clinic.app.db.read.disputes.list({ invoiceId: bill.invoice.id }, { limit: 1 });
    await clinic.harness.control('POST', `/disputes/${data[0]?.stripe_dispute_id}`, { outcome: 'lost' });
    await clinic.sync();
    await decideDispute(clinic.app, data[0]?.id ?? '', 'absorb', clinic.admin);
    expect(await money(bill)).toMatchObject({ keptCents: 0, creditHeldCents: 0, disputedCents: 100_00 });
    expect(await sum(bill, 'write_offs')).toBe(0);
    await expect(payOut(bill, 1)).rejects.toEqual(refused('no_credit'));
  });

  test('by a dispute leaves nothing for a credit note to give', async () => {
    const bill = await paid();
    await clinic.harness.control('POST', `/charges/${bill.chargeId}/dispute`, {});
    await clinic.sync();
    await expect(note(bill, 1)).rejects.toEqual(refused('nothing_to_credit'));
  });
});

describe('a payment at the desk that became credit', () => {
  const desk = async (): Promise<Paid> => {
    const invoice = await clinic.issued();
    const cash = { invoiceId: invoice.id, amountCents: 100_00, method: 'cash' as const };
    const input = { ...cash, reference: null, receivedOn: undefined };
    const { id } = await recordPayment(clinic.app, input, clinic.clerk);
    return { invoice, paymentId: id, stripeId: '', chargeId: '' };
  };
  const reverse = ({ paymentId }: Paid) => reversePayment(clinic.app, paymentId, 'bounced', clinic.admin);

  test('leaves its credit for that invoice alone when it is reversed', async () => {
    const bill = await desk();
    await note(bill);
    await reverse(bill);
    expect(await clinic.invoice(bill.invoice.id)).toMatchObject({ status: 'issued', balance_cents: 100_00 });
    await expect(payOut(bill, 1)).rejects.toEqual(refused('credit_reserved'));
    const input = { patientId: bill.invoice.patient_id, invoiceId: bill.invoice.id, amountCents: undefined };
    await applyCredit(clinic.app, input, clinic.clerk);
    expect(await clinic.invoice(bill.invoice.id)).toMatchObject({ status: 'paid', balance_cents: 0 });
    expect(await money(bill)).toMatchObject({ keptCents: 0, creditHeldCents: 0 });
  });

  test('is not reversed once the credit left', async () => {
    const bill = await desk();
    await note(bill);
    await payOut(bill, 1);
    await expect(reverse(bill)).rejects.toEqual(refused('credit_spent'));
  });
});
