/** GET /api/v1/reminders/preview */
import { previewReminders } from '../../capabilities/reminders/preview.ts';
import { reminders } from '../../contracts/messages.ts';
import { endpoint } from '../../http/endpoint.ts';
import { readDueCursor, writeDueCursor } from '../../http/inputs/reminders.ts';
import { reminderReply } from '../../http/replies/reminders.ts';

endpoint(reminders.preview, async ({ app, input }) => {
  const { days, limit } = input;
  const found = await previewReminders(app, { days, limit, after: readDueCursor(input.cursor) });
  return {
    data: found.data.map((each) => reminderReply(each, found.notBefore)),
    next_cursor: found.next ? writeDueCursor(found.next) : null,
  };
});
