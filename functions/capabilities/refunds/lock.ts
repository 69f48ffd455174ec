/** Locks all that a refund takes money from, so that its invoices give nothing back in two ways at once. */
import { lockWithInvoices } from '../payments/lock.ts';
import type { PaymentWithRefunds } from '../ports/payments.ts';
import type { Stores } from '../ports.ts';

/** The payment, with its invoices locked before it; undefined when there is no such payment. */
export const lockRefundable = async (
  tx: Stores,
  paymentId: string,
): Promise<PaymentWithRefunds | undefined> => (await lockWithInvoices(tx, paymentId))?.books;
