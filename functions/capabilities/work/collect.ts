/** Writing down the messages that no function could take; what they were about is in the database and found by the sweep. */
import type { App } from '../ports.ts';

/**
 * Empties the poison queues into the dead-letter list; how many there were. Read here and not by a queue function,
 * because a host hands no function a message that is not base64.
 *
 * @param why a queue's name and what the message says; undefined when it is not base64
 */
export async function collectPoison(
  app: App,
  why: (queue: string, text: string | undefined) => string,
): Promise<number> {
  let found = 0;
  await app.queues.drainPoisonQueues(async ({ queue, messageId, body, text }) => {
    const reason = why(queue, text);
    await app.db.read.deadLetters.addMessage({ queue, messageId, body, reason });
    app.log.error('message_poisoned', { queue, reason });
    found++;
  });
  return found;
}
