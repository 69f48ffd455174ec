/** Finds the discrepancies between Stripe's books and ours that remain after booking. */
import {
  type Discrepancy,
  lineDiscrepancy,
  payoutDiscrepancy,
  totalDiscrepancy,
} from '../../domain/reconciliation.ts';
import type { OurPayment, OurRefund } from '../ports/reconciliation.ts';
import type { App } from '../ports.ts';
import type { ReconciliationResult } from './book-object.ts';

/** Stripe settles a charge, and lists what is new, within this time. */
const GRACE_MILLISECONDS = 3_600_000;

/** Finds all discrepancies since an instant. */
export async function findDiscrepancies(
  app: App,
  from: Date,
  result: ReconciliationResult,
): Promise<Discrepancy[]> {
  const now = app.clock.now();
  const until = new Date(now.getTime() + 86_400_000);
  const settledBy = new Date(now.getTime() - GRACE_MILLISECONDS);
  const books = app.db.read.reconciliation;
  const unknown = new Set([...result.unknown.map((each) => each.object), ...result.otherClinics]);
  const lines = (await books.lines(from, until))
    .filter((line) => !unknown.has(line.id))
    .map(lineDiscrepancy)
    .filter((found) => found !== undefined && !unknown.has(found.object)) as Discrepancy[];
  const payouts = (await books.payouts(from, settledBy))
    .filter((payout) => payout.automatic && (payout.reconciled || payout.parts_cents !== 0))
    .map((payout) =>
      payoutDiscrepancy({
        stripePayoutId: payout.stripe_payout_id,
        currency: payout.currency,
        amountCents: payout.amount_cents,
        partsCents: payout.parts_cents,
        madeAt: new Date(payout.made_at),
      }),
    )
    .filter((found) => found !== undefined);
  const payments = await findPaymentDiscrepancies(app, await books.ourPayments(from, settledBy));
  const refunds = await findRefundDiscrepancies(app, await books.ourRefunds(from, until));
  const totals = (await app.db.read.ledger.wrongTotals()).map((wrong) => totalDiscrepancy(wrong, now));
  return unique([...result.unknown, ...lines, ...payouts, ...payments, ...refunds, ...totals]);
}

/** Our payments that Stripe's balance does not have: unknown at Stripe, of another amount, or not settled yet. */
async function findPaymentDiscrepancies(app: App, payments: readonly OurPayment[]): Promise<Discrepancy[]> {
  const found: Discrepancy[] = [];
  for (const payment of payments) {
    if (payment.settled) continue;
    const money = await app.stripe.paymentMoney({
      paymentIntentId: payment.stripePaymentId,
      chargeId: payment.stripeChargeId,
    });
    const at = {
      object: payment.stripeChargeId ?? payment.stripePaymentId,
      currency: payment.currency,
      oursCents: payment.amountCents,
      happenedAt: payment.receivedAt,
      invoiceId: payment.invoiceId,
      stripePayoutId: null,
    };
    if (typeof money === 'string') {
      const detail = money === 'unknown' ? 'Stripe does not know this payment' : 'not paid at Stripe';
      found.push({ ...at, class: 'missing_at_stripe', stripeCents: null, detail });
    } else if (money.amountCents !== payment.amountCents) {
      const detail = `payment ${payment.stripePaymentId}`;
      found.push({ ...at, class: 'amount_differs', stripeCents: money.amountCents, detail });
    } else {
      const detail = 'its charge is not in Stripe’s balance yet, so its fee is not known';
      found.push({ ...at, class: 'fee_missing', stripeCents: money.amountCents, detail });
    }
  }
  return found;
}

/** Finds refunds without approval here, and refunds that Stripe does not know. */
async function findRefundDiscrepancies(app: App, refunds: readonly OurRefund[]): Promise<Discrepancy[]> {
  const found: Discrepancy[] = [];
  for (const refund of refunds) {
    const at = {
      object: refund.stripeRefundId ?? refund.id,
      currency: refund.currency,
      oursCents: -refund.amountCents,
      happenedAt: refund.createdAt,
      invoiceId: refund.invoiceId,
      stripePayoutId: null,
    };
    if (refund.stripeRefundId === null) {
      const detail = 'known from the charge’s total only';
      found.push({ ...at, class: 'missing_at_stripe', stripeCents: null, detail });
    } else if (await isMissing(app, refund)) {
      const detail = 'Stripe does not know this refund';
      found.push({ ...at, class: 'missing_at_stripe', stripeCents: null, detail });
    } else if (refund.madeAtStripe) {
      const detail = 'made at Stripe, past the approval here';
      found.push({ ...at, class: 'refund_outside', stripeCents: -refund.amountCents, detail });
    }
  }
  return found;
}

/** Stripe is asked only for a refund that its balance does not show. */
async function isMissing(app: App, refund: OurRefund): Promise<boolean> {
  if (refund.inBalance) return false;
  const there = await app.stripe.refundsOf({ paymentIntentId: refund.stripePaymentId, chargeId: null });
  return there === 'unknown' || !there.some((each) => each.stripeRefundId === refund.stripeRefundId);
}

/** Keeps one discrepancy of a class per object: the first one has the most details. */
function unique(discrepancies: readonly Discrepancy[]): Discrepancy[] {
  const seen = new Map<string, Discrepancy>();
  for (const each of discrepancies) {
    const key = `${each.class} ${each.object}`;
    if (!seen.has(key)) seen.set(key, each);
  }
  return [...seen.values()];
}
