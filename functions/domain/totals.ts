/** What an invoice comes to. Tax is rounded per line, because each line is printed with its own tax (decision 2). */
import { add, type Cents, share, subtract, times, ZERO } from './money.ts';

export type LineInput = {
  quantity: number;
  unitPriceCents: Cents;
  discountCents: Cents;
  /** Either a rate or an amount; a line without both has no tax. */
  tax: { basisPoints: number } | { cents: Cents };
};

export type LineTotals = { netCents: Cents; taxCents: Cents; totalCents: Cents };

/** One line: what it costs less its discount, the tax on that, and both together. */
export function lineTotals(line: LineInput): LineTotals {
  const netCents = subtract(times(line.unitPriceCents, line.quantity), line.discountCents);
  const taxCents = 'cents' in line.tax ? line.tax.cents : share(netCents, line.tax.basisPoints);
  return { netCents, taxCents, totalCents: add(netCents, taxCents) };
}

/** `total = Σ(quantity × unit price − line discount + tax) − invoice discount` */
export function invoiceTotal(lines: readonly LineTotals[], discountCents: Cents): Cents {
  return subtract(add(ZERO, ...lines.map((line) => line.totalCents)), discountCents);
}
