/** Books of a patient whose money went back in every way, or is about to, for statements that would give it back again. */
import { randomUUID } from 'node:crypto';
import { issueCreditNote } from '../../../functions/capabilities/invoices/credit-note.ts';
import { payOutCredit } from '../../../functions/capabilities/patients/credit-refund-offline.ts';
import { requestRefund } from '../../../functions/capabilities/payments/refund.ts';
import { approveRefund } from '../../../functions/capabilities/refunds/approve.ts';
import { applyDispute } from '../../../functions/capabilities/stripe-events/dispute.ts';
import { bySystem } from '../../../functions/capabilities/system-caller.ts';
import { buildIssued, payOffline, payOnline } from '../../support/clinic-builder.ts';
import { billOf, newPatient, type ProofClinic } from '../clinic.ts';

/** The names under which hostile statements find these rows. */
export async function makeGivenBackBooks(clinic: ProofClinic) {
  const { app, admin, clerk } = clinic;
  const giver = await newPatient(app, clerk);
  const issue = () => buildIssued(app, clerk, billOf(giver, 100_00, { basisPoints: 1000 }));
  const credit = (invoiceId: string) =>
    issueCreditNote(app, { invoiceId, reason: 'not given', of: { amountCents: 110_00 } }, admin);
  const payOut = (amountCents = 110_00) => {
    const cash = { currency: 'usd' as const, method: 'cash' as const, reference: 'drawer' };
    return payOutCredit(app, { ...cash, patientId: giver, amountCents }, admin);
  };
  const paid = async () => {
    const invoice = await issue();
    const intent = await payOnline(app, invoice, 110_00);
    const [payment] = await app.db.read.payments.ofInvoice(invoice);
    return { invoice, intent, payment: payment?.id ?? '' };
  };
  const request = async (paymentId: string, amountCents: number) => {
    const input = { paymentId, amountCents, reason: 'other' as const, note: null, effect: 'credit' as const };
    return (await requestRefund(app, input, clerk)).id;
  };

  const spent = await paid();
  await credit(spent.invoice);
  await payOut();
  const overtaken = await paid();
  const overtakenRefund = await request(overtaken.payment, 110_00);
  await credit(overtaken.invoice);
  await payOut();
  const desk = await issue();
  const deskCash = await payOffline(app, clerk, desk, 110_00);
  await credit(desk);
  await payOut();
  const disputed = await paid();
  const disputedRefund = await request(disputed.payment, 110_00);
  await approveRefund(app, disputedRefund, admin);
  await withdraw(clinic, disputed.intent);
  const reserved = await paid();
  await credit(reserved.invoice);
  await payOut(10_00);
  const reservedRefund = await request(reserved.payment, 60_00);
  await approveRefund(app, reservedRefund, admin);
  const owing = await issue();
  return {
    giver,
    spent: spent.invoice,
    spentPayment: spent.payment,
    overtakenRefund,
    desk,
    deskCash,
    disputedRefund,
    reserved: reserved.invoice,
    reservedPayment: reserved.payment,
    owing,
  };
}

/** The payer's bank takes the whole payment back. */
async function withdraw({ app }: ProofClinic, paymentIntentId: string): Promise<void> {
  const at = app.clock.now();
  const taken = {
    direction: 'withdrawn' as const,
    balanceTransactionId: `txn_${randomUUID()}`,
    amountCents: 110_00,
    feeCents: 0,
    feeCurrency: 'usd',
    transaction: null,
  };
  const reported = {
    paymentIntentId,
    chargeId: null,
    stripeDisputeId: `dp_${randomUUID()}`,
    amountCents: 110_00,
    currency: 'usd',
    reason: 'general',
    status: 'needs_response',
    isChargeRefundable: false,
    evidenceDueAt: null,
    movements: [taken],
    openedAt: at,
    at,
  };
  const source = { id: `evt_${randomUUID()}`, payload: '{}' };
  await app.db.transaction((tx) => applyDispute({ app, tx, by: bySystem('proof'), source }, reported, {}));
}
