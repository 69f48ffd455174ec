/** Adding the accounts up, per currency. */
import type * as z from 'zod';
import type { ledger } from '../../../../functions/contracts/ledger.ts';

export type TrialBalanceRow = NonNullable<z.output<typeof ledger.list.reply>['trial_balance']>[number];
type Currency = TrialBalanceRow['currency'];

/** What debits and credits come to in each currency. */
export function totalsOf(
  rows: readonly TrialBalanceRow[],
): { currency: Currency; debit: number; credit: number }[] {
  const currencies = [...new Set(rows.map(({ currency }) => currency))];
  return currencies.map((currency) => {
    const amounts = rows.filter((row) => row.currency === currency).map((row) => row.balance_cents);
    const sum = (some: number[]) => some.reduce((total, cents) => total + cents, 0);
    return {
      currency,
      debit: sum(amounts.filter((cents) => cents > 0)),
      credit: -sum(amounts.filter((cents) => cents < 0)),
    };
  });
}
