/** Applying Stripe's events as the queue would. */
import type pg from 'pg';
import type { NewStripeEvent } from '../../functions/capabilities/ports/stripe-events.ts';
import type { App } from '../../functions/capabilities/ports.ts';
import { runWork } from '../../functions/capabilities/work/run.ts';

/** Stores an event and does its work; one that is known is left as it is. */
export async function storeAndApply(app: App, event: NewStripeEvent): Promise<void> {
  const added = await app.db.read.events.add(event, 'caller');
  if (added !== 'known' && added.workId !== null) await runWork(app, added.workId);
}

/** Does the work of a stored event, if it is due and not done. */
export async function applyEvent(app: App, owner: pg.Pool, eventId: string): Promise<void> {
  const { rows } = await owner.query<{ id: string }>(
    `select id from outbox where topic = 'apply_event' and subject_id = $1`,
    [eventId],
  );
  for (const { id } of rows) await runWork(app, id);
}
