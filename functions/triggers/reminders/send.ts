/** POST /api/v1/invoices/{id}/reminders */
import { previewReminder } from '../../capabilities/reminders/get.ts';
import { sendReminder } from '../../capabilities/reminders/send.ts';
import { reminders } from '../../contracts/messages.ts';
import { command } from '../../http/command.ts';
import { reminderReply } from '../../http/replies/reminders.ts';

command(
  reminders.send,
  ({ app, input, caller }) => sendReminder(app, input.id, caller),
  async ({ app }, id) => {
    const { subject, notBefore } = await previewReminder(app, id);
    return reminderReply(subject, notBefore);
  },
);
