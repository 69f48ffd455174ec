/** How a planned reminder is answered. */
import type { ReminderPreview } from '../../capabilities/ports/reminders.ts';

/** @param notBefore the time of the clinic's day from which reminders are sent */
export const reminderReply = ({ next, ...subject }: ReminderPreview, notBefore: string) => ({
  invoice_id: subject.invoiceId,
  invoice_number: subject.invoiceNumber,
  patient_id: subject.patientId,
  patient_name: subject.patientName,
  due_date: subject.dueOn,
  currency: subject.currency,
  balance_cents: subject.balanceCents,
  channel: subject.channel,
  sent: subject.sentCount,
  paused: subject.paused,
  declined: subject.declined,
  next: 'none' in next ? null : { ...next, not_before: notBefore },
  none_because: 'none' in next ? next.none : null,
});
