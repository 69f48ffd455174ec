/** Finding events that Stripe has and that never reached us, and applying them (decision 14). */

import type { StripeEventRecord } from '../ports/stripe-events.ts';
import type { App } from '../ports.ts';
import { applyStoredEvent } from '../stripe-events/apply-one.ts';
import type { ReconciliationResult } from './book-object.ts';
import { bookOrSetAside, NO_CURRENCY } from './set-aside.ts';

const WATERMARK = 'events';
/** Stripe keeps events for thirty days. */
const KEPT_MILLISECONDS = 30 * 86_400_000;
/** An event may come to Stripe's list a little after younger ones: so much is always listed again. */
const OVERLAP_MILLISECONDS = 300_000;

/** Lists what came since the last time, stores what is new and applies it; how many were new. */
export async function reconcileEvents(
  app: App,
  requestId: string,
  result: ReconciliationResult,
): Promise<number> {
  let after = await app.db.read.reconciliation.watermark(WATERMARK);
  let found = 0;
  while (after !== undefined) {
    const page = await app.stripe.eventsAfter(after);
    if (page === 'unknown') break;
    found += await store(app, page.events, requestId, result);
    after = page.events.at(-1)?.id;
    if (!page.more || after === undefined) return found;
  }
  const from = new Date(app.clock.now().getTime() - KEPT_MILLISECONDS);
  return found + (await store(app, await app.stripe.eventsSince(from), requestId, result));
}

/** Stores events that are not known, oldest first, applies them, and remembers how far it came. */
async function store(
  app: App,
  events: readonly StripeEventRecord[],
  requestId: string,
  result: ReconciliationResult,
): Promise<number> {
  let added = 0;
  let settled: string | undefined;
  const until = app.clock.now().getTime() - OVERLAP_MILLISECONDS;
  for (const event of events) {
    const row = {
      id: event.id,
      kind: event.type,
      currency: NO_CURRENCY,
      amountCents: null,
      at: event.createdAt,
    };
    const stored = await bookOrSetAside(app, result, row, () =>
      app.db.read.events.add({ ...event, source: 'recovery', requestId }, 'caller'),
    );
    // What was set aside, and all that follows it, is listed again the next time.
    if (result.unknown.length === 0 && event.createdAt.getTime() < until) settled = event.id;
    if (stored === undefined || stored === 'known' || stored.workId === null) continue;
    added++;
    app.log.warn('event_recovered', { event_id: event.id, type: event.type });
    await apply(app, stored.workId);
  }
  if (settled !== undefined) await app.db.read.reconciliation.setWatermark(WATERMARK, settled);
  return added;
}

/** The event is stored: if it cannot be applied now, it is retried like any other and blocks no other event. */
async function apply(app: App, workId: string): Promise<void> {
  try {
    await applyStoredEvent(app, workId);
  } catch (error) {
    app.log.warn('event_not_applied', { work_id: workId, error: String(error) });
  }
}
