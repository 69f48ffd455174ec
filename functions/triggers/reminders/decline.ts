/** PUT /api/v1/patients/{id}/reminders */
import { declineReminders } from '../../capabilities/reminders/decline.ts';
import { reminders } from '../../contracts/messages.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(reminders.decline, async ({ app, input, caller }) => {
  const { id } = await declineReminders(app, input.id, input.declined, caller);
  return { patient_id: id, declined: input.declined };
});
