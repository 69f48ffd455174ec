/** The sum of the payments that a list’s filter matches, in each currency. */
import { requireSummable } from '../../domain/list-sums.ts';
import type { PaymentFilter } from '../ports/payments.ts';
import type { PaymentSum } from '../ports/reports.ts';
import type { App } from '../ports.ts';

/** Refuses `too_many_rows` (422). */
export async function sumPayments(app: App, filter: PaymentFilter): Promise<PaymentSum[]> {
  const sums = await app.db.read.reports.paymentSums(filter);
  requireSummable(sums);
  return sums;
}
