import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cents, ZERO } from './money.ts';
import { Refusal } from './refusal.ts';
import { grossCents, invoiceTotals, type LineInput, spread } from './totals.ts';

const line = (more: Partial<LineInput> = {}): LineInput => ({
  quantity: 1,
  unitPriceCents: cents(100_00),
  discountCents: ZERO,
  tax: { rateThousandths: 0 },
  ...more,
});

describe('a line', () => {
  test.each([
    ['quantity times price', line({ quantity: 3 }), { netCents: 300_00, taxCents: 0, totalCents: 300_00 }],
    ['an hour and a half', line({ quantity: 1.5 }), { netCents: 150_00, taxCents: 0, totalCents: 150_00 }],
    [
      'half a cent rounded up, once',
      line({ quantity: 1.5, unitPriceCents: cents(33) }),
      { netCents: 50, taxCents: 0, totalCents: 50 },
    ],
    [
      'tax on the net',
      line({ tax: { rateThousandths: 8_250 } }),
      { netCents: 100_00, taxCents: 8_25, totalCents: 108_25 },
    ],
    [
      'tax of a rate with three decimals',
      line({ unitPriceCents: cents(1000_00), tax: { rateThousandths: 8_875 } }),
      { netCents: 1000_00, taxCents: 88_75, totalCents: 1088_75 },
    ],
    [
      'tax after the discount',
      line({ discountCents: cents(50_00), tax: { rateThousandths: 10_000 } }),
      { netCents: 50_00, taxCents: 5_00, totalCents: 55_00 },
    ],
    [
      'tax rounded once, on the line and not per piece',
      line({ quantity: 3, unitPriceCents: cents(33), tax: { rateThousandths: 5_000 } }),
      { netCents: 99, taxCents: 5, totalCents: 1_04 },
    ],
    [
      'a given tax as it is',
      line({ tax: { cents: cents(7) } }),
      { netCents: 100_00, taxCents: 7, totalCents: 100_07 },
    ],
    [
      'tax as high as the line, and no more',
      line({ tax: { cents: cents(100_00) } }),
      { netCents: 100_00, taxCents: 100_00, totalCents: 200_00 },
    ],
  ])('is %s', (_, input, expected) => {
    expect(invoiceTotals([input], ZERO).lines).toEqual([{ ...expected, discountShareCents: 0 }]);
  });

  test.each([
    ['the largest line', 9_999, 99_999_999, 999_899_990_001],
    ['a thousandth of it', 0.001, 99_999_999, 100_000],
    ['a third', 0.333, 100_00, 33_30],
    ['what floats cannot hold', 1.005, 100_00, 100_50],
  ])('of %s is exact', (_, quantity, unit, expected) => {
    expect(grossCents(quantity, unit)).toBe(expected);
  });
});

const refusedField = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (error) {
    return error instanceof Refusal ? error.fields[0]?.path : String(error);
  }
  return undefined;
};

describe('a discount on the whole invoice', () => {
  test('lowers what is taxed', () => {
    const totals = invoiceTotals([line({ tax: { rateThousandths: 10_000 } })], cents(10_00));
    expect(totals).toMatchObject({
      lines: [{ discountShareCents: 10_00, taxCents: 9_00 }],
      totalCents: 99_00,
    });
  });
  test('is spread by the net of the lines, the remainder to the largest and then to the earlier', () => {
    expect(
      spread(
        cents(100),
        [cents(1), cents(1), cents(1)].map((one) => cents(one * 50)),
      ),
    ).toEqual([34, 33, 33]);
    expect(spread(cents(10), [cents(10), cents(0), cents(5)])).toEqual([7, 0, 3]);
    expect(spread(ZERO, [ZERO, ZERO])).toEqual([0, 0]);
  });
  test('of all that the lines cost leaves neither price nor tax', () => {
    const lines = [line({ tax: { rateThousandths: 8_875 } }), line({ quantity: 0.5 })];
    expect(invoiceTotals(lines, cents(150_00)).totalCents).toBe(0);
  });
  test('is refused above what the lines cost before tax', () => {
    const lines = [line({ tax: { rateThousandths: 20_000 } })];
    expect(refusedField(() => invoiceTotals(lines, cents(100_01)))).toBe('discount_cents');
  });
});

describe('tax is refused at its line', () => {
  test.each([
    ['above the price', [line(), line({ unitPriceCents: cents(1_00), tax: { cents: cents(500_00) } })], 0, 1],
    ['on nothing', [line({ unitPriceCents: ZERO, tax: { cents: cents(1) } })], 0, 0],
    [
      'above the line’s discount',
      [line({ discountCents: cents(60_00), tax: { cents: cents(40_01) } })],
      0,
      0,
    ],
    ['above the invoice’s discount', [line({ tax: { cents: cents(40_01) } })], 60_00, 0],
  ])('%s', (_, lines, discount, index) => {
    expect(refusedField(() => invoiceTotals(lines, cents(discount)))).toBe(`items.${index}.tax_cents`);
  });
});

test('nothing is lost or negative, whatever the lines, rates, quantities and discount', () => {
  const anyLine = fc.record({
    quantity: fc.integer({ min: 1, max: 99_000 }).map((steps) => steps / 1_000),
    unitPriceCents: fc.integer({ min: 0, max: 10_000 }).map(cents),
    discountCents: fc.constant(ZERO),
    tax: fc.integer({ min: 0, max: 100_000 }).map((rateThousandths) => ({ rateThousandths })),
  });
  fc.assert(
    fc.property(
      fc.array(anyLine, { maxLength: 20 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (inputs, part) => {
        const most = invoiceTotals(inputs, ZERO).lines.reduce((sum, one) => sum + one.netCents, 0);
        const discount = Math.floor(most * part);
        const { lines, totalCents } = invoiceTotals(inputs, cents(discount));
        const sum = (field: 'netCents' | 'taxCents' | 'discountShareCents') =>
          lines.reduce((total, one) => total + one[field], 0);
        expect(sum('discountShareCents')).toBe(discount);
        expect(totalCents).toBe(sum('netCents') + sum('taxCents') - discount);
        for (const { netCents, discountShareCents, taxCents } of lines) {
          expect(discountShareCents).toBeLessThanOrEqual(netCents);
          expect(taxCents).toBeLessThanOrEqual(netCents - discountShareCents);
        }
      },
    ),
    { numRuns: 1_000 },
  );
});
