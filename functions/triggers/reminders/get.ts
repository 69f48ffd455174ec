/** GET /api/v1/invoices/{id}/reminders */
import { previewReminder } from '../../capabilities/reminders/get.ts';
import { reminders } from '../../contracts/messages.ts';
import { endpoint } from '../../http/endpoint.ts';
import { reminderReply } from '../../http/replies/reminders.ts';

endpoint(reminders.get, async ({ app, input }) => {
  const { subject, notBefore } = await previewReminder(app, input.id);
  return reminderReply(subject, notBefore);
});
