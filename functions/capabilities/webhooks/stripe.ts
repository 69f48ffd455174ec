/** Storing what Stripe tells us, before anything is done with it and before it is acknowledged (decision 13). */
import { refuse } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Stores a signed event once and wakes the queue. Refuses `signature_invalid` and `body_invalid` (400). */
export async function storeEvent(app: App, body: string, signature: string, by: Caller): Promise<void> {
  const event = app.stripe.verifyEvent(body, signature);
  if (event === 'not_signed')
    refuse('invalid', 'signature_invalid', 'The signature does not match the body.');
  if (event === 'not_an_event') refuse('invalid', 'body_invalid', 'The body is not an event.');
  const added = await app.db.read.events.add({ ...event, source: 'webhook', requestId: by.requestId });
  app.log.info(added ? 'event_stored' : 'event_known', { event_id: event.id, type: event.type });
  if (added) await app.queues.eventStored(event.id, by.requestId);
}
