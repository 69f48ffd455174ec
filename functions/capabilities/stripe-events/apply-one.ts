/** Applies one stored event in one transaction; safe to run twice, to die at any line, and to run beside itself. */
import type { StripeNotification } from '../../domain/stripe-notification.ts';
import { distrustOf } from '../../domain/stripe-trust.ts';
import type { Caller } from '../ports/common.ts';
import { StripeFailure } from '../ports/stripe.ts';
import type { StripeEventRecord } from '../ports/stripe-events.ts';
import { WaitsFor, type Work } from '../ports/work.ts';
import type { App, Stores } from '../ports.ts';
import { bookFees } from '../stripe-balance/fees.ts';
import { bySystem } from '../system-caller.ts';
import { attempt, type GiveUpReason, type Job } from '../work/attempt.ts';
import { confirmAtStripe } from './confirm.ts';
import { fetchMissing, type StripeLookups } from './fetch-missing.ts';
import { inTurn } from './in-turn.ts';
import { applyNotification } from './notification.ts';
import { type EventOutcome, quarantined } from './outcome.ts';
import { NAMELESS } from './payment.ts';

/** After so many tries, of which each may have ended the process, an event is set aside where staff see it. */
const MAX_ATTEMPTS = 8;

/** The job of applying a stored event. One that is given up is quarantined with the reason. */
export const APPLY_EVENT: Job = {
  maxAttempts: MAX_ATTEMPTS,
  maxCrashes: MAX_ATTEMPTS,
  endsItself: true,
  perform: applyEvent,
  giveUp: (app, work, reason) => quarantine(app, work, reasonOf(reason)),
};

/** Applies an event that its caller has just stored. Throws only when the database is away. */
export const applyStoredEvent = (app: App, workId: string): Promise<void> =>
  attempt(app, workId, () => APPLY_EVENT);

/** Throws WaitsFor when the event is about something that is not known here yet. */
async function applyEvent(app: App, { topic, subjectId, requestId }: Work): Promise<void> {
  const [event] = await app.db.read.events.received([subjectId]);
  // It was settled meanwhile.
  if (!event) return app.db.read.outbox.done({ topic, subjectId });
  await bookFeesOf(app, [await applyRecord(app, event, requestId)]);
}

/** Applies an event that is not settled. Throws WaitsFor when it is about something that is not known here yet. */
export async function applyRecord(
  app: App,
  event: StripeEventRecord,
  requestId: string,
): Promise<EventOutcome> {
  const done = await settle(app, event, bySystem(requestId));
  if (done.state !== 'waiting') return done;
  app.log.info('event_deferred', { event_id: event.id, type: event.type, waits_for: done.waitsFor });
  throw new WaitsFor(done.waitsFor);
}

function reasonOf(reason: GiveUpReason): string {
  if (reason === 'crashes') return 'too_many_attempts: the process ended while it was applied';
  return 'error' in reason ? `too_many_attempts: ${reason.error}` : `never_came: ${reason.neverCame}`;
}

/** After the commits: books the fees that can be booked now. */
export async function bookFeesOf(app: App, outcomes: readonly EventOutcome[]): Promise<void> {
  const fees = outcomes.flatMap((done) => ('fees' in done && done.fees ? [done.fees] : []));
  const ids = fees.flatMap((each) => each.ids ?? []);
  const sources = fees.flatMap((each) => each.sources ?? []);
  if (ids.length + sources.length > 0) await bookFeesNow(app, { ids, sources });
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
  const distrust = distrustOf(app.stripe.readOrigin(event), app.clinic.livemode);
  const confirmed =
    distrust === undefined ? await confirmAtStripe(app, notification) : { contradiction: distrust };
  const lookups = 'notification' in confirmed ? await fetch(app, confirmed.notification) : {};
  if ('waitsFor' in lookups) return { state: 'waiting', waitsFor: lookups.waitsFor };
  return app.db.transaction(async (tx): Promise<EventOutcome> => {
    if (!(await tx.events.lock(event.id))) {
      await tx.outbox.done({ topic: 'apply_event', subjectId: event.id });
      return { state: 'ignored' };
    }
    const applied =
      'notification' in confirmed
        ? await applyNotification({ app, tx, by, source: event }, confirmed.notification, lookups)
        : quarantined(confirmed.contradiction);
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

async function quarantine(app: App, { subjectId, requestId }: Work, reason: string): Promise<void> {
  await app.db.transaction(async (tx) => {
    const event = await tx.events.get(subjectId);
    if (event && (await tx.events.lock(subjectId))) {
      await tx.events.settle(event, 'quarantined', reason);
      await recordQuarantine(tx, event, reason, bySystem(requestId));
    }
    await tx.outbox.done({ topic: 'apply_event', subjectId });
  });
}

const recordQuarantine = (
  tx: Stores,
  event: { id: string; type: string },
  reason: string,
  by: Caller,
): Promise<void> =>
  tx.audit.record(by, {
    action: 'quarantine_event',
    targetType: 'stripe_event',
    targetId: event.id,
    details: { type: event.type, reason },
  });
