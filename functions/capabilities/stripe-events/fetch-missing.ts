/** What an event leaves open and only Stripe can say, asked before the transaction so that none waits for a network. */
import { explainsTotal } from '../../domain/refund.ts';
import type {
  BalanceTransaction,
  StripeCharge,
  StripeDispute,
  StripeFact,
  StripeMoney,
  StripePaymentIds,
  StripePayout,
  StripeRefund,
} from '../../domain/stripe-notification.ts';
import type { SessionNow } from '../../domain/stripe-trust.ts';
import { StripeFailure } from '../ports/stripe.ts';
import type { App } from '../ports.ts';

/** What Stripe said, where it was asked. */
export type Asked = {
  /** The payment that an event came before. */
  money?: StripeMoney | 'not_paid' | 'unknown';
  /** All refunds of a charge, because its total does not say which. */
  refunds?: StripeRefund[] | 'unknown';
  /** A dispute as it is now. */
  dispute?: StripeDispute | 'unknown';
  transaction?: BalanceTransaction | 'unknown';
  charge?: StripeCharge | 'unknown';
  /** The payment page whose end an event tells. */
  session?: SessionNow | 'unknown';
  payout?: StripePayout | 'unknown';
};

/** Asks Stripe only when our books do not know. Throws StripeFailure when there is no answer. */
export async function askStripe(app: App, fact: StripeFact): Promise<Asked> {
  switch (fact.fact) {
    case 'refund_told':
      return askForPayment(app, fact.refund);
    case 'charge_refunded': {
      const payment = await app.db.read.payments.named(fact.money);
      const known = payment ? await app.db.read.refunds.ofPayment(payment.id) : [];
      if (explainsTotal(known, fact.refundedCents)) return {};
      return { refunds: await app.stripe.refundsOf(fact.money) };
    }
    case 'dispute_told':
      return {
        ...(await askForPayment(app, fact.dispute)),
        dispute: await unlessAway(() => app.stripe.dispute(fact.dispute.stripeDisputeId)),
      };
    case 'fee_known':
      return {
        transaction: await unlessAway(() => app.stripe.balanceTransaction(fact.balanceTransactionId)),
      };
    case 'checkout_finished':
    case 'checkout_expired':
    case 'checkout_failed':
      return askForSession(app, fact);
    case 'payout_told':
      return { payout: await app.stripe.payout(fact.payout.stripePayoutId) };
    case 'debit_unsettled':
      return { charge: await unlessAway(() => app.stripe.charge(fact.chargeId)) };
    default:
      return {};
  }
}

/** A page that is not ours, or of whose end we know, is not looked up. */
async function askForSession(
  app: App,
  {
    fact,
    sessionId,
  }: { fact: 'checkout_finished' | 'checkout_expired' | 'checkout_failed'; sessionId: string },
): Promise<Asked> {
  const page = await app.db.read.checkouts.byStripeId(sessionId);
  if (!page || page.state === 'expired') return {};
  if (page.state === 'complete' && fact !== 'checkout_failed') return {};
  return { session: await app.stripe.sessionNow(sessionId) };
}

/** What would be good to know, and can wait: a snapshot is believed, and the comparison of the books corrects it. */
async function unlessAway<T>(ask: () => Promise<T | 'unknown'>): Promise<T | 'unknown'> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof StripeFailure) return 'unknown';
    throw error;
  }
}

async function askForPayment(app: App, ids: StripePaymentIds): Promise<Asked> {
  if (await app.db.read.payments.named(ids)) return {};
  return { money: await app.stripe.paymentMoney(ids) };
}
