/** Stores Stripe’s events before they are processed and acknowledged (decision 13). */
import { refuse } from '../../domain/refusal.ts';
import { distrustOf } from '../../domain/stripe-trust.ts';
import type { Caller } from '../ports/common.ts';
import type { StripeEventRecord } from '../ports/stripe-events.ts';
import type { App } from '../ports.ts';

/** Stores a signed event once and wakes the queue. Refuses `signature_invalid` and `body_invalid` (400). */
export async function storeEvent(app: App, body: string, signature: string, by: Caller): Promise<void> {
  const event = app.stripe.verifyEvent(body, signature);
  if (event === 'not_signed')
    refuse('invalid', 'signature_invalid', 'The signature does not match the body.');
  if (event === 'not_an_event') refuse('invalid', 'body_invalid', 'The body is not an event.');
  const isIgnored = isNotApplied(app, event);
  const added = await app.db.read.events.add({
    ...event,
    source: 'webhook',
    requestId: by.requestId,
    isIgnored,
  });
  if (added) countDelay(app, event);
  app.log.info(added ? 'event_stored' : 'event_known', { event_id: event.id, type: event.type });
  if (added && !isIgnored) await app.queues.enqueueStripeEvent(event.id, by.requestId);
}

/** Stripe gives the time of an event in whole seconds. */
function countDelay(app: App, event: StripeEventRecord): void {
  const milliseconds = Math.max(0, app.clock.now().getTime() - event.createdAt.getTime());
  app.metrics.count({ kind: 'webhook', name: 'stripe', outcome: 'stored', milliseconds });
}

/** Of a type that is not applied, and from our own account: it is settled by being kept. */
function isNotApplied(app: App, event: StripeEventRecord): boolean {
  if (app.stripe.isApplied(event.type)) return false;
  try {
    return distrustOf(app.stripe.readOrigin(event), app.clinic.livemode) === undefined;
  } catch {
    // The queue sets it aside, where staff see it.
    return false;
  }
}
