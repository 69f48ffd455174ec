/** Asking for messages to a patient, one per channel and cause; they are sent from the queue after the commit. */
import type { MessageKind } from '../../domain/messages.ts';
import { refuseField } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { AccountLink, PatientLink } from '../ports/links.ts';
import type { Channel } from '../ports/messages.ts';
import type { Stores } from '../ports.ts';

export type Announcement = {
  channels: readonly Channel[];
  patientId: string;
  cause: string;
} & (
  | { kind: Exclude<MessageKind, 'account'>; invoiceId: string; link: PatientLink }
  | { kind: 'account'; invoiceId: null; link: AccountLink }
);

/** Queues the messages. Refuses a channel for which the patient has no address. */
export async function addMessages(tx: Stores, what: Announcement, by: Caller): Promise<void> {
  if (what.channels.length === 0) return;
  const patient = await tx.patients.contact(what.patientId);
  for (const channel of new Set(what.channels)) {
    if (!(channel === 'email' ? patient?.hasEmail : patient?.hasPhone)) {
      const address = channel === 'email' ? 'e-mail address' : 'phone number';
      refuseField('notify', 'no_address', `The patient has no ${address} on file.`);
    }
    const { kind, patientId, invoiceId, link, cause } = what;
    const id = await tx.messages.add({ kind, channel, patientId, invoiceId, linkId: link.id, cause });
    if (id !== 'known') await tx.outbox.add('send_message', id, by.requestId);
  }
}

/** The channels by which a patient can be reached, the best first. */
export async function reachableBy(tx: Stores, patientId: string): Promise<Channel[]> {
  const patient = await tx.patients.contact(patientId);
  if (patient?.hasEmail) return ['email'];
  return patient?.hasPhone ? ['sms'] : [];
}
