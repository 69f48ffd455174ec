/** Finding what was stored and not done, whatever became of its queue message (decisions 14 and 29). */
import type { App } from '../ports.ts';

const BATCH = 200;

/** Wakes the queues for everything that is due; how much that was. */
export async function sweepWork(app: App): Promise<number> {
  const due = await app.db.read.outbox.due(BATCH);
  await Promise.all(due.map((work) => app.queues.enqueueWork(work)));
  return due.length;
}
