/** Reminding a patient of one invoice, if a reminder is due now; everything is decided again under lock. */
import { dayIn, timeIn } from '../../domain/calendar.ts';
import { linkExpiry } from '../../domain/patient-link.ts';
import { isQuiet, nextReminder } from '../../domain/reminder.ts';
import { addMessages } from '../messages/add.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Queues the reminder that is due, if any, outside the quiet hours. */
export async function remindInvoice(app: App, invoiceId: string, by: Caller): Promise<void> {
  const { timeZone } = app.clinic;
  await app.db.transaction(async (tx) => {
    const invoice = await tx.invoices.lock(invoiceId);
    const subject = invoice && (await tx.reminders.subject(invoiceId, timeZone));
    if (!subject?.channel) return [];
    const now = app.clock.now();
    const today = dayIn(timeZone, now);
    const { reminders: rules } = await tx.settings.get();
    const next = nextReminder(rules, subject, today);
    if ('none' in next || next.on > today || isQuiet(rules, timeIn(timeZone, now))) return [];

    const link = await tx.links.add(invoiceId, 'pay', linkExpiry('pay', now));
    await tx.audit.record(by, {
      action: 'remind_patient',
      targetType: 'invoice',
      targetId: invoiceId,
      details: { step: next.step, due_date: subject.dueOn, channel: subject.channel },
    });
    // The end of the cause says which step it was; the due date, because a later one is a new start.
    const cause = `reminder:${invoiceId}:${subject.dueOn}:${next.step}`;
    const { patientId, channel } = subject;
    return addMessages(tx, { kind: 'reminder', channels: [channel], invoiceId, patientId, link, cause }, by);
  });
}
