import { describe, expect, test } from 'vitest';
import { CURRENCIES, exponentOf, formatMoney, payableOnline, stripeMinimum } from './currency.ts';
import { cents } from './money.ts';

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
