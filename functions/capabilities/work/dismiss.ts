/** Setting a message aside that can never be taken: what it was about, if anything, is in the database. */
import { refuse } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Refuses `message_not_dead` (404) for what is not in the dead-letter list; work that was given up is redriven instead. */
export async function dismiss(app: App, id: string, by: Caller): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    if (!(await tx.deadLetters.dismiss(id))) {
      refuse('missing', 'message_not_dead', 'This message is not in the dead-letter list.');
    }
    await tx.audit.record(by, { action: 'dismiss_message', targetType: 'queue_message', targetId: id });
    return { id };
  });
}
