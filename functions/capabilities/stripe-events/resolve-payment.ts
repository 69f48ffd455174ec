/** The payment that a refund or a dispute is about, with its invoice, locked in the order in which all lock. */
import type { StripePaymentIds } from '../../domain/stripe-notification.ts';
import { namesPayment } from '../../domain/stripe-trust.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
import type { PaymentWithRefunds } from '../ports/payments.ts';
import type { Stores } from '../ports.ts';
import type { StripeLookups } from './fetch-missing.ts';
import { type EventContext, type EventOutcome, quarantined } from './outcome.ts';
import { applyPayment } from './payment.ts';

export type ResolvedPayment = { invoice: LockedInvoice; books: PaymentWithRefunds; before: EventOutcome };

/**
 * Finds it, books it first from what Stripe says when it is not known yet, or gives what is to become of the event:
 * wait, or the quarantine that the payment itself would come to.
 */
export async function resolvePayment(
  on: EventContext,
  ids: StripePaymentIds,
  lookups: StripeLookups,
): Promise<ResolvedPayment | EventOutcome> {
  const { tx } = on;
  let before: EventOutcome = { state: 'applied' };
  let named = await tx.payments.findByStripeIds(ids);
  if (!named && typeof lookups.money === 'object') {
    before = await applyPayment(on, lookups.money);
    if (before.state !== 'applied') return before;
    named = await tx.payments.findByStripeIds(ids);
  }
  if (!named) return { state: 'waiting', waitsFor: ids.paymentIntentId ?? ids.chargeId ?? 'stripe' };
  const found = await lockPayment(tx, named);
  if (!namesPayment(ids, found.books)) return quarantined('ids_contradict');
  return { ...found, before };
}

/**
 * Invoice first, then the patient's credit, then the payment: one lock order, so that no deadlock occurs. Credit that is about
 * to leave is seen, so that no other invoice's credit is taken for it.
 */
export async function lockPayment(
  tx: Stores,
  named: { id: string; invoiceId: string },
): Promise<{ invoice: LockedInvoice; books: PaymentWithRefunds }> {
  const invoice = await tx.invoices.lock(named.invoiceId);
  if (invoice) await tx.credits.lock(invoice.patientId, invoice.currency);
  const books = await tx.refunds.lockPayment(named.id);
  if (!invoice || !books) throw new Error('A payment has an invoice.');
  return { invoice, books };
}
