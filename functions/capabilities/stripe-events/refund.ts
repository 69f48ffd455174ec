/** Books refunds as Stripe reports them, one by one or as a charge's total, in any order and however often. */
import { cents } from '../../domain/money.ts';
import {
  isTotalExplained,
  type KnownRefund,
  type RefundChange,
  refundChanges,
  totalChanges,
} from '../../domain/refund.ts';
import type { StripeMoney, StripeRefund } from '../../domain/stripe-notification.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
import type { PaymentWithRefunds } from '../ports/payments.ts';
import { writeRefundChange } from '../refunds/settle.ts';
import type { StripeLookups } from './fetch-missing.ts';
import { type EventContext, type EventOutcome, quarantined } from './outcome.ts';
import { applyPayment } from './payment.ts';
import { lockPayment, resolvePayment } from './resolve-payment.ts';

/** A refund that Stripe made, or that came to nothing there. One that precedes its payment waits for it. */
export async function applyRefund(
  on: EventContext,
  reported: StripeRefund,
  lookups: StripeLookups,
): Promise<EventOutcome> {
  const found = await resolvePayment(on, reported, lookups);
  if (!('books' in found)) return found;
  const refused = await take(on, found, reported);
  return refused ?? found.before;
}

/** A charge's total of refunds, which may be all that ever comes. The charge also says that it was paid. */
export async function applyChargeRefunded(
  on: EventContext,
  charge: { money: StripeMoney; refundedCents: number },
  lookups: StripeLookups,
): Promise<EventOutcome> {
  const { tx } = on;
  const paid = await applyPayment(on, charge.money);
  if (paid.state !== 'applied') return paid;
  const named = await tx.payments.findByStripeIds(charge.money);
  if (!named) throw new Error('The payment that was booked is not there.');
  if (Array.isArray(lookups.refunds)) {
    for (const reported of lookups.refunds) {
      const refused = await take(on, await lockPayment(tx, named), reported);
      if (refused) return refused;
    }
    return paid;
  }
  const { invoice, books } = await lockPayment(tx, named);
  if (isTotalExplained(books.refunds, charge.refundedCents)) return paid;
  if (lookups.refunds !== 'unknown') throw new Error('The refunds changed meanwhile; Stripe is asked again.');
  const changes = totalChanges(books.amountCents, books.refunds, cents(charge.refundedCents));
  await write(on, { invoice, books }, changes, { at: charge.money.at, reason: null, failure: null });
  return paid;
}

async function take(
  on: EventContext,
  found: { invoice: LockedInvoice; books: PaymentWithRefunds },
  reported: StripeRefund,
): Promise<EventOutcome | undefined> {
  const { books } = found;
  if (reported.currency !== books.currency) return quarantined('other_currency');
  const ours = reported.ourId === null ? undefined : await on.tx.refunds.get(reported.ourId);
  if (ours && ours.payment_id !== books.id) return quarantined('ids_contradict');
  if (ours && ours.amount_cents !== reported.amountCents) return quarantined('amount_contradicts_refund');
  const changes = refundChanges(books.amountCents, books.refunds, reported);
  const facts = { at: reported.at, reason: reported.reason, failure: reported.failureReason };
  await write(on, found, changes, facts);
  return undefined;
}

type Facts = { at: Date; reason: string | null; failure: string | null };

async function write(
  on: EventContext,
  found: { invoice: LockedInvoice; books: PaymentWithRefunds },
  changes: readonly RefundChange[],
  facts: Facts,
): Promise<void> {
  const known = new Map<string, KnownRefund>(found.books.refunds.map((refund) => [refund.id, refund]));
  for (const change of changes) {
    const refund = 'id' in change ? known.get(change.id) : undefined;
    await writeRefundChange(on, { ...found, refund }, change, facts);
  }
}
