/** PUT /api/v1/invoices/{id}/reminders */
import { pauseReminders } from '../../capabilities/reminders/pause.ts';
import { reminders } from '../../contracts/messages.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(reminders.pause, async ({ app, input, caller }) => {
  const { id } = await pauseReminders(app, input.id, input.paused, caller);
  return { invoice_id: id, paused: input.paused };
});
