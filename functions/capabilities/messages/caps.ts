/** How many messages and payment pages may leave the clinic, however they are asked for. */
import type { Caller } from '../ports/common.ts';
import type { Channel } from '../ports/messages.ts';
import type { App } from '../ports.ts';

/** Everything of the clinic counts under this key. */
const CLINIC = 'all';

/**
 * Counts the messages that a request asks for, before its transaction begins, and refuses `too_many_messages` (429) when
 * the invoice, its patient, the address on file, the member of staff or the clinic has had as many as are usual.
 */
export async function capMessages(
  app: App,
  invoiceId: string,
  channels: readonly Channel[],
  by: Caller,
): Promise<void> {
  if (channels.length === 0) return;
  const invoice = await app.db.read.invoices.get(invoiceId);
  const patient = invoice && (await app.db.read.patients.get(invoice.patient_id));
  if (!patient) return;
  for (const channel of new Set(channels)) {
    const address = channel === 'email' ? patient.email?.toLowerCase() : patient.phone;
    if (!address) continue;
    await app.limits.spend('messages_invoice', invoiceId);
    await app.limits.spend('messages_patient', patient.id);
    await app.limits.spend('messages_address', address);
    if (by.actor.type === 'staff') await app.limits.spend('messages_staff', by.actor.id);
    await app.limits.spend('messages_clinic', CLINIC);
  }
}

/** Counts a payment page that is asked for; refuses `too_many_payment_pages` (429) above what is usual. */
export async function capPaymentPages(app: App, invoiceId: string, by: Caller): Promise<void> {
  await app.limits.spend('pages_invoice', invoiceId);
  if (by.actor.type === 'staff') await app.limits.spend('pages_staff', by.actor.id);
  await app.limits.spend('pages_clinic', CLINIC);
}
