/** Applying Stripe's events as the queue would. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { NewStripeEvent } from '../../functions/capabilities/ports/stripe-events.ts';
import type { App } from '../../functions/capabilities/ports.ts';
import { runWork } from '../../functions/capabilities/work/run.ts';

/** Stores an event and does its work; one that is known is left as it is. */
export async function storeAndApply(app: App, event: NewStripeEvent): Promise<void> {
  const added = await app.db.read.events.add(event, 'caller');
  if (added !== 'known' && added.workId !== null) await runWork(app, added.workId);
}

/** The same with an event as Stripe sends it. */
export const storeAndApplyEvent = (
  app: App,
  event: { id: string; type: string; livemode: boolean; created: number },
): Promise<void> =>
  storeAndApply(app, {
    ...{ id: event.id, type: event.type, livemode: event.livemode },
    createdAt: new Date(event.created * 1000),
    payload: JSON.stringify(event),
    source: 'webhook',
    requestId: randomUUID(),
  });

/** Does the work of a stored event, if it is due and not done. */
export async function applyEvent(app: App, owner: pg.Pool, eventId: string): Promise<void> {
  const { rows } = await owner.query<{ id: string }>(
    `select id from outbox where topic = 'apply_event' and subject_id = $1`,
    [eventId],
  );
  for (const { id } of rows) await runWork(app, id);
}
