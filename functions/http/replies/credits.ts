/** One use of a patient's credit, and one pay-out, as their endpoints answer them. */
import type { StoredCreditPayout } from '../../capabilities/ports/credit-payouts.ts';
import type { App } from '../../capabilities/ports.ts';
import type { CreditUse } from '../../contracts/patient-credit.ts';
import { requireFound } from '../../domain/not-found.ts';

/** Refuses `credit_use_unknown` (404). */
export const readCreditUse = async (app: App, id: string): Promise<CreditUse> =>
  requireFound(await app.db.read.credits.use(id), 'credit_use');

export const shownPayout = (payout: StoredCreditPayout) => ({
  ...payout,
  kind: 'refunded' as const,
  invoice_id: null,
});

/** Refuses `payout_unknown` (404). */
export const readCreditPayout = async (app: App, id: string) =>
  shownPayout(requireFound(await app.db.read.creditPayouts.get(id), 'payout'));
