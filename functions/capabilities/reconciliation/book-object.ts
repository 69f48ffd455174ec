/** Books one object that was found at Stripe, as if an event had reported it. */
import type { Discrepancy } from '../../domain/reconciliation.ts';
import type { StripeNotification } from '../../domain/stripe-notification.ts';
import type { App } from '../ports.ts';
import { bookFeesOf } from '../stripe-events/apply-one.ts';
import { fetchMissing } from '../stripe-events/fetch-missing.ts';
import { applyNotification } from '../stripe-events/notification.ts';
import type { EventOutcome } from '../stripe-events/outcome.ts';
import { bySystem } from '../system-caller.ts';

/** The numbers of booked objects by kind, the discrepancies, and the Stripe ids of another clinic on the same account. */
export type ReconciliationResult = {
  booked: Record<string, number>;
  unknown: Discrepancy[];
  otherClinics: Set<string>;
};

export const emptyResult = (): ReconciliationResult => ({ booked: {}, unknown: [], otherClinics: new Set() });

export const count = (result: ReconciliationResult, kind: string, by = 1): void => {
  result.booked[kind] = (result.booked[kind] ?? 0) + by;
};

/** Applies one fact in a transaction of its own. */
export async function book(
  app: App,
  notification: StripeNotification,
  objectId: string,
  requestId: string,
): Promise<EventOutcome> {
  const lookups = await fetchMissing(app, notification);
  const source = { id: objectId, payload: JSON.stringify({ object: objectId, found: notification }) };
  const by = bySystem(requestId);
  const done = await app.db.transaction((tx) =>
    applyNotification({ app, tx, by, source }, notification, lookups),
  );
  await bookFeesOf(app, [done]);
  return done;
}
