/** Giving work that was given up another life, because an admin has mended what was wrong. */
import { refuse } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Refuses `work_not_dead` (404) for what is not in the dead-letter list. */
export async function redrive(app: App, id: string, by: Caller): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    const letter = await tx.watch.lockDead(id);
    if (!letter) return refuse('missing', 'work_not_dead', 'This is not in the dead-letter list.');
    if (letter.kind === 'work') await tx.outbox.add(letter.topic, letter.subjectId, by.requestId);
    if (letter.kind === 'work' && letter.topic === 'send_message') await tx.messages.revive(letter.subjectId);
    await tx.audit.record(by, {
      action: 'redrive_work',
      targetType: letter.kind === 'work' ? 'work' : 'queue_message',
      targetId: id,
    });
    // Within the transaction: a message that the queue does not take stays in the list.
    if (letter.kind === 'message') await app.queues.again(letter.queue, letter.body);
    return { id };
  });
}
