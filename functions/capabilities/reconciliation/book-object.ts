/** Booking one object that was found at Stripe, as if an event had brought it. */
import type { Break } from '../../domain/reconciliation.ts';
import type { StripeFact } from '../../domain/stripe-notification.ts';
import { bySystem } from '../audit.ts';
import type { Applied } from '../stripe-events/outcome.ts';
import { finish } from '../stripe-events/apply.ts';
import { askStripe } from '../stripe-events/fetch-missing.ts';
import { applyFact } from '../stripe-events/notification.ts';
import type { App } from '../ports.ts';

/** What was booked, by kind; what could not be; and Stripe's ids of what is another clinic's on the same account. */
export type Recovered = { booked: Record<string, number>; unknown: Break[]; otherClinics: Set<string> };

export const nothingRecovered = (): Recovered => ({ booked: {}, unknown: [], otherClinics: new Set() });

export const count = (recovered: Recovered, kind: string, by = 1): void => {
  recovered.booked[kind] = (recovered.booked[kind] ?? 0) + by;
};

/** Applies one fact in a transaction of its own. */
export async function book(
  app: App,
  fact: StripeFact,
  objectId: string,
  requestId: string,
): Promise<Applied> {
  const asked = await askStripe(app, fact);
  const source = { id: objectId, payload: JSON.stringify({ object: objectId, found: fact }) };
  const by = bySystem(requestId);
  const done = await app.db.transaction((tx) => applyFact(app, tx, fact, asked, source, by));
  await finish(app, done);
  return done;
}
