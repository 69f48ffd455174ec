/** A small set of books in every state that an invoice, a payment or a correction can be in, made by the real rules. */
import { randomUUID } from 'node:crypto';
import { cancelInvoice } from '../../../functions/capabilities/invoices/cancel.ts';
import { issueCreditNote } from '../../../functions/capabilities/invoices/credit-note.ts';
import { requestCreditNote } from '../../../functions/capabilities/invoices/credit-note-request.ts';
import { moveDueDate } from '../../../functions/capabilities/invoices/due-date.ts';
import { writeOffInvoice } from '../../../functions/capabilities/invoices/write-off.ts';
import { reverseWriteOff } from '../../../functions/capabilities/invoices/write-off-reverse.ts';
import { applyCredit } from '../../../functions/capabilities/patients/credit-apply.ts';
import { payOutCredit } from '../../../functions/capabilities/patients/credit-refund-offline.ts';
import { takePayment } from '../../../functions/capabilities/patients/take-payment.ts';
import { requestRefund } from '../../../functions/capabilities/payments/refund.ts';
import { reversePayment } from '../../../functions/capabilities/payments/reverse.ts';
import type { App } from '../../../functions/capabilities/ports.ts';
import { addPriceListItem } from '../../../functions/capabilities/price-list-items/create.ts';
import { day } from '../../../functions/domain/calendar.ts';
import { cents } from '../../../functions/domain/money.ts';
import { buildDraft, buildIssued, payOffline, payOnline } from '../../support/clinic-builder.ts';
import { billOf, newPatient, type ProofClinic } from '../clinic.ts';

type Maker = ProofClinic & {
  patient: string;
  /** Issues an invoice of one line to the patient; 10% of tax when not given. */
  issue(unitPriceCents?: number, basisPoints?: number): Promise<string>;
};

/** The names under which hostile statements find what they attack. */
export async function makeBooks(clinic: ProofClinic) {
  const { app, admin, otherAdmin, clerk } = clinic;
  const patient = await newPatient(app, clerk);
  const maker = makerFor(clinic, patient);
  const other = await newPatient(app, clerk);
  const draft = await buildDraft(app, clerk, billOf(patient, 100_00, { basisPoints: 1000 }));
  const issued = await maker.issue();
  const plain = await maker.issue(50_00, 0);
  const paid = await makePaid(maker);
  const allocated = await makeAllocated(maker);
  const corrected = await makeCorrected(maker);
  const moved = { invoiceId: issued, dueOn: day('2027-07-31'), reason: 'asked for time' };
  await moveDueDate(app, moved, clerk);
  const credit = await makeCredit(maker, plain, makerFor(clinic, other));
  const requests = await makeRequests(maker, paid);
  const listed = await listedVersion(maker);
  return {
    ...{ patient, other, draft, issued, plain, listed },
    ...paid,
    ...allocated,
    ...corrected,
    ...credit,
    ...requests,
    admin: admin.actor.id,
    otherAdmin: otherAdmin.actor.id,
    clerk: clerk.actor.id,
    fresh: randomUUID(),
    fresher: randomUUID(),
  };
}

const makerFor = (clinic: ProofClinic, patient: string): Maker => ({
  ...clinic,
  patient,
  issue: (unitPriceCents = 100_00, basisPoints = 1000) =>
    buildIssued(clinic.app, clinic.clerk, billOf(patient, unitPriceCents, { basisPoints })),
});

/** The version of an item of the price list that costs 50.00. */
async function listedVersion({ app, admin, patient }: Maker): Promise<string> {
  const nothing = { code_system: null, category: null, unit: null, tax_rate_thousandths: null };
  const item = {
    ...nothing,
    code: `V-${patient.slice(0, 8)}`,
    names: { en: 'Visit' },
    prices: { usd: 50_00 },
  };
  const { id } = await addPriceListItem(app, { ...item, active_from: null, active_to: null }, admin);
  const stored = await app.db.read.priceListItems.get(id);
  return String(stored?.version_id);
}

