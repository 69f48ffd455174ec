/** Payouts: money that leaves Stripe for the bank, booked when it arrives and tied to what it is made of. */
import { laterPayoutStatus, payoutFailedPosting, payoutPosting } from '../../domain/balance.ts';
import { isBookCurrency } from '../../domain/currency.ts';
import { cents } from '../../domain/money.ts';
import type { StripePayout } from '../../domain/stripe-notification.ts';
import { type Applied, quarantined } from '../stripe-events/outcome.ts';
import type { Caller } from '../ports/common.ts';
import type { Work } from '../ports/work.ts';
import type { App, Stores } from '../ports.ts';
import { bookParts } from './transactions.ts';

/** Books what a payout's status says; its parts are asked for by the queue. */
export async function applyPayout(tx: Stores, told: StripePayout, by: Caller): Promise<Applied> {
  if (!isBookCurrency(told.currency)) return quarantined('other_currency');
  const payout = await tx.balance.lockPayout(told);
  if (payout.amountCents !== told.amountCents || payout.currency !== told.currency)
    return quarantined('contradicts_payout');
  const status = laterPayoutStatus(payout.status, told.status);
  if (status !== payout.status) await tx.balance.changePayout(payout.id, told, status);
  const money = { ...payout, amountCents: cents(told.amountCents), currency: told.currency };
  const record = (action: string) =>
    tx.audit.record(by, {
      action,
      targetType: 'payout',
      targetId: payout.id,
      details: { stripe_payout_id: told.stripePayoutId, amount_cents: told.amountCents },
    });
  if (status === 'paid' && (await tx.ledger.postOnce(payoutPosting(money, told.at)))) {
    await record('payout_paid');
  }
  // One that failed may have been booked as paid before; together the two come to nothing.
  const ended = status === 'failed' || status === 'canceled';
  if (ended && (await tx.ledger.isPosted('payout', `payout:${told.stripePayoutId}`))) {
    if (await tx.ledger.postOnce(payoutFailedPosting(money, told.at))) await record('payout_failed');
  }
  await tx.outbox.add('sync_payout', payout.id, by.requestId);
  return { state: 'applied' };
}

/**
 * Asks Stripe what a payout is made of; a part that cannot be booked becomes a difference at once. Throws in an outage,
 * so that the outbox tries again.
 */
export async function syncPayout(app: App, work: Work): Promise<void> {
  const payout = await app.db.read.balance.payout(work.subjectId);
  if (!payout) return;
  const found = { unknown: [] };
  await bookParts(app, payout, found);
  await app.db.read.reconciliation.addBreaks(found.unknown);
}
