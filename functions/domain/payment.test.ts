import { expect, test } from 'vitest';
import { cents } from './money.ts';
import { requirePayableAmount } from './payment.ts';

test.each([
  ['all of it', 100_00, 100_00, 'usd', null],
  ['a part', 40_00, 100_00, 'usd', null],
  ['the minimum', 50, 100_00, 'usd', null],
  ['less than the minimum', 49, 100_00, 'usd', 'below_minimum'],
  ['more than is owed', 100_01, 100_00, 'usd', 'above_balance'],
  ['so much that the rest is too small', 99_60, 100_00, 'usd', 'rest_too_small'],
  ['so much that the rest is the minimum', 99_50, 100_00, 'usd', null],
  ['a balance below the minimum', 40, 40, 'usd', 'below_minimum'],
  ['thousandths that Stripe cannot take', 1005, 2010, 'kwd', 'below_minimum'],
  ['yen as they are', 50, 100, 'jpy', null],
] as const)('%s: %i of %i %s', (_, amount, balance, currency, code) => {
  const ask = () => requirePayableAmount(cents(amount), cents(balance), currency);
  if (code === null) expect(ask).not.toThrow();
  else {
    expect(ask).toThrow(
      expect.objectContaining({ fields: [expect.objectContaining({ path: 'amount_cents', code })] }),
    );
  }
});
