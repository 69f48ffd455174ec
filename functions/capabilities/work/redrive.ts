/** Retries failed work after an admin has corrected the cause. */
import { refuse } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Refuses `work_not_dead` (404) for what is not in the dead-letter list. */
export async function redrive(app: App, id: string, by: Caller): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    const deadLetter = await tx.deadLetters.lock(id);
    if (!deadLetter) return refuse('missing', 'work_not_dead', 'This is not in the dead-letter list.');
    if (deadLetter.kind === 'work') await tx.outbox.add(deadLetter.topic, deadLetter.subjectId, by.requestId);
    if (deadLetter.kind === 'work' && deadLetter.topic === 'send_message')
      await tx.messages.requeue(deadLetter.subjectId);
    await tx.audit.record(by, {
      action: 'redrive_work',
      targetType: deadLetter.kind === 'work' ? 'work' : 'queue_message',
      targetId: id,
    });
    // Within the transaction: a message that the queue does not take stays in the list.
    if (deadLetter.kind === 'message') await app.queues.requeue(deadLetter.queue, deadLetter.body);
    return { id };
  });
}
