/** Finding what was stored and not done, whatever became of its queue message (decisions 14 and 29). */
import type { App } from '../ports.ts';

const BATCH = 200;

/** Wakes the queues for everything that is due; how much that was. */
export async function sweepWork(app: App): Promise<{ events: number; work: number }> {
  const [events, work] = await Promise.all([app.db.read.events.due(BATCH), app.db.read.outbox.due(BATCH)]);
  for (const event of events) await app.queues.enqueueStripeEvent(event.id, event.requestId);
  for (const piece of work) await app.queues.enqueueWork(piece.id, piece.requestId);
  return { events: events.length, work: work.length };
}