/** Paid in part, whole, too much, and by mistake; and one that was canceled instead. */
async function makePaid({ app, admin, clerk, issue }: Maker) {
  const partly = await issue();
  const cash = await payOffline(app, clerk, partly, 40_00);
  const paid = await issue();
  const intent = await payOnline(app, paid, 110_00);
  const cancelled = await issue();
  await cancelInvoice(app, { id: cancelled, reason: 'no show' }, clerk);
  const surplus = await issue();
  await payOffline(app, clerk, surplus, 160_00);
  const reversed = await issue();
  const reversedPayment = await payOffline(app, clerk, reversed, 110_00);
  await reversePayment(app, reversedPayment, 'entered twice', admin);
  return { partly, cash, paid, intent, cancelled, surplus, reversed, reversedPayment };
}

/** Two invoices that one payment settles in part. */
async function makeAllocated({ app, clerk, patient, issue }: Maker) {
  const severalFirst = await issue();
  const severalSecond = await issue();
  const payment = {
    ...{ patientId: patient, currency: 'usd' as const, amountCents: cents(30_00), method: 'cash' as const },
    ...{ reference: null, receivedOn: undefined },
    allocations: [
      { invoiceId: severalFirst, amountCents: cents(10_00) },
      { invoiceId: severalSecond, amountCents: cents(20_00) },
    ],
  };
  const { id: several } = await takePayment(app, payment, clerk);
  return { several, severalFirst, severalSecond };
}

/** Credited, and written off twice, once for a while. */
async function makeCorrected({ app, admin, clerk, issue }: Maker) {
  const credited = await issue();
  const lines = await allLines(app, credited, 22_00);
  const note = await issueCreditNote(app, { invoiceId: credited, reason: 'not given', of: { lines } }, clerk);
  const writtenOff = await issue();
  const writeOff = { invoiceId: writtenOff, amountCents: 10_00, reason: 'too small' };
  const standing = await writeOffInvoice(app, writeOff, admin);
  const undone = await writeOffInvoice(app, { ...writeOff, amountCents: 5_00 }, admin);
  await reverseWriteOff(app, { invoiceId: writtenOff, reason: 'found' }, admin);
  return { credited, note: note.id, writtenOff, standing: standing.id, undone: undone.id };
}

/** Credit that was used for an invoice, paid out, and requested to be paid out to another patient. */
async function makeCredit({ app, admin, clerk, patient }: Maker, invoiceId: string, other: Maker) {
  const applied = await applyCredit(app, { patientId: patient, invoiceId, amountCents: 10_00 }, clerk);
  const payOut = { currency: 'usd' as const, method: 'cash' as const };
  const drawer = { ...payOut, patientId: patient, amountCents: 5_00, reference: 'drawer' };
  const paidOut = await payOutCredit(app, drawer, admin);
  const overpaid = await other.issue();
  await payOffline(app, clerk, overpaid, 110_00 + 900_00);
  const transfer = { ...payOut, patientId: other.patient, amountCents: 600_00, reference: 'transfer' };
  const askedPayout = await payOutCredit(app, transfer, admin);
  return { applied: applied.id, paidOut: paidOut.id, overpaid, askedPayout: askedPayout.id };
}

/** A credit note and a refund that wait for approval. */
async function makeRequests(
  { app, clerk, issue }: Maker,
  { paid, intent }: { paid: string; intent: string },
) {
  const large = await issue(800_00, 0);
  const wholeAmount = { invoiceId: large, reason: 'not given', of: { amountCents: 600_00 } };
  const askedNote = await requestCreditNote(app, wholeAmount, clerk);
  const payment = await paymentNamed(app, paid, intent);
  const refund = await requestRefund(
    app,
    { paymentId: payment, amountCents: 20_00, reason: 'duplicate', note: null, effect: 'reopen' },
    clerk,
  );
  return { large, askedNote: askedNote.id, payment, refund: refund.id };
}

async function allLines(app: App, invoiceId: string, amountCents: number) {
  const invoice = await app.db.read.invoices.get(invoiceId);
  return (invoice?.items ?? []).map(({ id }) => ({ invoiceItemId: id, amountCents }));
}

async function paymentNamed(app: App, invoiceId: string, intent: string): Promise<string> {
  const payments = await app.db.read.payments.ofInvoice(invoiceId);
  return payments.find((payment) => payment.stripe_payment_id === intent)?.id ?? '';
}
