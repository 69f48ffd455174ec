/** POST /api/v1/messages/{id}/resend */
import { resendMessage } from '../../capabilities/messages/resend.ts';
import { messages } from '../../contracts/messages.ts';
import { requireFound } from '../../domain/not-found.ts';
import { command } from '../../http/command.ts';

command(
  messages.resend,
  ({ app, input, caller }) => resendMessage(app, input.id, caller),
  async ({ app }, id) => requireFound(await app.db.read.messages.view(id), 'message'),
);
