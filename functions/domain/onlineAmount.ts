/** Which amounts Stripe takes, so that no rest is left that cannot be paid online. Read by the server and the pages. */
import { type Currency, stripeMinimum, stripeStep } from './currency.ts';

export type OnlineRefusal =
  /** Stripe charges no less than so much in this currency. */
  | { code: 'below_minimum'; leastCents: number }
  /** Three-decimal amounts must end in 0 at Stripe. */
  | { code: 'not_in_steps'; nearestCents: number }
  | { code: 'above_balance'; mostCents: number }
  /** `mostCents` is the largest part that may be paid; 0 when it is all or nothing. */
  | { code: 'rest_too_small'; mostCents: number };

/** Why an amount cannot be charged by Stripe at all; null when it can. */
export function chargeRefusal(amountCents: number, currency: Currency): OnlineRefusal | null {
  const [least, step] = [stripeMinimum(currency), stripeStep(currency)];
  if (amountCents < least) return { code: 'below_minimum', leastCents: least };
  if (amountCents % step !== 0) {
    return { code: 'not_in_steps', nearestCents: Math.max(least, amountCents - (amountCents % step)) };
  }
  return null;
}

/** Why a part of a balance cannot be paid online; null when it can. */
export function onlineRefusal(
  amountCents: number,
  balanceCents: number,
  currency: Currency,
): OnlineRefusal | null {
  if (amountCents > balanceCents) return { code: 'above_balance', mostCents: balanceCents };
  const refused = chargeRefusal(amountCents, currency);
  if (refused) return refused;
  const rest = balanceCents - amountCents;
  if (rest === 0 || chargeRefusal(rest, currency) === null) return null;
  const [least, step] = [stripeMinimum(currency), stripeStep(currency)];
  const most = balanceCents - least;
  return { code: 'rest_too_small', mostCents: balanceCents % step === 0 && most >= least ? most : 0 };
}
