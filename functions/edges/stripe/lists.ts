/** What exists at Stripe since an instant, object by object, and the events that it has kept. */
import type Stripe from 'stripe';
import type { SetAside, StripePage } from '../../capabilities/ports/stripe.ts';
import type { StripeEventRecord } from '../../capabilities/ports/stripe-events.ts';
import type { StripeMoney, StripeRefund } from '../../domain/stripe-notification.ts';
import { allOf, orUnknown } from './answers.ts';
import { readRefund, uuidOrNull } from './objects.ts';
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
  setAside: SetAside,
): Promise<{ paymentIntentId: string; money: StripeMoney | 'not_paid' }[]> =>
  allOf(
    (page) => stripe.paymentIntents.list({ ...page, ...since(from), expand: ['data.latest_charge'] }),
    (intent) => ({ paymentIntentId: intent.id, money: moneyOf(intent) }),
    setAside,
  );

/** Sessions, those of payment links left out: the link is what is kept here. */
export async function checkoutsSince(
  stripe: Stripe,
  from: Date,
  setAside: SetAside,
): Promise<(StripePage & { end: 'open' | 'complete' | 'expired' })[]> {
  const all = await allOf(
    (page) => stripe.checkout.sessions.list({ ...page, ...since(from) }),
    (session) => ({
      kind: 'checkout_session' as const,
      stripeId: session.id,
      url: session.url ?? null,
      expiresAt: new Date(session.expires_at * 1000),
      ...ourIds(session.metadata),
      ofLink: session.payment_link !== null,
      end: endOf(session.status),
    }),
    setAside,
  );
  return all.filter((session) => !session.ofLink).map(({ ofLink: _, ...session }) => session);
}

export const activeLinks = (stripe: Stripe, setAside?: SetAside): Promise<StripePage[]> =>
  allOf(
    (page) => stripe.paymentLinks.list({ ...page, active: true }),
    (link) => ({
      kind: 'payment_link' as const,
      stripeId: link.id,
      url: link.url,
      expiresAt: null,
      ...ourIds(link.metadata),
    }),
    setAside,
  );

const ourIds = (metadata: Stripe.Metadata | null) => ({
  clinicId: metadata?.clinic_id ?? null,
  invoiceId: uuidOrNull(metadata?.invoice_id),
  checkoutId: uuidOrNull(metadata?.checkout_id),
});

/** A status that we do not know is no end. */
const endOf = (status: string | null): 'open' | 'complete' | 'expired' =>
  status === 'complete' || status === 'expired' ? status : 'open';

export async function refundsSince(stripe: Stripe, from: Date, setAside: SetAside): Promise<StripeRefund[]> {
  const refunds = await allOf(
    (page) => stripe.refunds.list({ ...page, ...since(from) }),
    (refund) => readRefund(refund, new Date(refund.created * 1000)),
    setAside,
  );
  return refunds.toReversed();
}
