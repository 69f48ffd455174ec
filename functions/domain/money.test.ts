import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  add,
  applyBasisPoints,
  type Cents,
  cents,
  min,
  negate,
  proportion,
  subtract,
  times,
  ZERO,
} from './money.ts';

const amount = (max = 99_999_999) => fc.integer({ min: 0, max }).map(cents);

describe('an amount', () => {
  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 1_000_000_000_001, -1_000_000_000_001])(
    'of %s is none',
    (value) => {
      expect(() => cents(value)).toThrow('Broken invariant');
    },
  );

  test('adds, subtracts, multiplies and compares as whole numbers', () => {
    expect(add(cents(1), cents(2), cents(3))).toBe(6);
    expect(add()).toBe(0);
    expect(subtract(cents(10), cents(3), cents(4))).toBe(3);
    expect(times(cents(333), 3)).toBe(999);
    expect(negate(cents(5))).toBe(-5);
    expect(Object.is(negate(ZERO), 0)).toBe(true);
    expect(min(cents(2), cents(1))).toBe(1);
  });
});

describe('a share', () => {
  test.each([
    [100_00, 825, 825],
    [50, 100, 1],
    [49, 100, 0],
    [-50, 100, -1],
    [1, 10_000, 1],
    [33, 5_000, 17],
    [99_999_999, 10_000, 99_999_999],
  ])('of %i at %i basis points is %i, half a cent away from zero', (whole, points, part) => {
    expect(applyBasisPoints(cents(whole), points)).toBe(part);
  });

  test.each([-1, 10_001, 0.5])('of %s basis points is none', (points) => {
    expect(() => applyBasisPoints(cents(100), points)).toThrow('Broken invariant');
  });

  test('is within half a cent of the exact share, and odd about zero', () => {
    fc.assert(
      fc.property(amount(), fc.integer({ min: 0, max: 10_000 }), (whole, points) => {
        const exact = (whole * points) / 10_000;
        expect(Math.abs(applyBasisPoints(whole, points) - exact)).toBeLessThanOrEqual(0.5);
        expect(applyBasisPoints(negate(whole), points) + applyBasisPoints(whole, points)).toBe(0);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a proportion', () => {
  test('of all is all, of none is none, and the rest always makes the whole', () => {
    fc.assert(
      fc.property(
        amount(),
        fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1 }),
        (whole, weights) => {
          const total = weights.reduce((a, b) => a + b, 0);
          if (total === 0) return;
          expect(sum(split(whole, weights, total))).toBe(whole);
          expect(proportion(whole, total, total)).toBe(whole);
          expect(proportion(whole, 0, total)).toBe(0);
        },
      ),
      { numRuns: 20_000 },
    );
  });

  test.each([
    [1, 0],
    [2, 1],
    [-1, 1],
  ])('of %i in %i is none', (numerator, denominator) => {
    expect(() => proportion(cents(100), numerator, denominator)).toThrow('Broken invariant');
  });
});

/** Splits by cumulative proportions, as credit notes and refunds do. */
function split(whole: Cents, weights: readonly number[], total: number): Cents[] {
  let before = 0;
  return weights.map((weight) => {
    const part = subtract(proportion(whole, before + weight, total), proportion(whole, before, total));
    before += weight;
    return part;
  });
}

const sum = (parts: readonly Cents[]): number => parts.reduce<number>((a, b) => a + b, 0);
