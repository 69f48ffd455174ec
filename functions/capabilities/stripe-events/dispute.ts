/** Applies Stripe's reports of a dispute: its row, and each withdrawal and reinstatement of money once. */

import { feePosting } from '../../domain/balance.ts';
import { isBookCurrency, isCurrency } from '../../domain/currency.ts';
import { laterStatus, reinstatedPosting, withdrawnPosting } from '../../domain/dispute.ts';
import { type Cents, cents } from '../../domain/money.ts';
import type { DisputeMovement, StripeDispute } from '../../domain/stripe-notification.ts';
import { syncStatusWithLedger } from '../invoices/sync-status.ts';
import type { Caller } from '../ports/common.ts';
import type { LockedDispute } from '../ports/disputes.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
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
  await bookMovements(tx, { invoice, dispute, reported }, record);
  const entries = reported.movements.map((each) => each.transaction).filter((each) => each !== null);
  await tx.balance.add(entries, null);
  return withFees(found.before, reported.stripeDisputeId);
}

type Record = (action: string, details: object) => Promise<void>;

async function bookMovements(
  tx: Stores,
  { invoice, dispute, reported }: { invoice: LockedInvoice; dispute: LockedDispute; reported: StripeDispute },
  record: Record,
): Promise<void> {
  const taken = movement(reported, 'withdrawn');
  const back = movement(reported, 'reinstated');
  let withdrawnCents = dispute.withdrawnCents;
  // Reinstated money was withdrawn before, even without a report of it.
  const takenCents = cents(taken?.amountCents ?? back?.amountCents ?? 0);
  if (withdrawnCents === 0 && takenCents > 0) {
    await tx.ledger.post(withdrawnPosting(debtOf(invoice), dispute, takenCents, reported.at));
    await tx.disputes.moved(dispute.id, { withdrawnCents: takenCents });
    await record('dispute_funds_withdrawn', { amount_cents: takenCents });
    withdrawnCents = takenCents;
  }
  await bookDisputeFees(tx, invoice, dispute, reported);
  if (!back || dispute.reinstatedCents > 0) return;
  const backCents: Cents = cents(Math.min(back.amountCents, withdrawnCents));
  const owedCents = invoice.balanceCents;
  const absorbedCents = await tx.disputes.absorbed(dispute.stripeDisputeId);
  const amounts = { amountCents: backCents, owedCents, absorbedCents };
  await tx.ledger.post(reinstatedPosting(debtOf(invoice), dispute, amounts, reported.at));
  await tx.disputes.moved(dispute.id, { reinstatedCents: backCents });
  await syncStatusWithLedger(tx, invoice.id);
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

const debtOf = (invoice: LockedInvoice) => ({
  invoiceId: invoice.id,
  patientId: invoice.patientId,
  currency: invoice.currency,
});

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
