import { expect, test } from 'vitest';
import { totalsOf } from './trial-balance.ts';

test('debits and credits are added up in each currency for itself', () => {
  const rows = [
    { currency: 'usd', account: 'receivable', balance_cents: 70 },
    { currency: 'usd', account: 'cash', balance_cents: 30 },
    { currency: 'usd', account: 'revenue', balance_cents: -99 },
    { currency: 'eur', account: 'cash', balance_cents: 5 },
    { currency: 'eur', account: 'revenue', balance_cents: -5 },
  ] as const;
  expect(totalsOf(rows)).toEqual([
    { currency: 'usd', debit: 100, credit: 99 },
    { currency: 'eur', debit: 5, credit: 5 },
  ]);
});
