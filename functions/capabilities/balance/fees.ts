/** Booking the fees that Stripe has taken, once each, as soon as they and what they are for are known. */
import { feePosting } from '../../domain/balance.ts';
import type { BalanceStore } from '../ports/reconciliation.ts';
import type { Stores } from '../ports.ts';

/** Books those of these fees that the ledger lacks; how many that were. */
export async function bookFees(
  tx: Stores,
  which: Parameters<BalanceStore['unbookedFees']>[0],
): Promise<number> {
  let booked = 0;
  for (const fee of await tx.balance.unbookedFees(which)) {
    if (await tx.ledger.postOnce(feePosting(fee, fee.at))) booked++;
  }
  return booked;
}
