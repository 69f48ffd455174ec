/** Locking a pay-out of credit before it is decided. */

import { requireFound } from '../../domain/not-found.ts';
import type { LockedCreditPayout } from '../ports/credit-payouts.ts';
import type { Stores } from '../ports.ts';

/** The patient's credit is locked before the pay-out, as everywhere. */
export async function lockPayout(tx: Stores, id: string): Promise<LockedCreditPayout> {
  const seen = await tx.creditPayouts.get(id);
  if (seen) await tx.credits.lock(seen.patient_id, seen.currency);
  return requireFound(await tx.creditPayouts.lock(id), 'payout');
}
