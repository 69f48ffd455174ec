/** Applying one stored event in one transaction; safe to run twice, to die at any line, and to run beside itself. */
import type { StripeFact } from '../../domain/stripeFact.ts';
import { bySystem } from '../audit.ts';
import type { App, Caller, Stores, StripeEventRecord } from '../ports.ts';
import type { Applied } from './applied.ts';
import { applyFailedPayment } from './failedPayment.ts';
import { applyPayment } from './payment.ts';

/** After so many tries an event is set aside where staff see it, with its last error. */
const MAX_ATTEMPTS = 8;
const PAUSE_SECONDS = 30;

/** Applies the event if it is not settled. Throws when it should be tried again. */
export async function applyEvent(app: App, eventId: string): Promise<void> {
  const event = await app.db.read.events.claim(eventId, PAUSE_SECONDS);
  if (!event) return;
  const by = bySystem(event.requestId);
  if (event.attempts > MAX_ATTEMPTS) {
    await quarantine(app, event, 'too_many_attempts', by);
    return;
  }
  const work = await app.db.transaction(async (tx) => {
    if (!(await tx.events.lock(event.id))) return [];
    const applied = await applyFact(app, tx, event, by);
    await tx.events.settle(event.id, applied.state, 'reason' in applied ? applied.reason : null);
    if (applied.state === 'quarantined') await recordQuarantine(tx, event, applied.reason, by);
    app.log.info('event_settled', { event_id: event.id, type: event.type, state: applied.state });
    return applied.work;
  });
  for (const workId of work) await app.queues.workAdded(workId, by.requestId);
}

async function applyFact(app: App, tx: Stores, event: StripeEventRecord, by: Caller): Promise<Applied> {
  if (event.livemode !== app.clinic.livemode) return { state: 'quarantined', reason: 'other_mode', work: [] };
  const fact: StripeFact = app.stripe.readFact(event);
  switch (fact.fact) {
    case 'payment_succeeded':
      return applyPayment(app, tx, fact.money, event, by);
    case 'payment_failed':
      return applyFailedPayment(tx, fact.money, fact.message, event, by);
    case 'checkout_finished':
      return settleCheckout(tx, fact.sessionId, 'complete');
    case 'checkout_expired':
      return settleCheckout(tx, fact.sessionId, 'expired');
    case 'of_no_interest':
      return { state: 'ignored', work: [] };
    case 'not_understood':
      return { state: 'quarantined', reason: fact.why, work: [] };
  }
}

async function settleCheckout(tx: Stores, sessionId: string, end: 'complete' | 'expired'): Promise<Applied> {
  const page = await tx.checkouts.byStripeId(sessionId);
  if (!page) return { state: 'ignored', work: [] };
  // A late "expired" never takes back that the page was finished.
  if (page.state !== 'complete') await tx.checkouts.setState(page.id, end);
  return { state: 'applied', work: [] };
}

async function quarantine(app: App, event: StripeEventRecord, reason: string, by: Caller): Promise<void> {
  await app.db.transaction(async (tx) => {
    if (!(await tx.events.lock(event.id))) return;
    await tx.events.settle(event.id, 'quarantined', reason);
    await recordQuarantine(tx, event, reason, by);
  });
}

const recordQuarantine = (tx: Stores, event: StripeEventRecord, reason: string, by: Caller): Promise<void> =>
  tx.audit.record(by, {
    action: 'quarantine_event',
    targetType: 'stripe_event',
    targetId: event.id,
    details: { type: event.type, reason },
  });
