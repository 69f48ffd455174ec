/** Applying one stored event in one transaction; safe to run twice, to die at any line, and to run beside itself. */
import type { StripeNotification } from '../../domain/stripe-notification.ts';
import { distrustOf } from '../../domain/stripe-trust.ts';
import { bySystem } from '../audit.ts';
import type { Caller } from '../ports/common.ts';
import { StripeFailure } from '../ports/stripe.ts';
import type { StripeEventRecord } from '../ports/stripe-events.ts';
import type { App, Stores } from '../ports.ts';
import { bookFees } from '../stripe-balance/fees.ts';
import { contradictionAtStripe } from './confirm.ts';
import { type StripeLookups, fetchMissing } from './fetch-missing.ts';
import { inTurn } from './in-turn.ts';
import { applyNotification } from './notification.ts';
import { type EventOutcome, quarantined } from './outcome.ts';
import { NAMELESS } from './payment.ts';

/** After so many tries an event is set aside where staff see it, with its last error. */
const MAX_ATTEMPTS = 8;
/** After the first failure; then twice as long each time. */
const PAUSE_SECONDS = 5;
/** How long an event is leased to one process. */
const LEASE_SECONDS = 30;

/**
 * Applies the event if it is not settled. A failure is kept with it and it is tried again later; throws only when the
 * database is away.
 */
export async function applyEvent(app: App, eventId: string): Promise<void> {
  const event = await app.db.read.events.claim(eventId, LEASE_SECONDS);
  if (!event) return;
  const by = bySystem(event.requestId);
  if (event.attempts > MAX_ATTEMPTS) {
    // A failure at the last attempt sets it aside there: the process ended instead.
    await quarantine(app, event, 'too_many_attempts: the process ended while it was applied', by);
    return;
  }
  const done = await settle(app, event, by).catch((error: unknown) => failed(app, event, String(error), by));
  if (!done) return;
  if (done.state === 'waiting') {
    app.log.info('event_deferred', { event_id: event.id, type: event.type, waits_for: done.waitsFor });
    const parked = await app.db.read.events.park(event.id, done.waitsFor);
    if (parked === 'too_old') await quarantine(app, event, `never_came: ${done.waitsFor}`, by);
    return;
  }
  await finish(app, done);
}

/** After the commit: books the fees that can be booked now, and wakes the events that waited. */
export async function finish(app: App, done: EventOutcome): Promise<void> {
  if ('fees' in done && done.fees) await bookFeesNow(app, done.fees);
  if (!('events' in done)) return;
  for (const event of done.events ?? []) await app.queues.enqueueStripeEvent(event.id, event.requestId);
}

/** A fee that cannot be booked keeps no payment from being booked; the comparison tries it again. */
async function bookFeesNow(app: App, which: Parameters<typeof bookFees>[1]): Promise<void> {
  const found = { unknown: [] };
  try {
    await bookFees(app, which, found);
    await app.db.read.discrepancies.add(found.unknown);
  } catch (error) {
    app.log.warn('fees_not_booked', { error: String(error) });
  }
}

async function failed(
  app: App,
  event: StripeEventRecord & { attempts: number },
  error: string,
  by: Caller,
): Promise<undefined> {
  const { id, type, attempts } = event;
  app.log.warn('event_failed', { event_id: id, type, attempts, error });
  if (attempts < MAX_ATTEMPTS)
    await app.db.read.events.failed(id, error, PAUSE_SECONDS * 2 ** (attempts - 1));
  else await quarantine(app, event, `too_many_attempts: ${error}`, by);
}

/** Of the many events about one payment that names no invoice, the first that can be assigned is raised. */
const oneAlert = (event: StripeEventRecord, done: EventOutcome): EventOutcome =>
  done.state === 'quarantined' &&
  done.reason.startsWith(NAMELESS) &&
  event.type !== 'payment_intent.succeeded'
    ? { state: 'ignored' }
    : done;

async function settle(app: App, event: StripeEventRecord, by: Caller): Promise<EventOutcome> {
  const notification = app.stripe.parseNotification(event);
  return inTurn('money' in notification ? notification.money.paymentIntentId : undefined, () =>
    settleNotification(app, event, notification, by),
  );
}

async function settleNotification(
  app: App,
  event: StripeEventRecord,
  notification: StripeNotification,
  by: Caller,
): Promise<EventOutcome> {
  const distrust =
    distrustOf(app.stripe.readOrigin(event), app.clinic.livemode) ??
    (await contradictionAtStripe(app, notification));
  const lookups = distrust === undefined ? await fetch(app, notification) : {};
  if ('waitsFor' in lookups) return { state: 'waiting', waitsFor: lookups.waitsFor };
  return app.db.transaction(async (tx): Promise<EventOutcome> => {
    if (!(await tx.events.lock(event.id))) return { state: 'ignored' };
    const applied =
      distrust === undefined
        ? await applyNotification({ app, tx, by, source: event }, notification, lookups)
        : quarantined(distrust);
    const done = oneAlert(event, applied);
    if (done.state === 'waiting') return done;
    await tx.events.settle(event, done.state, 'reason' in done ? done.reason : null);
    if (done.state === 'quarantined') await recordQuarantine(tx, event, done.reason, by);
    app.log.info('event_settled', { event_id: event.id, type: event.type, state: done.state });
    return done;
  });
}

/** Stripe not answering is no fault of the event: it waits, for its payment where that is what was asked for. */
async function fetch(
  app: App,
  notification: StripeNotification,
): Promise<StripeLookups | { waitsFor: string }> {
  try {
    return await fetchMissing(app, notification);
  } catch (error) {
    if (!(error instanceof StripeFailure)) throw error;
    app.log.warn('stripe_unavailable', { code: error.code, error: error.message });
    const about =
      'refund' in notification
        ? notification.refund
        : 'dispute' in notification
          ? notification.dispute
          : undefined;
    return { waitsFor: about?.paymentIntentId ?? about?.chargeId ?? 'stripe' };
  }
}

async function quarantine(app: App, event: StripeEventRecord, reason: string, by: Caller): Promise<void> {
  await app.db.transaction(async (tx) => {
    if (!(await tx.events.lock(event.id))) return;
    await tx.events.settle(event, 'quarantined', reason);
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
