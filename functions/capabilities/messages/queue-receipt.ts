/** Queues receipts and refund notices to the patient’s address on file, once per cause. */
import { linkExpiry } from '../../domain/patient-link.ts';
import type { TransactionContext } from '../ports.ts';
import { addMessages, reachableBy } from './add.ts';

type Invoice = { id: string; patientId: string };

/** Queues the receipt of a payment, when the patient has an address. */
export const queueReceipt = (on: TransactionContext, invoice: Invoice, paymentId: string): Promise<void> =>
  queueMoneyMessages(on, invoice, { kind: 'receipt', cause: `payment:${paymentId}` });

/** Queues the notice of a refund, when the patient has an address. */
export const queueRefundNotice = (
  on: TransactionContext,
  invoice: Invoice,
  refundId: string,
): Promise<void> => queueMoneyMessages(on, invoice, { kind: 'refund', cause: `refund:${refundId}` });

/** Queues the correction of a refund notice after the bank returned the money. */
export const queueRefundCorrection = (
  on: TransactionContext,
  invoice: Invoice,
  refundId: string,
): Promise<void> =>
  queueMoneyMessages(on, invoice, { kind: 'refund_failed', cause: `refund_failed:${refundId}` });

async function queueMoneyMessages(
  { app, tx, by }: TransactionContext,
  { id: invoiceId, patientId }: Invoice,
  what: { kind: 'receipt' | 'refund' | 'refund_failed'; cause: string },
): Promise<void> {
  const channels = await reachableBy(tx, patientId);
  if (channels.length === 0) return;
  const link = await tx.links.add(invoiceId, 'receipt', linkExpiry('receipt', app.clock.now()));
  await addMessages(tx, { ...what, channels, invoiceId, patientId, link }, by);
}
