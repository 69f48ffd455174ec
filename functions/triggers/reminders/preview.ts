/** GET /api/v1/reminders/preview */
import type { ReminderPreview } from '../../capabilities/ports/reminders.ts';
import { previewReminders } from '../../capabilities/reminders/preview.ts';
import { reminders } from '../../contracts/messages.ts';
import { endpoint } from '../endpoint.ts';
import { readDueCursor, writeDueCursor } from './cursor.ts';

endpoint(reminders.preview, async ({ app, input }) => {
  const { days, limit } = input;
  const found = await previewReminders(app, { days, limit, after: readDueCursor(input.cursor) });
  return {
    data: found.data.map((each) => row(each, found.notBefore)),
    next_cursor: found.next ? writeDueCursor(found.next) : null,
  };
});

const row = ({ next, ...subject }: ReminderPreview, notBefore: string) => ({
  invoice_id: subject.invoiceId,
  invoice_number: subject.invoiceNumber,
  patient_id: subject.patientId,
  patient_name: subject.patientName,
  due_date: subject.dueOn,
  currency: subject.currency,
  balance_cents: subject.balanceCents,
  channel: subject.channel,
  sent: subject.sentCount,
  next: 'none' in next ? null : { ...next, not_before: notBefore },
  none_because: 'none' in next ? next.none : null,
});
