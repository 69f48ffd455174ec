/** A small set of books in every state that an invoice, a payment or a correction can be in, made by the real rules. */
import { randomUUID } from 'node:crypto';
import { requestCreditNote } from '../../../functions/capabilities/invoices/credit-note-request.ts';
import { cancelInvoice } from '../../../functions/capabilities/invoices/cancel.ts';
import { issueCreditNote } from '../../../functions/capabilities/invoices/credit-note.ts';
import { draftInvoice } from '../../../functions/capabilities/invoices/create.ts';
import { moveDueDate } from '../../../functions/capabilities/invoices/due-date.ts';
import { issueInvoice } from '../../../functions/capabilities/invoices/issue.ts';
import { writeOffInvoice } from '../../../functions/capabilities/invoices/write-off.ts';
import { reverseWriteOff } from '../../../functions/capabilities/invoices/write-off-reverse.ts';
import { addPatient } from '../../../functions/capabilities/patients/create.ts';
import { applyCredit } from '../../../functions/capabilities/patients/credit-apply.ts';
import { payOutCredit } from '../../../functions/capabilities/patients/credit-refund-offline.ts';
import { recordPayment } from '../../../functions/capabilities/payments/record.ts';
import { requestRefund } from '../../../functions/capabilities/payments/refund.ts';
import { reversePayment } from '../../../functions/capabilities/payments/reverse.ts';
import type { App } from '../../../functions/capabilities/ports.ts';
import { applyPayment } from '../../../functions/capabilities/stripe-events/payment.ts';
import { day, dayIn, laterDay } from '../../../functions/domain/calendar.ts';
import type { Currency } from '../../../functions/domain/currency.ts';
import type { ProofClinic, Staff } from './clinic.ts';

export async function makePatient(app: App, by: Staff): Promise<string> {
  const details = { name: 'Ana Pérez', email: null, phone: null, dob: null, language: 'en' as const };
  return (await addPatient(app, { ...details, metadata: null }, by)).id;
}

export async function makeDraft(
  app: App,
  by: Staff,
  patientId: string,
  unitPriceCents = 100_00,
  basisPoints = 1000,
  currency: Currency = 'usd',
): Promise<string> {
  const line = { description: 'Consultation', quantity: 1, unitPriceCents, discountCents: 0 };
  const input = {
    patientId,
    currency,
    dueOn: laterDay(day('2027-06-30'), dayIn(app.clinic.timeZone, app.clock.now())),
    discountCents: 0,
    notes: null,
  };
  const lines = [{ ...line, tax: { basisPoints } }];
  return (await draftInvoice(app, { ...input, lines }, by)).id;
}

export async function makeIssued(
  app: App,
  by: Staff,
  patientId: string,
  unitPriceCents = 100_00,
  basisPoints = 1000,
  currency: Currency = 'usd',
): Promise<string> {
  const id = await makeDraft(app, by, patientId, unitPriceCents, basisPoints, currency);
  await issueInvoice(app, { id, notify: [] }, by);
  return id;
}

export async function payOffline(
  app: App,
  by: Staff,
  invoiceId: string,
  amountCents: number,
): Promise<string> {
  const input = { invoiceId, amountCents, method: 'cash' as const, reference: null, receivedOn: undefined };
  return (await recordPayment(app, input, by)).id;
}

/** Money as the event pipeline books it; the payment intent's id. */
export async function payOnline(
  app: App,
  invoiceId: string,
  amountCents: number,
  paymentIntentId = `pi_${randomUUID().replaceAll('-', '')}`,
): Promise<string> {
  const at = app.clock.now();
  const id = `evt_${randomUUID().replaceAll('-', '')}`;
  const type = 'payment_intent.succeeded';
  const event = { id, type, livemode: false, createdAt: at, payload: '{}' };
  const money = {
    invoiceId,
    clinicId: app.clinic.id,
    paymentIntentId,
    chargeId: null,
    sessionId: null,
    amountCents,
    currency: 'usd',
    method: 'card' as const,
    at,
  };
  const by = { actor: { type: 'system' as const }, requestId: 'proof', address: null };
  await app.db.transaction((tx) => applyPayment({ app, tx, by, source: event }, money));
  return paymentIntentId;
}

