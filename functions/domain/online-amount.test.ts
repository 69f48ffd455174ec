import { expect, test } from 'vitest';
import { cents } from './money.ts';
import { onlineAdvice, onlineRefusal, requirePayableAmount } from './online-amount.ts';

test.each([
  ['all of it', 100_00, 100_00, 'usd', null],
  ['a part', 40_00, 100_00, 'usd', null],
  ['the minimum', 50, 100_00, 'usd', null],
  ['less than the minimum', 49, 100_00, 'usd', 'below_minimum'],
  ['more than is owed', 100_01, 100_00, 'usd', 'above_balance'],
  ['so much that the rest is too small', 99_60, 100_00, 'usd', 'rest_too_small'],
  ['so much that the rest is the minimum', 99_50, 100_00, 'usd', null],
  ['a balance below the minimum', 40, 40, 'usd', 'below_minimum'],
  ['thousandths that Stripe cannot take', 1005, 2010, 'kwd', 'last_decimal'],
  ['all of an odd amount of thousandths', 12_345, 12_345, 'kwd', 'last_decimal'],
  ['so much that the rest has odd thousandths', 12_000, 12_345, 'kwd', 'rest_last_decimal'],
  ['yen as they are', 50, 100, 'jpy', null],
] as const)('%s: %i of %i %s', (_, amount, balance, currency, code) => {
  // The page knows what the server would say.
  expect(onlineRefusal(amount, balance, currency)?.code ?? null).toBe(code);
  const ask = () => requirePayableAmount(cents(amount), cents(balance), currency);
  if (code === null) expect(ask).not.toThrow();
  else {
    expect(ask).toThrow(
      expect.objectContaining({ fields: [expect.objectContaining({ path: 'amount_cents', code })] }),
    );
  }
});

test.each([
  [
    12_345,
    'kwd',
    'KWD\u00a012.345 cannot be paid online: amounts in KWD must end in 0, such as KWD\u00a012.340.',
  ],
  [12_340, 'kwd', null],
  [30, 'usd', '$0.30 cannot be paid online: the least is $0.50.'],
  [0, 'usd', null],
] as const)('the advice to staff before they bill %i %s', (amount, currency, text) => {
  expect(onlineAdvice(cents(amount), currency)).toBe(text);
});
