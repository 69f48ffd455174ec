/** Stripe being away, reported at once: for scenarios in which its answer does not matter. */

import { StripeFailure } from '../../functions/capabilities/ports/stripe.ts';
import type { App } from '../../functions/capabilities/ports.ts';

const away = () => Promise.reject(new StripeFailure('unknown', 'away', 'Stripe is away in this test.'));

/** Pages are asked for and stay so; nothing is waited for. */
export function leaveStripeAway(app: App): void {
  app.stripe = { ...app.stripe, openCheckout: away, closeCheckout: away };
}

type Lookup = 'paymentMoney' | 'paymentAttempt' | 'refundsOf' | 'dispute' | 'payout' | 'sessionNow';

/** What is done while Stripe does not answer these look-ups: events are believed as they came. */
export async function withoutLookups<T>(
  app: App,
  lookups: readonly Lookup[],
  work: () => Promise<T>,
): Promise<T> {
  const answering = app.stripe;
  app.stripe = { ...answering, ...Object.fromEntries(lookups.map((lookup) => [lookup, away])) };
  try {
    return await work();
  } finally {
    app.stripe = answering;
  }
}
