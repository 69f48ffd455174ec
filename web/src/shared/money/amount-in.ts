/** Amounts in any currency that Stripe names, and what was converted, in words. */
import { formatMoney, isBookCurrency, rateOfUnits } from '../../../../functions/domain/currency.ts';

/** An amount in any currency that Stripe names, also one that the clinic does not bill in. */
export const amountIn = (cents: number, currency: string): string =>
  isBookCurrency(currency) ? formatMoney(cents, currency) : `${cents} ${currency.toUpperCase()}`;

export type Converted = {
  source_cents: number;
  source_currency: string;
  settled_cents: number;
  settled_currency: string;
  /** Of the smallest units, as Stripe states it. */
  exchange_rate: number | null;
};

/** `€100.00 became $108.00, at 1.08 USD for 1 EUR`. */
export function conversionInWords(converted: Converted): string {
  const { source_currency: from, settled_currency: to, exchange_rate: rate } = converted;
  const source = amountIn(Math.abs(converted.source_cents), from);
  const settled = amountIn(Math.abs(converted.settled_cents), to);
  if (rate === null || !isBookCurrency(from) || !isBookCurrency(to)) return `${source} became ${settled}`;
  const units = rateOfUnits(rate, from, to);
  return `${source} became ${settled}, at ${units} ${to.toUpperCase()} for 1 ${from.toUpperCase()}`;
}
