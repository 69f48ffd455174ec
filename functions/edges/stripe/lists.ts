/** What exists at Stripe since an instant, object by object, and the events that it has kept. */
import type Stripe from 'stripe';
import type { StripeEventRecord } from '../../capabilities/ports/events.ts';
import type { StripeMoney, StripeRefund } from '../../domain/stripeFact.ts';
import { allOf, orUnknown } from './answers.ts';
import { readRefund } from './objects.ts';
import { moneyOf } from './refunds.ts';

const since = (from: Date) => ({ created: { gte: Math.floor(from.getTime() / 1000) } });

/** An event as its webhook would have brought it. */
const recordOf = (event: Stripe.Event): StripeEventRecord => ({
  id: event.id,
  type: event.type,
  livemode: event.livemode,
  createdAt: new Date(event.created * 1000),
  payload: JSON.stringify(event),
});

/** The page that follows an event: Stripe answers it newest first, beginning next to the event. */
export const eventsAfter = (
  stripe: Stripe,
  eventId: string,
): Promise<{ events: StripeEventRecord[]; more: boolean } | 'unknown'> =>
  orUnknown(async () => {
    const page = await stripe.events.list({ ending_before: eventId, limit: 100 });
    return { events: page.data.map(recordOf).toReversed(), more: page.has_more };
  });

export async function eventsSince(stripe: Stripe, from: Date): Promise<StripeEventRecord[]> {
  const events = await allOf((page) => stripe.events.list({ ...page, ...since(from) }), recordOf);
  return events.toReversed();
}

export const paymentsSince = (
  stripe: Stripe,
  from: Date,
): Promise<{ paymentIntentId: string; money: StripeMoney | 'not_paid' }[]> =>
  allOf(
    (page) => stripe.paymentIntents.list({ ...page, ...since(from), expand: ['data.latest_charge'] }),
    (intent) => ({ paymentIntentId: intent.id, money: moneyOf(intent) }),
  );

export const checkoutsSince = (
  stripe: Stripe,
  from: Date,
): Promise<{ sessionId: string; end: 'open' | 'complete' | 'expired' }[]> =>
  allOf(
    (page) => stripe.checkout.sessions.list({ ...page, ...since(from) }),
    (session) => ({ sessionId: session.id, end: endOf(session.status) }),
  );

/** A status that we do not know is no end. */
const endOf = (status: string | null): 'open' | 'complete' | 'expired' =>
  status === 'complete' || status === 'expired' ? status : 'open';

export async function refundsSince(stripe: Stripe, from: Date): Promise<StripeRefund[]> {
  const refunds = await allOf(
    (page) => stripe.refunds.list({ ...page, ...since(from) }),
    (refund) => readRefund(refund, new Date(refund.created * 1000)),
  );
  return refunds.toReversed();
}
