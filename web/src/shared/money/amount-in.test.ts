import { expect, test } from 'vitest';
import { amountIn, conversionInWords } from './amount-in.ts';

test.each([
  [108_00, 'usd', '$108.00'],
  [108_00, 'chf', 'CHF 108.00'],
  [108_00, 'isk', 'ISK 108.00'],
  [10_800, 'xau', '10800 XAU'],
])('%i %s is %s', (cents, currency, words) => {
  expect(amountIn(cents, currency).replace(/\u00a0/g, ' ')).toBe(words);
});

test.each([
  ['eur', 100_00, 'usd', 108_00, 1.08, '€100.00 became $108.00, at 1.08 USD for 1 EUR'],
  ['jpy', -10_000, 'usd', -67_00, 0.67, '¥10,000 became $67.00, at 0.0067 USD for 1 JPY'],
  ['usd', 100_00, 'jpy', 14_925, 1.4925, '$100.00 became ¥14,925, at 149.25 JPY for 1 USD'],
  ['eur', 100_00, 'usd', 108_00, null, '€100.00 became $108.00'],
])('%s into %s', (source_currency, source_cents, settled_currency, settled_cents, exchange_rate, words) => {
  const converted = { source_cents, source_currency, settled_cents, settled_currency, exchange_rate };
  expect(conversionInWords(converted)).toBe(words);
});
