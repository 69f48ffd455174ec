/** Which amounts can be paid online, so that no rest is left that cannot. */
import { type Currency, formatMoney, payableOnline, stripeMinimum } from './currency.ts';
import { type Cents, subtract } from './money.ts';
import { refuseField } from './refusal.ts';

/** Refuses an amount above the balance, below Stripe's minimum, or one that leaves a rest below it. */
export function requirePayableAmount(amountCents: Cents, balanceCents: Cents, currency: Currency): void {
  const minimum = stripeMinimum(currency);
  if (amountCents > balanceCents) {
    refuseField('amount_cents', 'above_balance', `At most ${formatMoney(balanceCents, currency)} is owed.`);
  }
  if (!payableOnline(amountCents, currency)) {
    refuseField(
      'amount_cents',
      'below_minimum',
      `At least ${formatMoney(minimum, currency)} can be paid online.`,
    );
  }
  const rest = subtract(balanceCents, amountCents);
  if (rest !== 0 && !payableOnline(rest, currency)) {
    refuseField(
      'amount_cents',
      'rest_too_small',
      `The rest would be less than ${formatMoney(minimum, currency)}, which cannot be paid online. Pay all of it, or less.`,
    );
  }
}
