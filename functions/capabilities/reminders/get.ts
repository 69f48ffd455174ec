/** When the patient is reminded of one invoice next, or why not. */

import { dayIn } from '../../domain/calendar.ts';
import { refuseMissing } from '../../domain/not-found.ts';
import { nextReminder } from '../../domain/reminder.ts';
import type { ReminderPreview } from '../ports/reminders.ts';
import type { App } from '../ports.ts';

/** When the patient is reminded of one invoice next, or why not. Refuses `invoice_unknown` (404), drafts included. */
export async function previewReminder(
  app: App,
  invoiceId: string,
): Promise<{ subject: ReminderPreview; notBefore: string }> {
  const { timeZone } = app.clinic;
  const { reminders: rules } = await app.db.read.settings.get();
  const subject = await app.db.read.reminders.subject(invoiceId, timeZone);
  if (!subject?.invoiceNumber) return refuseMissing('invoice');
  const next = nextReminder(rules, subject, dayIn(timeZone, app.clock.now()));
  return { subject: { ...subject, next }, notBefore: rules.quiet_to };
}
