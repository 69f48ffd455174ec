/** Applies Stripe's reports of a dispute: its row, and each withdrawal and reinstatement of money once. */

import { feePosting } from '../../domain/balance.ts';
import { isBookCurrency, isCurrency } from '../../domain/currency.ts';
import { laterStatus, reinstatedPosting, withdrawnPosting } from '../../domain/dispute.ts';
import { type Cents, cents, ZERO } from '../../domain/money.ts';
import { giveBackLastTakenFirst, takeNewestFirst, untakenParts } from '../../domain/payment-part.ts';
import type { DisputeMovement, StripeDispute } from '../../domain/stripe-notification.ts';
import { syncStatusWithLedger } from '../invoices/sync-status.ts';
import { debtOn } from '../payments/lock.ts';
import type { Caller } from '../ports/common.ts';
import type { LockedDispute } from '../ports/disputes.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
import type { PaymentWithRefunds } from '../ports/payments.ts';
import type { Stores } from '../ports.ts';
import type { StripeLookups } from './fetch-missing.ts';
import { type EventContext, type EventOutcome, quarantined } from './outcome.ts';
import { resolvePayment } from './resolve-payment.ts';

/** Every event of a dispute carries the whole dispute; its current state at Stripe wins over any snapshot. */
export async function applyDispute(
  on: EventContext,
  snapshot: StripeDispute,
  lookups: StripeLookups,
): Promise<EventOutcome> {
  const { tx, by } = on;
  const fresh = typeof lookups.dispute === 'object' ? lookups.dispute : undefined;
  const reported = fresh ? { ...fresh, movements: merged(fresh.movements, snapshot.movements) } : snapshot;
  // Only Stripe's entry says how much came back, which may be a part.
  if (movement(reported, 'reinstated')?.balanceTransactionId === null)
    return { state: 'waiting', waitsFor: reported.stripeDisputeId };
  const found = await resolvePayment(on, reported, lookups);
  if (!('books' in found)) return found;
  const { invoice, books } = found;
  if (!isCurrency(reported.currency) || reported.currency !== books.currency)
    return quarantined('other_currency');

  const dispute = await tx.disputes.lockReported(books.id, reported);
  const status = fresh ? reported.status : laterStatus(dispute.status, reported.status);
  await tx.disputes.change(dispute.id, reported, status);
  const record = recorder(tx, dispute, invoice, by);
  if (dispute.isNew)
    await record('open_dispute', { amount_cents: reported.amountCents, reason: reported.reason });
  if (dispute.isNew || status !== dispute.status) await record('dispute_changed', { status });
  await bookMovements(tx, { invoice, books, dispute, reported }, record);
  const entries = reported.movements.map((each) => each.transaction).filter((each) => each !== null);
  await tx.balance.add(entries, null);
  return withFees(found.before, reported.stripeDisputeId);
}

type Record = (action: string, details: object) => Promise<void>;

type Booking = {
  invoice: LockedInvoice;
  books: PaymentWithRefunds;
  dispute: LockedDispute;
  reported: StripeDispute;
};

async function bookMovements(
  tx: Stores,
  { invoice, books, dispute, reported }: Booking,
  record: Record,
): Promise<void> {
  const taken = movement(reported, 'withdrawn');
  const back = movement(reported, 'reinstated');
  let withdrawnCents = dispute.withdrawnCents;
  // Reinstated money was withdrawn before, even without a report of it.
  const takenCents = cents(taken?.amountCents ?? back?.amountCents ?? 0);
  if (withdrawnCents === 0 && takenCents > 0) {
    const taken = takeNewestFirst(untakenParts(books.parts), invoice.id, takenCents);
    const parts = taken.map((part) => ({ ...part, debt: debtOn(invoice, part.invoiceId) }));
    await tx.ledger.post(withdrawnPosting(parts, dispute, reported.at));
    await tx.disputes.moved(dispute.id, { withdrawnCents: takenCents });
    await record('dispute_funds_withdrawn', { amount_cents: takenCents });
    withdrawnCents = takenCents;
  }
  await bookDisputeFees(tx, invoice, dispute, reported);
  if (!back || dispute.reinstatedCents > 0) return;
  const backCents: Cents = cents(Math.min(back.amountCents, withdrawnCents));
  const held = await tx.disputes.held(dispute.stripeDisputeId);
  const parts: Parameters<typeof reinstatedPosting>[0][number][] = [];
  for (const { invoiceId, amountCents } of giveBackLastTakenFirst(held, backCents)) {
    const { balanceCents: owedCents } = await tx.refunds.invoiceFigures(invoiceId);
    const absorbedCents = held.find((each) => each.invoiceId === invoiceId)?.absorbedCents ?? ZERO;
    parts.push({ debt: debtOn(invoice, invoiceId), amountCents, owedCents, absorbedCents });
  }
  await tx.ledger.post(reinstatedPosting(parts, dispute, reported.at));
  await tx.disputes.moved(dispute.id, { reinstatedCents: backCents });
  for (const { debt } of parts) await syncStatusWithLedger(tx, debt.invoiceId);
  await record('dispute_funds_reinstated', { amount_cents: backCents });
}

/** What came before the dispute, and what Stripe kept and converted for the dispute itself. */
function withFees(before: EventOutcome, stripeDisputeId: string): EventOutcome {
  if (before.state !== 'applied' && before.state !== 'ignored') return before;
  return { ...before, fees: { ...before.fees, sources: [...(before.fees?.sources ?? []), stripeDisputeId] } };
}

/** Books the fee of the dispute. Where its balance transaction is known, it is booked once, as that transaction's. */
async function bookDisputeFees(
  tx: Stores,
  invoice: LockedInvoice,
  dispute: LockedDispute,
  reported: StripeDispute,
): Promise<void> {
  for (const { balanceTransactionId, feeCents, feeCurrency } of reported.movements) {
    if (balanceTransactionId === null || feeCents === 0) continue;
    if (feeCents > 0) await tx.disputes.moved(dispute.id, { feeCents: cents(feeCents), feeCurrency });
    // The comparison names a fee in a currency in which no books are kept.
    if (!isBookCurrency(feeCurrency)) continue;
    const about =
      feeCurrency === invoice.currency ? { paymentId: dispute.paymentId, invoiceId: invoice.id } : null;
    const fee = { balanceTransactionId, feeCents: cents(feeCents), currency: feeCurrency, for: about };
    await tx.ledger.postOnce(feePosting(fee, reported.at));
  }
}

/** An entry that converts to nothing moved nothing. */
const movement = (reported: StripeDispute, direction: DisputeMovement['direction']) =>
  reported.movements.find((each) => each.direction === direction && each.amountCents > 0);

/** A snapshot may report a movement that the list does not have yet. */
const merged = (now: readonly DisputeMovement[], snapshot: readonly DisputeMovement[]): DisputeMovement[] => [
  ...now,
  ...snapshot.filter((each) => !now.some((known) => known.direction === each.direction)),
];

const recorder =
  (tx: Stores, dispute: LockedDispute, invoice: LockedInvoice, by: Caller): Record =>
  (action, details) =>
    tx.audit.record(by, {
      action,
      targetType: 'dispute',
      targetId: dispute.id,
      details: {
        payment_id: dispute.paymentId,
        invoice_id: invoice.id,
        currency: invoice.currency,
        ...details,
      },
    });
