/** Stores Stripe’s events before they are processed and acknowledged (decision 13). */
import { refuse } from '../../domain/refusal.ts';
import { distrustOf } from '../../domain/stripe-trust.ts';
import type { Caller } from '../ports/common.ts';
import type { StripeEventRecord } from '../ports/stripe-events.ts';
import type { App } from '../ports.ts';

/** Stores a signed event once, with the work of applying it. Refuses `signature_invalid` and `body_invalid` (400). */
export async function storeEvent(app: App, body: string, signature: string, by: Caller): Promise<void> {
  const event = app.stripe.verifyEvent(body, signature);
  if (event === 'not_signed')
    refuse('invalid', 'signature_invalid', 'The signature does not match the body.');
  if (event === 'not_an_event') refuse('invalid', 'body_invalid', 'The body is not an event.');
  const isIgnored = isNotApplied(app, event);
  const { requestId } = by;
  const added = await app.db.read.events.add({ ...event, source: 'webhook', requestId, isIgnored });
  const outcome = added === 'known' ? 'event_known' : 'event_stored';
  if (added !== 'known') countDelay(app, event);
  app.log.info(outcome, { event_id: event.id, type: event.type });
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
