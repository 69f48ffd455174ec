/** Which amounts can be paid online, so that no rest is left that cannot. */
import { type Currency, formatMoney, onlineProblem, payableSteps, stripeMinimum } from './currency.ts';
import { type Cents, subtract } from './money.ts';
import { refuseField } from './refusal.ts';

/**
 * Refuses an amount above the balance (`above_balance`), below Stripe's minimum (`below_minimum`) or with a last decimal
 * that Stripe does not take (`last_decimal`), and one that leaves such a rest (`rest_too_small`, `rest_last_decimal`).
 */
export function requirePayableAmount(amountCents: Cents, balanceCents: Cents, currency: Currency): void {
  const minimum = formatMoney(stripeMinimum(currency), currency);
  const refuseAmount = (code: string, message: string) => refuseField('amount_cents', code, message);
  if (amountCents > balanceCents) {
    refuseAmount('above_balance', `At most ${formatMoney(balanceCents, currency)} is owed.`);
  }
  const problem = onlineProblem(amountCents, currency);
  if (problem === 'below_minimum') refuseAmount(problem, `At least ${minimum} can be paid online.`);
  if (problem === 'last_decimal') refuseAmount(problem, onlineAdvice(amountCents, currency) ?? '');
  const rest = subtract(balanceCents, amountCents);
  if (rest === 0) return;
  const left = onlineProblem(rest, currency);
  if (left === 'below_minimum') {
    refuseAmount(
      'rest_too_small',
      `The rest would be less than ${minimum}, which cannot be paid online. Pay all of it, or less.`,
    );
  }
  if (left === 'last_decimal') {
    refuseAmount(
      'rest_last_decimal',
      `The rest would be ${formatMoney(rest, currency)}, which cannot be paid online: amounts in ${currency.toUpperCase()} must end in 0.`,
    );
  }
}

/** What staff should know of an amount before they bill it: why it cannot be paid online; null when it can. */
export function onlineAdvice(amountCents: Cents, currency: Currency): string | null {
  const problem = onlineProblem(amountCents, currency);
  if (problem === null || amountCents === 0) return null;
  const amount = formatMoney(amountCents, currency);
  if (problem === 'below_minimum') {
    return `${amount} cannot be paid online: the least is ${formatMoney(stripeMinimum(currency), currency)}.`;
  }
  const near = formatMoney(payableSteps(amountCents, currency), currency);
  return `${amount} cannot be paid online: amounts in ${currency.toUpperCase()} must end in 0, such as ${near}.`;
}
