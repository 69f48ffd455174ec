/** POST /api/v1/messages/{id}/resend */
import { resendMessage } from '../../capabilities/messages/resend.ts';
import { messages } from '../../contracts/messages.ts';
import { refuse } from '../../domain/refusal.ts';
import { command } from '../command.ts';

command(
  messages.resend,
  ({ app, input, caller }) => resendMessage(app, input.id, caller),
  async ({ app }, id) =>
    (await app.db.read.messages.view(id)) ??
    refuse('missing', 'message_unknown', 'There is no such message.'),
);
