/** Queues receipts and refund notices to the patient’s address on file, once per cause. */
import { linkExpiry } from '../../domain/patient-link.ts';
import type { Caller } from '../ports/common.ts';
import type { App, Stores } from '../ports.ts';
import { addMessages, reachableBy } from './add.ts';

type Invoice = { id: string; patientId: string };

/** Queues the receipt of a payment, when the patient has an address. */
export const queueReceipt = (
  app: App,
  tx: Stores,
  invoice: Invoice,
  paymentId: string,
  by: Caller,
): Promise<void> =>
  queueMoneyMessages(app, tx, invoice, { kind: 'receipt', cause: `payment:${paymentId}` }, by);

/** Queues the notice of a refund, when the patient has an address. */
export const queueRefundNotice = (
  app: App,
  tx: Stores,
  invoice: Invoice,
  refundId: string,
  by: Caller,
): Promise<void> => queueMoneyMessages(app, tx, invoice, { kind: 'refund', cause: `refund:${refundId}` }, by);

/** Queues the correction of a refund notice after the bank returned the money. */
export const queueRefundCorrection = (
  app: App,
  tx: Stores,
  invoice: Invoice,
  refundId: string,
  by: Caller,
): Promise<void> =>
  queueMoneyMessages(app, tx, invoice, { kind: 'refund_failed', cause: `refund_failed:${refundId}` }, by);

async function queueMoneyMessages(
  app: App,
  tx: Stores,
  { id: invoiceId, patientId }: Invoice,
  what: { kind: 'receipt' | 'refund' | 'refund_failed'; cause: string },
  by: Caller,
): Promise<void> {
  const channels = await reachableBy(tx, patientId);
  if (channels.length === 0) return;
  const link = await tx.links.add(invoiceId, 'receipt', linkExpiry('receipt', app.clock.now()));
  await addMessages(tx, { ...what, channels, invoiceId, patientId, link }, by);
}
