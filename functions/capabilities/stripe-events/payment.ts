/** Booking money that Stripe received: payment, ledger, status, receipt and audit, once per payment intent. */
import { isPayable, statusFromLedger } from '../../domain/invoice.ts';
import { allocatedPaymentPosting } from '../../domain/ledger.ts';
import { add, type Cents, cents, subtract, ZERO } from '../../domain/money.ts';
import { settleCovered } from '../../domain/page-allocation.ts';
import type { StripeMoney } from '../../domain/stripe-notification.ts';
import { askToCloseAll } from '../checkouts/close.ts';
import { queueReceipt } from '../messages/queue-receipt.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
import type { NamedPayment } from '../ports/payments.ts';
import type { App, Stores } from '../ports.ts';
import { type EventContext, type EventOutcome, quarantined } from './outcome.ts';
import { type PaidInvoices, resolveInvoice } from './resolve-invoice.ts';

/** Money that names no invoice: other business on the same Stripe account, or a payment that staff can assign. */
export const NAMELESS = 'no_invoice_named';

/** Both success events, in any order and however often, make one payment (decision 13). */
export async function applyPayment(on: EventContext, money: StripeMoney): Promise<EventOutcome> {
  const { app, tx, source } = on;
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

  await bookOn(on, found, { money, paymentId: payment.id, amountCents });
  await queueReceipt(on, invoice, payment.id);
  const ids = [money.paymentIntentId, ...(money.chargeId ? [money.chargeId] : [])];
  await tx.outbox.wake(ids);
  return { state: 'applied', ...feesOf(money) };
}

type NewMoney = { money: StripeMoney; paymentId: string; amountCents: Cents };

/** Settles what was paid, invoice by invoice, up to what is owed by now; the rest is the patient's credit. */
async function bookOn(
  { tx, by, source }: EventContext,
  { invoice, invoices, covers }: PaidInvoices,
  { money, paymentId, amountCents }: NewMoney,
): Promise<void> {
  const debt = { invoiceId: invoice.id, patientId: invoice.patientId, currency: invoice.currency };
  const parts = covers ?? [{ invoiceId: invoice.id, amountCents }];
  const allocations = settleCovered(parts, invoices, amountCents);
  const cause = `payment_intent:${money.paymentIntentId}`;
  const received = { ...{ paymentId, amountCents, cause }, into: 'stripe_clearing' as const };
  const { posting, surplusCents } = allocatedPaymentPosting(debt, received, allocations, money.at);
  await tx.ledger.post(posting);
  const settledOf = ({ id }: LockedInvoice) =>
    allocations.find((part) => part.invoiceId === id)?.amountCents ?? ZERO;
  for (const each of invoices) await follow(tx, each, settledOf(each));
  // A page that is still open could be paid on top of this.
  await askToCloseAll(
    tx,
    invoices.map(({ id }) => id),
    by,
    'queue',
  );
  for (const each of invoices) {
    const settledCents = settledOf(each);
    const isFirst = each.id === invoice.id;
    if (settledCents === 0 && !isFirst) continue;
    await tx.audit.record(by, {
      action: settledCents === each.balanceCents && settledCents > 0 ? 'mark_paid' : 'record_payment',
      targetType: 'invoice',
      targetId: each.id,
      details: {
        payment_id: paymentId,
        amount_cents: covers ? settledCents : amountCents,
        ...(covers && { payment_amount_cents: amountCents }),
        event_id: source.id,
        surplus_cents: isFirst ? surplusCents : 0,
      },
    });
  }
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
  checkoutId: null,
  namesTwo: false as const,
});

/** The fee may have been reported before its payment. */
const feesOf = ({ chargeId }: StripeMoney) => (chargeId === null ? {} : { fees: { sources: [chargeId] } });

/** The status says what the ledger says now. */
async function follow(tx: Stores, invoice: LockedInvoice, settled: Cents): Promise<void> {
  if (!isPayable(invoice.status)) return;
  const after = statusFromLedger({
    balanceCents: subtract(invoice.balanceCents, settled),
    paidCents: add(invoice.paidCents, settled),
  });
  if (after !== invoice.status) await tx.invoices.setStatus(invoice.id, after);
}
