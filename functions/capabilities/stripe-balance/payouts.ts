/** Payouts: money that leaves Stripe for the bank, booked when it arrives and tied to what it is made of. */
import { laterPayoutStatus, payoutFailedPosting, payoutPosting } from '../../domain/balance.ts';
import { isBookCurrency } from '../../domain/currency.ts';
import { cents } from '../../domain/money.ts';
import type { StripePayout } from '../../domain/stripe-notification.ts';
import type { Caller } from '../ports/common.ts';
import type { Work } from '../ports/work.ts';
import type { App, Stores } from '../ports.ts';
import { type EventOutcome, quarantined } from '../stripe-events/outcome.ts';
import { bookParts } from './transactions.ts';

/** Books what a payout's status says; its parts are asked for by the queue. */
export async function applyPayout(tx: Stores, reported: StripePayout, by: Caller): Promise<EventOutcome> {
  if (!isBookCurrency(reported.currency)) return quarantined('other_currency');
  const payout = await tx.balance.lockPayout(reported);
  if (payout.amountCents !== reported.amountCents || payout.currency !== reported.currency)
    return quarantined('contradicts_payout');
  const status = laterPayoutStatus(payout.status, reported.status);
  if (status !== payout.status) await tx.balance.changePayout(payout.id, reported, status);
  const money = { ...payout, amountCents: cents(reported.amountCents), currency: reported.currency };
  const record = (action: string) =>
    tx.audit.record(by, {
      action,
      targetType: 'payout',
      targetId: payout.id,
      details: {
        stripe_payout_id: reported.stripePayoutId,
        amount_cents: reported.amountCents,
        currency: reported.currency,
      },
    });
  if (status === 'paid' && (await tx.ledger.postOnce(payoutPosting(money, reported.at)))) {
    await record('payout_paid');
  }
  // A failed payout may have been booked as paid before; the two entries sum to zero.
  const ended = status === 'failed' || status === 'canceled';
  if (ended && (await tx.ledger.isPosted('payout', `payout:${reported.stripePayoutId}`))) {
    if (await tx.ledger.postOnce(payoutFailedPosting(money, reported.at))) await record('payout_failed');
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
  await app.db.read.discrepancies.add(found.unknown);
}
