/** Making the link with which a patient sees and pays the whole account, and sending it. */
import { refuseErased } from '../../domain/erasure.ts';
import { requireFound } from '../../domain/not-found.ts';
import { linkExpiry } from '../../domain/patient-link.ts';
import { commandTransaction, type Done } from '../command.ts';
import { addMessages } from '../messages/add.ts';
import { capAccountMessages } from '../messages/caps.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { AccountLink } from '../ports/links.ts';
import type { Channel } from '../ports/messages.ts';
import type { App, TransactionContext } from '../ports.ts';

/**
 * The link, which ends the patient's older ones. Refuses `patient_unknown` (404), an erased patient, a channel without an
 * address (`no_address`, 400) and `too_many_messages` (429).
 */
export async function createAccountLink(
  app: App,
  { patientId, channels }: { patientId: string; channels: readonly Channel[] },
  by: StaffCaller,
): Promise<AccountLink & Done> {
  await capAccountMessages(app, patientId, channels, by);
  return commandTransaction(app, async (tx) => {
    const patient = requireFound(await tx.patients.get(patientId), 'patient');
    if (patient.erased_at !== null) refuseErased();
    const link = await sendAccountLink({ app, tx, by }, patientId, channels);
    await tx.audit.record(by, {
      action: 'create_account_link',
      targetType: 'patient',
      targetId: patientId,
      details: { link_id: link.id, channels },
    });
    return link;
  });
}

/** Makes the link in the caller's transaction and queues it on each channel. Refuses a channel without an address. */
export async function sendAccountLink(
  { app, tx, by }: TransactionContext,
  patientId: string,
  channels: readonly Channel[],
): Promise<AccountLink> {
  const now = app.clock.now();
  const createdBy = by.actor.type === 'staff' ? by.actor.id : null;
  const link = await tx.links.addAccount(patientId, {
    now,
    expiresAt: linkExpiry('account', now),
    createdBy,
  });
  const message = { kind: 'account', invoiceId: null, cause: accountCause(link) } as const;
  await addMessages(tx, { ...message, channels, patientId, link }, by);
  return link;
}

/** Why a link of an account is sent: each link is sent once on a channel. */
export const accountCause = ({ id }: { id: string }): string => `account:${id}`;
