/** Telling the patient what became of their money: a receipt or a refund, to the address on file, once per cause. */
import { linkExpiry } from '../../domain/patient-link.ts';
import type { Caller } from '../ports/common.ts';
import type { App, Stores } from '../ports.ts';
import { addMessages, reachableBy } from './add.ts';

type Invoice = { id: string; patientId: string };

/** Thanks for a payment, when the patient can be reached. */
export const thankForPayment = (
  app: App,
  tx: Stores,
  invoice: Invoice,
  paymentId: string,
  by: Caller,
): Promise<void> => tell(app, tx, invoice, { kind: 'receipt', cause: `payment:${paymentId}` }, by);

/** Tells that money has gone back, when the patient can be reached. */
export const tellOfRefund = (
  app: App,
  tx: Stores,
  invoice: Invoice,
  refundId: string,
  by: Caller,
): Promise<void> => tell(app, tx, invoice, { kind: 'refund', cause: `refund:${refundId}` }, by);

/** Corrects the message that money has gone back: the bank returned it. */
export const queueRefundCorrection = (
  app: App,
  tx: Stores,
  invoice: Invoice,
  refundId: string,
  by: Caller,
): Promise<void> => tell(app, tx, invoice, { kind: 'refund_failed', cause: `refund_failed:${refundId}` }, by);

async function tell(
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
