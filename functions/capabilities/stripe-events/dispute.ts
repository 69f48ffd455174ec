/** Following a dispute as Stripe tells of it: its row, the money that it takes and gives back, once each. */

import { feePosting } from '../../domain/balance.ts';
import { isBookCurrency, isCurrency } from '../../domain/currency.ts';
import { laterStatus, reinstatedPosting, withdrawnPosting } from '../../domain/dispute.ts';
import { type Cents, cents } from '../../domain/money.ts';
import type { DisputeMovement, StripeDispute } from '../../domain/stripe-notification.ts';
import { followLedger } from '../invoices/sync-status.ts';
import type { Caller } from '../ports/common.ts';
import type { LockedDispute } from '../ports/disputes.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
import type { App, Stores } from '../ports.ts';
import { type Applied, quarantined, type Source } from './outcome.ts';
import type { Asked } from './fetch-missing.ts';
import { paymentOf } from './resolve-payment.ts';

/** Every event of a dispute tells all of it; what Stripe says now is believed before any snapshot. */
export async function applyDispute(
  app: App,
  tx: Stores,
  snapshot: StripeDispute,
  asked: Asked,
  source: Source,
  by: Caller,
): Promise<Applied> {
  const fresh = typeof asked.dispute === 'object' ? asked.dispute : undefined;
  const told = fresh ? { ...fresh, movements: merged(fresh.movements, snapshot.movements) } : snapshot;
  // Only Stripe's entry says how much came back, which may be a part.
  if (movement(told, 'reinstated')?.balanceTransactionId === null)
    return { state: 'waiting', waitsFor: told.stripeDisputeId };
  const found = await paymentOf(app, tx, told, asked, source, by);
  if (!('books' in found)) return found;
  const { invoice, books } = found;
  if (!isCurrency(told.currency) || told.currency !== books.currency) return quarantined('other_currency');

  const dispute = await tx.disputes.lockTold(books.id, told);
  const status = fresh ? told.status : laterStatus(dispute.status, told.status);
  await tx.disputes.change(dispute.id, told, status);
  const record = recorder(tx, dispute, invoice, by);
  if (dispute.isNew) await record('open_dispute', { amount_cents: told.amountCents, reason: told.reason });
  if (dispute.isNew || status !== dispute.status) await record('dispute_changed', { status });
  await bookMovements(tx, invoice, dispute, told, record);
  const entries = told.movements.map((each) => each.transaction).filter((each) => each !== null);
  await tx.balance.add(entries, null);
  return withFees(found.before, told.stripeDisputeId);
}

type Record = (action: string, details: object) => Promise<void>;

async function bookMovements(
  tx: Stores,
  invoice: LockedInvoice,
  dispute: LockedDispute,
  told: StripeDispute,
  record: Record,
): Promise<void> {
  const taken = movement(told, 'withdrawn');
  const back = movement(told, 'reinstated');
  let withdrawnCents = dispute.withdrawnCents;
  // What came back was taken before, though nobody told.
  const takenCents = cents(taken?.amountCents ?? back?.amountCents ?? 0);
  if (withdrawnCents === 0 && takenCents > 0) {
    await tx.ledger.post(withdrawnPosting(debtOf(invoice), dispute, takenCents, told.at));
    await tx.disputes.moved(dispute.id, { withdrawnCents: takenCents });
    await record('dispute_funds_withdrawn', { amount_cents: takenCents });
    withdrawnCents = takenCents;
  }
  await bookDisputeFees(tx, invoice, dispute, told);
  if (!back || dispute.reinstatedCents > 0) return;
  const backCents: Cents = cents(Math.min(back.amountCents, withdrawnCents));
  const owedCents = invoice.balanceCents;
  const absorbedCents = await tx.disputes.absorbed(dispute.stripeDisputeId);
  const amounts = { amountCents: backCents, owedCents, absorbedCents };
  await tx.ledger.post(reinstatedPosting(debtOf(invoice), dispute, amounts, told.at));
  await tx.disputes.moved(dispute.id, { reinstatedCents: backCents });
  await followLedger(tx, invoice.id);
  await record('dispute_funds_reinstated', { amount_cents: backCents });
}

/** What came before the dispute, and what Stripe kept and converted for the dispute itself. */
function withFees(before: Applied, stripeDisputeId: string): Applied {
  if (before.state !== 'applied' && before.state !== 'ignored') return before;
  return { ...before, fees: { ...before.fees, sources: [...(before.fees?.sources ?? []), stripeDisputeId] } };
}

/** What the dispute costs. Where the fee's entry in the balance is known, it is booked as that entry's, once. */
async function bookDisputeFees(
  tx: Stores,
  invoice: LockedInvoice,
  dispute: LockedDispute,
  told: StripeDispute,
): Promise<void> {
  for (const { balanceTransactionId, feeCents, feeCurrency } of told.movements) {
    if (balanceTransactionId === null || feeCents === 0) continue;
    if (feeCents > 0) await tx.disputes.moved(dispute.id, { feeCents: cents(feeCents), feeCurrency });
    // The comparison names a fee in a currency in which no books are kept.
    if (!isBookCurrency(feeCurrency)) continue;
    const about =
      feeCurrency === invoice.currency ? { paymentId: dispute.paymentId, invoiceId: invoice.id } : null;
    const fee = { balanceTransactionId, feeCents: cents(feeCents), currency: feeCurrency, for: about };
    await tx.ledger.postOnce(feePosting(fee, told.at));
  }
}

/** An entry that converts to nothing moved nothing. */
const movement = (told: StripeDispute, direction: DisputeMovement['direction']) =>
  told.movements.find((each) => each.direction === direction && each.amountCents > 0);

/** A snapshot may tell of a movement that the list does not have yet. */
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
      details: { payment_id: dispute.paymentId, invoice_id: invoice.id, ...details },
    });
