/** What an event leaves open and only Stripe can say, asked before the transaction so that none waits for a network. */
import { explainsTotal } from '../../domain/refund.ts';
import type { StripeFact, StripeMoney, StripePaymentIds, StripeRefund } from '../../domain/stripeFact.ts';
import type { App } from '../ports.ts';

/** What Stripe said, where it was asked. */
export type Asked = {
  /** The payment that an event came before. */
  money?: StripeMoney | 'not_paid' | 'unknown';
  /** All refunds of a charge, because its total does not say which. */
  refunds?: StripeRefund[] | 'unknown';
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
    default:
      return {};
  }
}

async function askForPayment(app: App, ids: StripePaymentIds): Promise<Asked> {
  if (await app.db.read.payments.named(ids)) return {};
  return { money: await app.stripe.paymentMoney(ids) };
}
