/** Booking money that Stripe received: payment, ledger, status, receipt and audit, once per payment intent. */
import { isPayable, statusFromLedger } from '../../domain/invoice.ts';
import { paymentPosting } from '../../domain/ledger.ts';
import { add, cents, subtract, ZERO } from '../../domain/money.ts';
import { linkExpiry } from '../../domain/patientLink.ts';
import type { StripeMoney } from '../../domain/stripeFact.ts';
import { askToClose } from '../checkouts/close.ts';
import { addMessages, reachableBy } from '../messages/add.ts';
import type { App, Caller, LockedInvoice, Stores, StripeEventRecord } from '../ports.ts';
import type { Applied } from './applied.ts';
import { invoiceOf } from './invoiceOf.ts';

/** Both success events, in any order and however often, make one payment (decision 13). */
export async function applyPayment(
  app: App,
  tx: Stores,
  money: StripeMoney,
  event: StripeEventRecord,
  by: Caller,
): Promise<Applied> {
  const found = await invoiceOf(tx, money, app.clinic.id);
  if ('reason' in found) return { state: 'quarantined', reason: found.reason, work: [] };
  const { invoice } = found;
  if (money.amountCents <= 0) return { state: 'quarantined', reason: 'amount_not_positive', work: [] };

  const amountCents = cents(money.amountCents);
  const payment = await tx.payments.addSucceeded({
    invoiceId: invoice.id,
    stripePaymentId: money.paymentIntentId,
    stripeChargeId: money.chargeId,
    amountCents,
    currency: invoice.currency,
    method: money.method,
    receivedAt: money.at,
    rawEvent: event.payload,
  });
  const work: string[] = [];
  if (money.sessionId) {
    const page = await tx.checkouts.byStripeId(money.sessionId);
    if (page && page.state !== 'complete') await tx.checkouts.setState(page.id, 'complete');
  }
  if (payment === 'seen') return { state: 'applied', work };

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
  const closing = await askToClose(tx, invoice.id, by);
  if (closing) work.push(closing.workId);
  work.push(...(await thank(app, tx, invoice, payment.id, by)));
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
      event_id: event.id,
      surplus_cents: booked.surplusCents,
    },
  });
  return { state: 'applied', work };
}

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

async function thank(
  app: App,
  tx: Stores,
  invoice: LockedInvoice,
  paymentId: string,
  by: Caller,
): Promise<string[]> {
  const channels = await reachableBy(tx, invoice.patientId);
  if (channels.length === 0) return [];
  const link = await tx.links.add(invoice.id, 'receipt', linkExpiry('receipt', app.clock.now()));
  const { id: invoiceId, patientId } = invoice;
  return addMessages(
    tx,
    { kind: 'receipt', channels, invoiceId, patientId, link, cause: `payment:${paymentId}` },
    by,
  );
}
