/** Booking money that Stripe received: payment, ledger, status, receipt and audit, once per payment intent. */
import { isPayable, statusFromLedger } from '../../domain/invoice.ts';
import { paymentPosting } from '../../domain/ledger.ts';
import { add, cents, subtract, ZERO } from '../../domain/money.ts';
import type { StripeMoney } from '../../domain/stripe-notification.ts';
import { askToClose } from '../checkouts/close.ts';
import { queueReceipt } from '../messages/queue-receipt.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
import type { NamedPayment } from '../ports/payments.ts';
import type { App, Stores } from '../ports.ts';
import { type EventContext, type EventOutcome, quarantined } from './outcome.ts';
import { resolveInvoice } from './resolve-invoice.ts';

/** Money that names no invoice: other business on the same Stripe account, or a payment that staff can assign. */
export const NAMELESS = 'no_invoice_named';

/** Both success events, in any order and however often, make one payment (decision 13). */
export async function applyPayment(on: EventContext, money: StripeMoney): Promise<EventOutcome> {
  const { app, tx, by, source } = on;
  const known = await tx.payments.findByStripeIds({ paymentIntentId: money.paymentIntentId, chargeId: null });
  if (known && !(await agrees(app, tx, known, money))) return quarantined('contradicts_payment');
  if (known && isAlreadyRecorded(known, money)) {
    await completePage(tx, money);
    return { state: 'applied', ...feesOf(money) };
  }
  const found = await resolveInvoice(tx, known ? { ...money, ...namesOf(app, known) } : money, app.clinic.id);
  if ('reason' in found) return notBooked(tx, money, found.reason);
  const { invoice } = found;
  if (money.amountCents <= 0) return { state: 'quarantined', reason: 'amount_not_positive' };

  const amountCents = cents(money.amountCents);
  const payment = await tx.payments.addSucceeded({
    invoiceId: invoice.id,
    stripePaymentId: money.paymentIntentId,
    stripeChargeId: money.chargeId,
    amountCents,
    currency: invoice.currency,
    method: money.method,
    receivedAt: money.at,
    rawEvent: source.payload,
  });
  await completePage(tx, money);
  if (payment === 'seen') {
    return { state: 'applied', ...feesOf(money) };
  }

  const debt = { invoiceId: invoice.id, patientId: invoice.patientId, currency: invoice.currency };
  const booked = paymentPosting(
    debt,
    {
      paymentId: payment.id,
      amountCents,
      owedCents: isPayable(invoice.status) ? invoice.balanceCents : ZERO,
      into: 'stripe_clearing',
      cause: `payment_intent:${money.paymentIntentId}`,
    },
    money.at,
  );
  await tx.ledger.post(booked.posting);
  await follow(tx, invoice, booked.settledCents);
  // A page that is still open could be paid on top of this.
  await askToClose(tx, invoice.id, by, 'queue');
  await queueReceipt(on, invoice, payment.id);
  await tx.audit.record(by, {
    action:
      booked.settledCents === invoice.balanceCents && booked.settledCents > 0
        ? 'mark_paid'
        : 'record_payment',
    targetType: 'invoice',
    targetId: invoice.id,
    details: {
      payment_id: payment.id,
      amount_cents: amountCents,
      event_id: source.id,
      surplus_cents: booked.surplusCents,
    },
  });
  const ids = [money.paymentIntentId, ...(money.chargeId ? [money.chargeId] : [])];
  await tx.outbox.wake(ids);
  return { state: 'applied', ...feesOf(money) };
}

/** Nothing of the payment is to be written, so that its invoice is not locked. */
const isAlreadyRecorded = (known: NamedPayment, money: StripeMoney): boolean =>
  (known.chargeId !== null || money.chargeId === null) &&
  (known.method !== 'online' || money.method === 'online');

async function completePage(tx: Stores, { sessionId }: StripeMoney): Promise<void> {
  const page = sessionId === null ? undefined : await tx.checkouts.byStripeId(sessionId);
  if (page && page.state !== 'complete') await tx.checkouts.setState(page.id, 'complete');
}

/** Another clinic's money is none of ours by its own names, unless it also names an invoice of ours. */
async function notBooked(tx: Stores, money: StripeMoney, reason: string): Promise<EventOutcome> {
  const { invoiceId } = money;
  const namesOurs = invoiceId !== null && (await tx.invoices.lock(invoiceId)) !== undefined;
  if (reason === 'other_clinic' && !namesOurs) return { state: 'ignored' };
  return quarantined(reason === NAMELESS ? `${NAMELESS}: ${money.paymentIntentId}` : reason);
}

/** What is booked already can only be reported again as it is; staff may have assigned it to another invoice. */
async function agrees(app: App, tx: Stores, known: NamedPayment, money: StripeMoney): Promise<boolean> {
  const same =
    known.amountCents === money.amountCents &&
    known.currency === money.currency &&
    (known.chargeId === null || money.chargeId === null || known.chargeId === money.chargeId);
  if (!same) return false;
  const namesIt =
    !money.namesTwo &&
    (money.invoiceId === null || money.invoiceId === known.invoiceId) &&
    (money.clinicId === null || money.clinicId === app.clinic.id);
  return namesIt || (await tx.events.isAssigned(known.id));
}

/** Where the payment is booked decides, whatever the object names. */
const namesOf = (app: App, known: NamedPayment) => ({
  invoiceId: known.invoiceId,
  clinicId: app.clinic.id,
  sessionId: null,
  namesTwo: false as const,
});

/** The fee may have been reported before its payment. */
const feesOf = ({ chargeId }: StripeMoney) => (chargeId === null ? {} : { fees: { sources: [chargeId] } });

/** The status says what the ledger says now. */
async function follow(tx: Stores, invoice: LockedInvoice, settledCents: number): Promise<void> {
  if (!isPayable(invoice.status)) return;
  const settled = cents(settledCents);
  const after = statusFromLedger({
    balanceCents: subtract(invoice.balanceCents, settled),
    paidCents: add(invoice.paidCents, settled),
  });
  if (after !== invoice.status) await tx.invoices.setStatus(invoice.id, after);
}
