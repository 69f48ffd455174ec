/** Doing work that a command has just added, while its caller waits. */
import type { WorkKey } from '../ports/work.ts';
import type { App } from '../ports.ts';

/**
 * The result, after which the work is done; nothing when it fails. Then the work stays due, and the sweep hands it to
 * the queue within seconds.
 */
export async function runNow<T>(
  app: App,
  work: WorkKey,
  perform: () => Promise<T>,
): Promise<{ result: T } | undefined> {
  try {
    const result = await perform();
    await app.db.read.outbox.done(work);
    return { result };
  } catch (error) {
    app.log.warn('work_left_to_queue', { ...work, error: String(error) });
    return undefined;
  }
}
