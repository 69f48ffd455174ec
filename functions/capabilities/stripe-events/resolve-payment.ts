/** The payment that a refund or a dispute is about, with its invoice, locked in the order in which all lock. */
import type { StripePaymentIds } from '../../domain/stripe-notification.ts';
import { namesPayment } from '../../domain/stripe-trust.ts';
import { type LockedWithInvoices, lockWithInvoices } from '../payments/lock.ts';
import type { Stores } from '../ports.ts';
import type { StripeLookups } from './fetch-missing.ts';
import { type EventContext, type EventOutcome, quarantined } from './outcome.ts';
import { applyPayment } from './payment.ts';

export type ResolvedPayment = LockedWithInvoices & { before: EventOutcome };

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

/** Its invoices first, then the patient's credit, then the payment. */
export async function lockPayment(tx: Stores, named: { id: string }): Promise<LockedWithInvoices> {
  const found = await lockWithInvoices(tx, named.id);
  if (!found) throw new Error('A payment has an invoice.');
  return found;
}
