/** Who would get which reminder, and when; and who would not, and why. */

import { addDays, dayIn } from '../../domain/calendar.ts';
import { nextReminder, remindedOn } from '../../domain/reminder.ts';
import type { DueKey } from '../ports/overdue.ts';
import type { ReminderPreview } from '../ports/reminders.ts';
import type { App } from '../ports.ts';

/** One page of the open invoices that a reminder of the next days can belong to, earliest due first. */
export async function previewReminders(
  app: App,
  { days, limit, after }: { days: number; limit: number; after: DueKey | undefined },
): Promise<{ data: ReminderPreview[]; next: DueKey | undefined; notBefore: string }> {
  const { timeZone } = app.clinic;
  const today = dayIn(timeZone, app.clock.now());
  const { reminders: rules } = await app.db.read.settings.get();
  const now = remindedOn(rules, today);
  if (!now) return { data: [], next: undefined, notBefore: rules.quiet_to };
  const span = { ...now, to: addDays(now.to, days) };
  const rows = await app.db.read.reminders.subjects(span, after, limit + 1, timeZone);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    data: page.map((subject) => ({ ...subject, next: nextReminder(rules, subject, today) })),
    next: rows.length > limit && last ? { dueOn: last.dueOn, id: last.invoiceId } : undefined,
    notBefore: rules.quiet_to,
  };
}
