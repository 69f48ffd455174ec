import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Creditable, creditableCents, creditShares, lineCreditTax } from './credit-note.ts';
import { cents, ZERO } from './money.ts';

const invoice = (more: Partial<Record<Exclude<keyof Creditable, 'currency'>, number>> = {}): Creditable => {
  const figures = {
    balanceCents: 110,
    keptCents: 0,
    revenueCents: 100,
    taxCents: 10,
    ...more,
  };
  const amounts = Object.entries(figures).map(([key, value]) => [key, cents(value)]);
  return { currency: 'usd', ...(Object.fromEntries(amounts) as Omit<Creditable, 'currency'>) };
};

test.each([
  ['what is owed', {}, 110],
  ['what was paid', { balanceCents: 0, keptCents: 110 }, 110],
  ['not twice what was given back', { balanceCents: 0, keptCents: 80, revenueCents: 73, taxCents: 7 }, 80],
  ['not what was written off', { balanceCents: 50 }, 50],
  [
    'never more than is left of the charge',
    { balanceCents: 60, keptCents: 50, revenueCents: 20, taxCents: 0 },
    20,
  ],
  ['nothing of a credited invoice', { balanceCents: 0 }, 0],
])('credits %s', (_, more, most) => {
  expect(creditableCents(invoice(more))).toBe(most);
});

describe('a credit note', () => {
  test('takes debt first and gives the rest as credit', () => {
    expect(creditShares(invoice({ balanceCents: 40, keptCents: 70 }), cents(55))).toEqual({
      taxCents: 5,
      owedCents: 40,
      toCreditCents: 15,
    });
  });

  test('is refused above what can be credited, and when nothing can', () => {
    expect(() => creditShares(invoice(), cents(111))).toThrow(
      expect.objectContaining({ fields: [expect.objectContaining({ code: 'above_creditable' })] }),
    );
    // In the clinic's money, at what was given: an amount or lines.
    expect(() => creditShares({ ...invoice(), currency: 'kwd' }, cents(111), ZERO)).toThrow(
      expect.objectContaining({
        fields: [
          {
            path: 'lines',
            code: 'above_creditable',
            message: expect.stringMatching(/^At most KWD\s0\.110 can/),
          },
        ],
      }),
    );
    expect(() => creditShares(invoice({ balanceCents: 0 }), cents(1))).toThrow(
      expect.objectContaining({ code: 'nothing_to_credit' }),
    );
  });

  test('keeps the tax of chosen lines within what is left of it', () => {
    expect(creditShares(invoice({ taxCents: 3, revenueCents: 107 }), cents(50), cents(9)).taxCents).toBe(3);
    expect(creditShares(invoice({ revenueCents: 5, taxCents: 105 }), cents(50), ZERO).taxCents).toBe(45);
  });

  test('in any steps takes exactly the charge and the tax, and each part is its shares', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 0, max: 10_000 }),
        fc.integer({ min: 0, max: 100 }),
        (amounts, points, paidPercent) => {
          const total = amounts.reduce((a, b) => a + b, 0);
          const tax = Math.floor((total * points) / 10_000);
          const paid = Math.floor((total * paidPercent) / 100);
          let left = invoice({
            balanceCents: total - paid,
            keptCents: paid,
            revenueCents: total - tax,
            taxCents: tax,
          });
          let given = 0;
          for (const amount of amounts) {
            const { taxCents, owedCents, toCreditCents } = creditShares(left, cents(amount));
            expect(owedCents + toCreditCents).toBe(amount);
            expect(taxCents).toBeGreaterThanOrEqual(0);
            expect(taxCents).toBeLessThanOrEqual(amount);
            given += toCreditCents;
            left = invoice({
              balanceCents: left.balanceCents - owedCents,
              keptCents: paid - given,
              revenueCents: left.revenueCents - (amount - taxCents),
              taxCents: left.taxCents - taxCents,
            });
          }
          expect([left.balanceCents, left.revenueCents, left.taxCents]).toEqual([0, 0, 0]);
          expect(creditableCents(left)).toBe(0);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

test('all parts of a line have exactly its tax', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1 }),
      fc.integer({ min: 0, max: 10_000 }),
      (parts, points) => {
        const total = parts.reduce((a, b) => a + b, 0);
        const tax = Math.floor((total * points) / 20_000);
        let earlier = 0;
        let earlierTax = 0;
        for (const part of parts) {
          earlierTax += lineCreditTax({
            totalCents: cents(total),
            taxCents: cents(tax),
            earlierCents: cents(earlier),
            earlierTaxCents: cents(earlierTax),
            amountCents: cents(part),
          });
          earlier += part;
        }
        expect(earlierTax).toBe(tax);
      },
    ),
  );
});
