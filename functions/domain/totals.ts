/**
 * What an invoice comes to. A discount on the whole invoice lowers the price of its lines before tax (decision 32); tax
 * is rounded once per line, because each line is printed with its own (decision 2).
 */
import { add, type Cents, cents, subtract, ZERO } from './money.ts';
import { refuseField } from './refusal.ts';

export type LineInput = {
  /** Up to three decimals, such as 1.5 hours. */
  quantity: number;
  unitPriceCents: Cents;
  discountCents: Cents;
  /** Either a rate, in thousandths of a percent (8.875 % = 8875), or an amount. */
  tax: { rateThousandths: number } | { cents: Cents };
};

export type LineTotals = {
  /** Quantity × unit price, less the line's own discount. */
  netCents: Cents;
  /** The line's part of the invoice's discount. */
  discountShareCents: Cents;
  taxCents: Cents;
  /** Net and tax. The invoice's discount comes off the sum of the lines. */
  totalCents: Cents;
};

export type InvoiceTotals = { lines: LineTotals[]; totalCents: Cents };

const QUANTITY_STEPS = 1_000;

/** Quantity × unit price in minor units; half a unit rounds up. */
export function grossCents(quantity: number, unitPriceCents: number): number {
  const steps = BigInt(Math.round(quantity * QUANTITY_STEPS)) * BigInt(unitPriceCents);
  return Number((steps + BigInt(QUANTITY_STEPS / 2)) / BigInt(QUANTITY_STEPS));
}

/** The part of an amount at a rate, as a tax or a discount; half a minor unit rounds up. */
export const partAtRate = (ofCents: Cents, rateThousandths: number): Cents =>
  cents(Number((BigInt(ofCents) * BigInt(rateThousandths) + 50_000n) / 100_000n));

/**
 * The totals of all lines, and of the invoice: `Σ(quantity × unit price − line discount + tax) − invoice discount`.
 * Refuses `discount_cents` above the lines' net and `items.N.tax_cents` above what is taxed.
 */
export function invoiceTotals(lines: readonly LineInput[], discountCents: Cents): InvoiceTotals {
  const nets = lines.map((line) =>
    subtract(cents(grossCents(line.quantity, line.unitPriceCents)), line.discountCents),
  );
  if (discountCents > add(ZERO, ...nets)) {
    refuseField('discount_cents', 'too_large', 'The discount is more than the items cost before tax.');
  }
  const shares = spread(discountCents, nets);
  const totals = lines.map((line, index): LineTotals => {
    const netCents = nets[index] ?? ZERO;
    const discountShareCents = shares[index] ?? ZERO;
    const taxedCents = subtract(netCents, discountShareCents);
    const taxCents = 'cents' in line.tax ? line.tax.cents : partAtRate(taxedCents, line.tax.rateThousandths);
    if (taxCents > taxedCents) {
      refuseField(`items.${index}.tax_cents`, 'tax_above_line', 'The tax is more than the item costs.');
    }
    return { netCents, discountShareCents, taxCents, totalCents: add(netCents, taxCents) };
  });
  return {
    lines: totals,
    totalCents: subtract(add(ZERO, ...totals.map((line) => line.totalCents)), discountCents),
  };
}

/**
 * Divides an amount in proportion to the weights, to the last minor unit: each gets its part rounded down, and what is
 * left goes to the largest remainders, of equal ones to the earlier. No part is more than its weight.
 *
 * @param amountCents no more than the weights together
 */
export function spread(amountCents: Cents, weights: readonly Cents[]): Cents[] {
  const whole = BigInt(add(ZERO, ...weights));
  if (whole === 0n) return weights.map(() => ZERO);
  const parts = weights.map((weight, index) => {
    const exact = BigInt(amountCents) * BigInt(weight);
    return { index, floor: exact / whole, remainder: exact % whole };
  });
  const left = BigInt(amountCents) - parts.reduce((sum, { floor }) => sum + floor, 0n);
  const first = parts
    .toSorted(
      (a, b) => Number(b.remainder > a.remainder) - Number(b.remainder < a.remainder) || a.index - b.index,
    )
    .slice(0, Number(left));
  const lucky = new Set(first.map(({ index }) => index));
  return parts.map(({ index, floor }) => cents(Number(floor) + (lucky.has(index) ? 1 : 0)));
}