/** The names under which hostile statements find what they attack. */
export async function makeBooks({ app, admin, otherAdmin, clerk }: ProofClinic) {
  const patient = await makePatient(app, clerk);
  const other = await makePatient(app, clerk);
  const draft = await makeDraft(app, clerk, patient);
  const issued = await makeIssued(app, clerk, patient);
  const plain = await makeIssued(app, clerk, patient, 50_00, 0);
  const partly = await makeIssued(app, clerk, patient);
  const cash = await payOffline(app, clerk, partly, 40_00);
  const paid = await makeIssued(app, clerk, patient);
  const intent = await payOnline(app, paid, 110_00);
  const cancelled = await makeIssued(app, clerk, patient);
  await cancelInvoice(app, { id: cancelled, reason: 'no show' }, clerk);
  const surplus = await makeIssued(app, clerk, patient);
  await payOffline(app, clerk, surplus, 160_00);
  const reversed = await makeIssued(app, clerk, patient);
  const reversedPayment = await payOffline(app, clerk, reversed, 110_00);
  await reversePayment(app, reversedPayment, 'entered twice', admin);
  const credited = await makeIssued(app, clerk, patient);
  const note = await issueCreditNote(
    app,
    { invoiceId: credited, reason: 'not given', of: { lines: await allLines(app, credited, 22_00) } },
    clerk,
  );
  const writtenOff = await makeIssued(app, clerk, patient);
  const writeOff = { invoiceId: writtenOff, amountCents: 10_00, reason: 'too small' };
  const standing = await writeOffInvoice(app, writeOff, admin);
  const undone = await writeOffInvoice(app, { ...writeOff, amountCents: 5_00 }, admin);
  await reverseWriteOff(app, { invoiceId: writtenOff, reason: 'found' }, admin);
  const moved = { invoiceId: issued, dueOn: day('2027-07-31'), reason: 'asked for time' };
  await moveDueDate(app, moved, clerk);
  const applied = await applyCredit(app, { patientId: patient, invoiceId: plain, amountCents: 10_00 }, clerk);
  const payOut = { patientId: patient, currency: 'usd' as const, amountCents: 5_00, method: 'cash' as const };
  const paidOut = await payOutCredit(app, { ...payOut, reference: 'drawer' }, admin);
  const overpaid = await makeIssued(app, clerk, other);
  await payOffline(app, clerk, overpaid, 110_00 + 900_00);
  const transfer = { ...payOut, patientId: other, amountCents: 600_00, reference: 'transfer' };
  const askedPayout = await payOutCredit(app, transfer, admin);
  const large = await makeIssued(app, clerk, patient, 800_00, 0);
  const wholeAmount = { invoiceId: large, reason: 'not given', of: { amountCents: 600_00 } };
  const askedNote = await requestCreditNote(app, wholeAmount, clerk);
  const payment = await paymentNamed(app, paid, intent);
  const refund = await requestRefund(
    app,
    { paymentId: payment, amountCents: 20_00, reason: 'duplicate', note: null, effect: 'reopen' },
    clerk,
  );
  return {
    patient,
    other,
    draft,
    issued,
    plain,
    partly,
    cash,
    paid,
    intent,
    payment,
    cancelled,
    surplus,
    reversed,
    reversedPayment,
    credited,
    note: note.id,
    writtenOff,
    standing: standing.id,
    undone: undone.id,
    applied: applied.id,
    paidOut: paidOut.id,
    overpaid,
    askedPayout: askedPayout.id,
    large,
    askedNote: askedNote.id,
    refund: refund.id,
    admin: admin.actor.id,
    otherAdmin: otherAdmin.actor.id,
    clerk: clerk.actor.id,
    fresh: randomUUID(),
    fresher: randomUUID(),
  };
}

async function allLines(app: App, invoiceId: string, amountCents: number) {
  const invoice = await app.db.read.invoices.get(invoiceId);
  return (invoice?.items ?? []).map(({ id }) => ({ invoiceItemId: id, amountCents }));
}

async function paymentNamed(app: App, invoiceId: string, intent: string): Promise<string> {
  const payments = await app.db.read.payments.ofInvoice(invoiceId);
  return payments.find((payment) => payment.stripe_payment_id === intent)?.id ?? '';
}
