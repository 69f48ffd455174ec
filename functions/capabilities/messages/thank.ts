/** Thanking for a payment: a receipt to the address on file, once per payment. */
import { linkExpiry } from '../../domain/patientLink.ts';
import type { App, Caller, Stores } from '../ports.ts';
import { addMessages, reachableBy } from './add.ts';

/** The ids of the work that was added; none when the patient cannot be reached. */
export async function thankForPayment(
  app: App,
  tx: Stores,
  invoice: { id: string; patientId: string },
  paymentId: string,
  by: Caller,
): Promise<string[]> {
  const channels = await reachableBy(tx, invoice.patientId);
  if (channels.length === 0) return [];
  const link = await tx.links.add(invoice.id, 'receipt', linkExpiry('receipt', app.clock.now()));
  const { id: invoiceId, patientId } = invoice;
  return addMessages(
    tx,
    { kind: 'receipt', channels, invoiceId, patientId, link, cause: `payment:${paymentId}` },
    by,
  );
}
