/** Which amounts Stripe takes, so that no rest is left that cannot be paid online. Read by the server and the pages. */
import {
  type Currency,
  formatMoney,
  onlineProblem,
  payableSteps,
  stripeMinimum,
  stripeStep,
} from './currency.ts';
import { type Cents, cents } from './money.ts';
import { type FieldError, refuseField } from './refusal.ts';

export type OnlineRefusal =
  /** Stripe charges no less than so much in this currency. */
  | { code: 'below_minimum'; leastCents: number }
  /** Three-decimal amounts must end in 0 at Stripe. */
  | { code: 'last_decimal'; nearestCents: number }
  | { code: 'above_balance'; mostCents: number }
  /** `mostCents` is the largest part that may be paid; 0 when it is all or nothing. */
  | { code: 'rest_too_small'; mostCents: number }
  /** What would be left does not end in 0. */
  | { code: 'rest_last_decimal'; restCents: number };

/** Why an amount cannot be charged by Stripe at all; null when it can. */
export function chargeRefusal(amountCents: number, currency: Currency): OnlineRefusal | null {
  const problem = onlineProblem(cents(amountCents), currency);
  if (problem === null) return null;
  const leastCents = stripeMinimum(currency);
  if (problem === 'below_minimum') return { code: problem, leastCents };
  return { code: problem, nearestCents: Math.max(leastCents, payableSteps(cents(amountCents), currency)) };
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
  return restRefusal(amountCents, balanceCents, currency);
}

/** Why a part of a balance would leave a rest that cannot be paid online; null when it does not. */
export function restRefusal(
  amountCents: number,
  balanceCents: number,
  currency: Currency,
): OnlineRefusal | null {
  const restCents = balanceCents - amountCents;
  const left = restCents === 0 ? null : onlineProblem(cents(restCents), currency);
  if (left === null) return null;
  if (left === 'last_decimal') return { code: 'rest_last_decimal', restCents };
  const [least, step] = [stripeMinimum(currency), stripeStep(currency)];
  const most = balanceCents - least;
  return { code: 'rest_too_small', mostCents: balanceCents % step === 0 && most >= least ? most : 0 };
}

/** Refuses at `amount_cents`, with the code and in the words of the rule, what `onlineRefusal` does not let through. */
export function requirePayableAmount(amountCents: Cents, balanceCents: Cents, currency: Currency): void {
  const refused = onlineRefusal(amountCents, balanceCents, currency);
  if (refused) refuseOnline('amount_cents', refused, amountCents, currency);
}

/** Refuses at the field (400), with the code and in the words of the rule. */
export const refuseOnline = (
  path: FieldError['path'],
  refused: OnlineRefusal,
  amountCents: Cents,
  currency: Currency,
): never => refuseField(path, refused.code, sentence(refused, amountCents, currency));

function sentence(refused: OnlineRefusal, amountCents: Cents, currency: Currency): string {
  const money = (amount: number) => formatMoney(amount, currency);
  switch (refused.code) {
    case 'above_balance':
      return `At most ${money(refused.mostCents)} is owed.`;
    case 'below_minimum':
      return `At least ${money(refused.leastCents)} can be paid online.`;
    case 'last_decimal':
      return onlineAdvice(amountCents, currency) ?? '';
    case 'rest_too_small':
      return `The rest would be less than ${money(stripeMinimum(currency))}, which cannot be paid online. Pay all of it, or less.`;
    case 'rest_last_decimal':
      return `The rest would be ${money(refused.restCents)}, which cannot be paid online: amounts in ${currency.toUpperCase()} must end in 0.`;
  }
}

/** What staff should know of an amount before they bill it: why it cannot be paid online; null when it can. */
export function onlineAdvice(amountCents: Cents, currency: Currency): string | null {
  const refused = chargeRefusal(amountCents, currency);
  if (refused === null || amountCents === 0) return null;
  const amount = formatMoney(amountCents, currency);
  if (refused.code === 'last_decimal') {
    const near = formatMoney(refused.nearestCents, currency);
    return `${amount} cannot be paid online: amounts in ${currency.toUpperCase()} must end in 0, such as ${near}.`;
  }
  return `${amount} cannot be paid online: the least is ${formatMoney(stripeMinimum(currency), currency)}.`;
}
