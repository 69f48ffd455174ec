import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cents, ZERO } from './money.ts';
import { invoiceTotal, type LineInput, lineTotals } from './totals.ts';

const line = (more: Partial<LineInput> = {}): LineInput => ({
  quantity: 1,
  unitPriceCents: cents(100_00),
  discountCents: ZERO,
  tax: { basisPoints: 0 },
  ...more,
});

describe('a line', () => {
  test.each([
    ['quantity times price', line({ quantity: 3 }), { netCents: 300_00, taxCents: 0, totalCents: 300_00 }],
    [
      'tax on the net',
      line({ tax: { basisPoints: 825 } }),
      { netCents: 100_00, taxCents: 8_25, totalCents: 108_25 },
    ],
    [
      'tax after the discount',
      line({ discountCents: cents(50_00), tax: { basisPoints: 1000 } }),
      { netCents: 50_00, taxCents: 5_00, totalCents: 55_00 },
    ],
    [
      'tax rounded once, on the line and not per piece',
      line({ quantity: 3, unitPriceCents: cents(33), tax: { basisPoints: 500 } }),
      { netCents: 99, taxCents: 5, totalCents: 1_04 },
    ],
    [
      'a given tax as it is',
      line({ tax: { cents: cents(7) } }),
      { netCents: 100_00, taxCents: 7, totalCents: 100_07 },
    ],
  ])('is %s', (_, input, expected) => {
    expect(lineTotals(input)).toEqual(expected);
  });
});

test('the total is the sum of its lines less the discount, in any order', () => {
  const anyLine = fc.record({
    quantity: fc.integer({ min: 1, max: 99 }),
    unitPriceCents: fc.integer({ min: 0, max: 10_000 }).map(cents),
    discountCents: fc.constant(ZERO),
    tax: fc.integer({ min: 0, max: 10_000 }).map((basisPoints) => ({ basisPoints })),
  });
  fc.assert(
    fc.property(
      fc.array(anyLine, { maxLength: 20 }),
      fc.integer({ min: 0, max: 1000 }),
      (inputs, discount) => {
        const lines = inputs.map(lineTotals);
        const total = invoiceTotal(lines, cents(discount));
        const net = lines.reduce((sum, each) => sum + each.netCents, 0);
        const tax = lines.reduce((sum, each) => sum + each.taxCents, 0);
        expect(total).toBe(net + tax - discount);
        expect(invoiceTotal(lines.toReversed(), cents(discount))).toBe(total);
      },
    ),
    { numRuns: 1_000 },
  );
});
