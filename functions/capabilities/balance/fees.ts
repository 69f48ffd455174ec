/** Booking the fees that Stripe has taken, once each, as soon as they and what they are for are known. */
import { feePosting } from '../../domain/balance.ts';
import type { Break } from '../../domain/reconciliation.ts';
import type { BalanceStore, UnbookedFee } from '../ports/reconciliation.ts';
import type { App } from '../ports.ts';
import { allOrEach } from '../recovery/setAside.ts';

/**
 * Books those of these fees that the ledger lacks; answers how many that were. It has transactions of its own, and
 * comes after the commit of what it is about: of two that are booked at the same time the later one then sees the other.
 */
export async function bookFees(
  app: App,
  which: Parameters<BalanceStore['unbookedFees']>[0],
  found: { unknown: Break[] },
): Promise<number> {
  const fees = await app.db.read.balance.unbookedFees(which);
  let booked = 0;
  await allOrEach(app, found, fees, rowOf, async (these) => {
    booked += await app.db.transaction(async (tx) => {
      let posted = 0;
      for (const fee of these) if (await tx.ledger.postOnce(feePosting(fee, fee.at))) posted++;
      return posted;
    });
  });
  return booked;
}

const rowOf = (fee: UnbookedFee) => ({
  id: fee.balanceTransactionId,
  kind: 'fee',
  currency: fee.currency,
  amountCents: fee.feeCents,
  at: fee.at,
});
