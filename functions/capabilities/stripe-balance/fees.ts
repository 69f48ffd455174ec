/** Booking what Stripe kept and converted, once each, as soon as it and what it is about are known. */
import { conversionPostings, feePosting } from '../../domain/balance.ts';
import { isBookCurrency } from '../../domain/currency.ts';
import type { Discrepancy } from '../../domain/reconciliation.ts';
import type { UnbookedConversion, UnbookedFee, WhichTransactions } from '../ports/stripe-balance.ts';
import type { App } from '../ports.ts';
import { allOrEach } from '../reconciliation/set-aside.ts';

type Found = { unknown: Discrepancy[] };

/**
 * Books those of these conversions and fees that the ledger lacks; answers how many fees that were. It has transactions
 * of its own, and comes after the commit of what it is about: of two that are booked at the same time the later one then
 * sees the other.
 */
export async function bookFees(app: App, which: WhichTransactions, found: Found): Promise<number> {
  await bookConversions(app, which, found);
  const fees = await app.db.read.balance.unbookedFees(which);
  let booked = 0;
  await allOrEach(app, found, { rows: fees, rowOf }, async (these) => {
    booked += await app.db.transaction(async (tx) => {
      let posted = 0;
      for (const fee of these) {
        requireBooksIn(fee.currency);
        if (await tx.ledger.postOnce(feePosting(fee, fee.at))) posted++;
      }
      return posted;
    });
  });
  return booked;
}

async function bookConversions(app: App, which: WhichTransactions, found: Found): Promise<void> {
  const conversions = await app.db.read.balance.unbookedConversions(which);
  await allOrEach(app, found, { rows: conversions, rowOf: rowOfConversion }, (these) =>
    app.db.transaction(async (tx) => {
      for (const conversion of these) {
        if (conversion.exchangeRate === null) throw new Error('Stripe gives no exchange rate for it.');
        requireBooksIn(conversion.to.currency);
        for (const posting of conversionPostings(conversion, conversion.at))
          await tx.ledger.postOnce(posting);
      }
    }),
  );
}

function requireBooksIn(currency: string): void {
  if (!isBookCurrency(currency)) throw new Error(`No books are kept in ${currency.toUpperCase()}.`);
}

const rowOf = (fee: UnbookedFee) => ({
  id: fee.balanceTransactionId,
  kind: 'fee',
  currency: fee.currency,
  amountCents: fee.feeCents,
  at: fee.at,
});

const rowOfConversion = ({ balanceTransactionId: id, to, at }: UnbookedConversion) => ({
  id,
  kind: 'conversion',
  currency: to.currency,
  amountCents: to.amountCents,
  at,
});
