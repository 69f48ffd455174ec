/** E-mails to staff: asked for in the transaction of what they report, sent from the queue after the commit. */
import type { StaffMessageKind } from '../../domain/staff-messages.ts';
import { staffEmailText } from '../../domain/staff-messages.ts';
import type { Caller } from '../ports/common.ts';
import { DeliveryFailure } from '../ports/delivery.ts';
import type { Work } from '../ports/work.ts';
import type { App, Stores } from '../ports.ts';
import { giveLink } from './link.ts';

export type Notify = (staffId: string, kind: StaffMessageKind, aboutId?: string) => Promise<void>;

/** Runs a transaction that may notify staff. */
export async function notifying<T>(
  app: App,
  by: Caller,
  work: (tx: Stores, notify: Notify) => Promise<T>,
): Promise<T> {
  return app.db.transaction((tx) =>
    work(tx, async (staffId, kind, aboutId) => {
      const causedBy = by.actor.type === 'staff' ? by.actor.id : null;
      const at = app.clock.now();
      const id = await tx.staffMessages.add({ staffId, kind, causedBy, aboutId: aboutId ?? null, at });
      await tx.outbox.add('send_staff_message', id, by.requestId);
    }),
  );
}

/** Reports to every active admin that a person got access as an admin, or was reset. */
export async function notifyAdmins(tx: Stores, notify: Notify, aboutId: string): Promise<void> {
  for (const { id } of await tx.staff.activeAdmins()) await notify(id, 'admin_access', aboutId);
}

/** Sends one; a link is made now, so that it is nowhere but in the e-mail. Throws when another try may help. */
export async function sendStaffMessage(app: App, work: Work): Promise<void> {
  const message = await app.db.read.staffMessages.get(work.subjectId);
  if (message?.state !== 'pending') return;
  const link =
    message.kind === 'link'
      ? await app.db.transaction(async (tx) => {
          const account = await tx.staff.lock(message.staffId);
          return account && !account.disabled ? giveLink(app, tx, account, message.causedBy) : undefined;
        })
      : undefined;
  if (message.kind === 'link' && !link) {
    return app.db.read.staffMessages.failed(message.id, 'The account is disabled.');
  }
  const { name: clinicName, timeZone, email: replyTo } = app.clinic;
  const facts = { clinicName, timeZone, happenedAt: message.happenedAt, aboutName: message.aboutName, link };
  const text = staffEmailText(message.kind, message.language, facts);
  try {
    await app.mail.send({ to: message.email, replyTo, messageId: message.id, ...text });
  } catch (error) {
    if (!(error instanceof DeliveryFailure) || !error.permanent) throw error;
    return app.db.read.staffMessages.failed(message.id, error.message);
  }
  await app.db.read.staffMessages.sent(message.id, app.clock.now());
}
