/** How many messages and payment pages may leave the clinic, however they are asked for. */
import { Refusal } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { Limit } from '../ports/limits.ts';
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
  if (invoice) await capToPatient(app, { patientId: invoice.patient_id, invoiceId }, channels, by);
}

/** As `capMessages`, for messages about a patient's account. */
export const capAccountMessages = (
  app: App,
  patientId: string,
  channels: readonly Channel[],
  by: Caller,
): Promise<void> => capToPatient(app, { patientId, invoiceId: undefined }, channels, by);

async function capToPatient(
  app: App,
  { patientId, invoiceId }: { patientId: string; invoiceId: string | undefined },
  channels: readonly Channel[],
  by: Caller,
): Promise<void> {
  const patient = channels.length > 0 && (await app.db.read.patients.get(patientId));
  if (!patient) return;
  for (const channel of new Set(channels)) {
    const address = channel === 'email' ? patient.email?.toLowerCase() : patient.phone;
    if (!address) continue;
    if (invoiceId !== undefined) await spend(app, by, 'messages_invoice', invoiceId);
    await spend(app, by, 'messages_patient', patient.id);
    await spend(app, by, 'messages_address', address);
    if (by.actor.type === 'staff') await spend(app, by, 'messages_staff', by.actor.id);
    await spend(app, by, 'messages_clinic', CLINIC);
  }
}

/** Counts one. Above the limit it refuses, and the first refusal of an hour becomes a row of the audit and an alert. */
async function spend(app: App, by: Caller, limit: Limit, key: string): Promise<void> {
  try {
    await app.limits.spend(limit, key);
  } catch (error) {
    if (error instanceof Refusal && (await app.limits.take('cap_recorded', `${limit} ${key}`))) {
      await app.db.read.audit.record(by, {
        action: 'reach_sending_limit',
        targetType: limit.startsWith('messages_') ? 'message' : 'payment_page',
        targetId: null,
        outcome: 'refused',
        details: { limit },
      });
    }
    throw error;
  }
}

/** Counts a payment page that is asked for; refuses `too_many_payment_pages` (429) above what is usual. */
export async function capPaymentPages(app: App, invoiceId: string, by: Caller): Promise<void> {
  await spend(app, by, 'pages_invoice', invoiceId);
  if (by.actor.type === 'staff') await spend(app, by, 'pages_staff', by.actor.id);
  await spend(app, by, 'pages_clinic', CLINIC);
}
