/** Sending a reminder of one invoice by hand, between those that are sent by themselves. */

import { refuseMissing } from '../../domain/not-found.ts';
import { linkExpiry } from '../../domain/patient-link.ts';
import { requireRemindable } from '../../domain/reminder.ts';
import { commandTransaction, type Done } from '../command.ts';
import { addMessages } from '../messages/add.ts';
import { capMessages } from '../messages/caps.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/**
 * Queues a reminder now; in the quiet hours it leaves in the morning. Refuses `invoice_unknown` (404), `reminder_refused`
 * (409) where something speaks against it, and `too_many_messages` (429).
 */
export async function sendReminder(app: App, invoiceId: string, by: Caller): Promise<Done> {
  const { timeZone } = app.clinic;
  const before = await app.db.read.reminders.subject(invoiceId, timeZone);
  if (before?.channel) await capMessages(app, invoiceId, [before.channel], by);
  return commandTransaction(app, async (tx) => {
    await tx.invoices.require(invoiceId);
    const subject = await tx.reminders.subject(invoiceId, timeZone);
    if (!subject) return refuseMissing('invoice');
    const { reminders: rules } = await tx.settings.get();
    const channel = requireRemindable(rules, subject);
    const link = await tx.links.add(invoiceId, 'pay', linkExpiry('pay', app.clock.now()));
    await tx.audit.record(by, {
      action: 'send_reminder',
      targetType: 'invoice',
      targetId: invoiceId,
      details: { due_date: subject.dueOn, channel },
    });
    // No step of a due date: the planned steps go on as if it had not been sent.
    const cause = `reminder:${invoiceId}:by-hand:${link.id}`;
    const { patientId } = subject;
    await addMessages(tx, { kind: 'reminder', channels: [channel], invoiceId, patientId, link, cause }, by);
    return { id: invoiceId };
  });
}
