/** Finding the invoices whose patients are to be reminded today. */
import { dayIn, timeIn } from '../../domain/calendar.ts';
import { isQuiet, nextReminder, remindedOn } from '../../domain/reminder.ts';
import type { Caller } from '../ports/common.ts';
import type { DueKey } from '../ports/overdue.ts';
import type { App } from '../ports.ts';

const BATCH = 200;

/** Queues a reminder of each invoice that is due for one, outside the quiet hours; returns their number. */
export async function sweepReminders(app: App, by: Caller): Promise<number> {
  const { timeZone } = app.clinic;
  const now = app.clock.now();
  const today = dayIn(timeZone, now);
  const { reminders: rules } = await app.db.read.settings.get();
  const span = remindedOn(rules, today);
  if (!rules.enabled || !span || isQuiet(rules, timeIn(timeZone, now))) return 0;
  let after: DueKey | undefined;
  for (let queued = 0; ; ) {
    const batch = await app.db.read.reminders.subjects(span, after, BATCH, timeZone);
    if (batch.length === 0) return queued;
    for (const subject of batch) {
      const next = nextReminder(rules, subject, today);
      if ('none' in next || next.on > today) continue;
      await app.db.read.outbox.add('remind', subject.invoiceId, by.requestId);
      queued++;
    }
    const last = batch.at(-1);
    after = last && { dueOn: last.dueOn, id: last.invoiceId };
  }
}
