import { describe, expect, test } from 'vitest';
import {
  BOOK_CURRENCIES,
  CURRENCIES,
  exponentOf,
  formatMoney,
  isBookCurrency,
  payableOnline,
  payoutStep,
  settledStep,
  stripeMinimum,
} from './currency.ts';
import { cents } from './money.ts';

/** Stripe's documentation, "Supported currencies": all others have two decimals in its API, also isk and ugx. */
const STRIPE_ZERO = 'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' ');
const STRIPE_THREE = 'bhd jod kwd omr tnd'.split(' ');

test.each(BOOK_CURRENCIES)('%s has the decimals that Stripe’s amounts have', (currency) => {
  const decimals = STRIPE_ZERO.includes(currency) ? 0 : STRIPE_THREE.includes(currency) ? 3 : 2;
  expect(exponentOf(currency)).toBe(decimals);
});

test('every currency has a name of its own, and the special cases are among them', () => {
  expect(new Set(BOOK_CURRENCIES).size).toBe(BOOK_CURRENCIES.length);
  for (const code of [...STRIPE_ZERO, ...STRIPE_THREE, 'huf', 'isk', 'twd', 'ugx']) {
    expect(isBookCurrency(code), code).toBe(true);
  }
});

test.each([
  ['isk', 100, 100],
  ['ugx', 100, 100],
  ['huf', 1, 100],
  ['twd', 1, 100],
  ['usd', 1, 1],
  ['krw', 1, 1],
])('%s is settled in steps of %i and paid out in steps of %i', (currency, settled, paidOut) => {
  expect([settledStep(currency), payoutStep(currency)]).toEqual([settled, paidOut]);
});

test.each([
  ['usd', 2],
  ['jpy', 0],
  ['kwd', 3],
] as const)('%s has %i decimals', (currency, exponent) => {
  expect(exponentOf(currency)).toBe(exponent);
});

describe('money in words', () => {
  test.each([
    [12550, 'usd', '$125.50'],
    [5, 'usd', '$0.05'],
    [0, 'usd', '$0.00'],
    [-105, 'usd', '-$1.05'],
    [99_999_999, 'usd', '$999,999.99'],
    [100, 'jpy', '¥100'],
    [1234567, 'jpy', '¥1,234,567'],
    [1005, 'kwd', 'KWD 1.005'],
    [10, 'kwd', 'KWD 0.010'],
    [1045, 'huf', 'HUF 10.45'],
    [500, 'isk', 'ISK 5.00'],
    [500, 'krw', '₩500'],
  ] as const)('%i %s is %s', (amount, currency, words) => {
    expect(formatMoney(amount, currency).replace(/\u00a0/g, ' ')).toBe(words);
  });

  test('never multiplies a zero-decimal currency by a hundred, in any locale', () => {
    for (const locale of ['en-US', 'es-ES', 'de-DE', 'ja-JP']) {
      expect(formatMoney(100, 'jpy', locale).replace(/\D/g, '')).toBe('100');
      expect(formatMoney(1005, 'kwd', locale).replace(/\D/g, '')).toBe('1005');
    }
  });
});

describe('what can be paid online', () => {
  test.each(CURRENCIES)('in %s begins at its minimum', (currency) => {
    const minimum = stripeMinimum(currency);
    expect(payableOnline(minimum, currency)).toBe(true);
    expect(payableOnline(cents(minimum - 1), currency)).toBe(false);
  });

  test('in three decimals ends in a zero', () => {
    expect(payableOnline(cents(1005), 'kwd')).toBe(false);
    expect(payableOnline(cents(1010), 'kwd')).toBe(true);
  });
});
