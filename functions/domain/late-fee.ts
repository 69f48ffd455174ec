/** Fees for lateness: off unless the clinic wants them, one for each stretch of lateness, never a fee on a fee. */
import { addDays, type Day, daysBetween } from './calendar.ts';
import { type Currency, payableSteps } from './currency.ts';
import type { Language } from './messages.ts';
import { applyBasisPoints, type Cents, cents } from './money.ts';

export type LateFeeRule = {
  enabled: boolean;
  kind: 'fixed' | 'percent';
  /** Of a fixed fee, in the clinic's currency. */
  amount_cents: number;
  /** Of a fixed fee for invoices in other currencies. */
  other_amounts_cents: Partial<Record<Currency, number>>;
  /** Of what is still owed, for `percent`. */
  basis_points: number;
  /** Days after the due date before the first fee. */
  grace_days: number;
  /** One fee for each of these many days of lateness. */
  every_days: number;
  max_periods: number;
};

/** The stretch of lateness that today falls in, counted from 1; 0 while the patient has grace, or after the last. */
export function lateFeePeriod(rule: LateFeeRule, dueOn: Day, today: Day): number {
  const late = daysBetween(addDays(dueOn, rule.grace_days), today);
  if (!rule.enabled || late < 1) return 0;
  const period = Math.ceil(late / rule.every_days);
  return period <= rule.max_periods ? period : 0;
}

/**
 * What the fee for one stretch of lateness comes to; zero when a percentage of so little is less than half a cent, and for
 * a fixed fee when the setting names no amount in the invoice's currency (decision 36).
 *
 * @param invoice what is owed, and the currency of the invoice and of the clinic
 */
export function lateFeeAmount(
  rule: LateFeeRule,
  invoice: { balanceCents: Cents; currency: Currency; clinicCurrency: Currency },
): Cents {
  const { balanceCents, currency, clinicCurrency } = invoice;
  if (rule.kind === 'percent')
    return payableSteps(applyBasisPoints(balanceCents, rule.basis_points), currency);
  return cents(currency === clinicCurrency ? rule.amount_cents : (rule.other_amounts_cents[currency] ?? 0));
}

/** The line of a fee's invoice, in the patient's language. */
export const lateFeeLine = (language: Language, period: number, invoiceNumber: string): string =>
  language === 'es'
    ? `Recargo por pago atrasado ${period} de la factura ${invoiceNumber}`
    : `Late fee ${period} for invoice ${invoiceNumber}`;
