/** Stripe's events as staff see them: a quarantined one with the money that it reports and what to do about it. */
import type { StripeEvent } from '../../contracts/stripe-events.ts';
import { requireFound } from '../../domain/not-found.ts';
import { quarantineStep } from '../../domain/quarantine.ts';
import type { StripeNotification } from '../../domain/stripe-notification.ts';
import { distrustOf } from '../../domain/stripe-trust.ts';
import type { Page, PageOf } from '../ports/common.ts';
import type { StoredStripeEvent, StripeEventRecord, StripeEventState } from '../ports/stripe-events.ts';
import type { App } from '../ports.ts';

type ReportedMoney = NonNullable<StripeEvent['money']>;

/** A page of events, newest first. */
export async function listEvents(
  app: App,
  state: StripeEventState | undefined,
  page: Page,
): Promise<PageOf<StripeEvent>> {
  const found = await app.db.read.events.list(state, page);
  return { ...found, data: await withMoney(app, found.data) };
}

/** One event. Refuses `event_unknown` (404). */
export async function viewEvent(app: App, id: string): Promise<StripeEvent> {
  const found = requireFound(await app.db.read.events.get(id), 'event');
  const [view] = await withMoney(app, [found]);
  return view ?? { ...found, money: null, next_step: null };
}

async function withMoney(app: App, events: readonly StoredStripeEvent[]): Promise<StripeEvent[]> {
  const ids = events.filter(({ state }) => state === 'quarantined').map(({ id }) => id);
  const records = ids.length > 0 ? await app.db.read.events.quarantined(ids) : [];
  const money = new Map(records.map((record) => [record.id, reportedMoney(app, record)]));
  return events.map((event) => ({
    ...event,
    money: money.get(event.id) ?? null,
    next_step: event.state === 'quarantined' ? quarantineStep(event.reason ?? '') : null,
  }));
}

function reportedMoney(app: App, record: StripeEventRecord): ReportedMoney | null {
  const notification = app.stripe.parseNotification(record);
  const about = moneyOf(notification);
  const isOurs = distrustOf(app.stripe.readOrigin(record), app.clinic.livemode) === undefined;
  return about && { ...about, assignable: isOurs && notification.kind === 'payment_succeeded' };
}

function moneyOf(notification: StripeNotification): Omit<ReportedMoney, 'assignable'> | null {
  switch (notification.kind) {
    case 'payment_succeeded':
    case 'payment_failed':
    case 'charge_refunded': {
      const { amountCents, currency, paymentIntentId, invoiceId } = notification.money;
      return { amount_cents: amountCents, currency, stripe_id: paymentIntentId, invoice_id: invoiceId };
    }
    case 'refund_updated': {
      const { amountCents, currency, stripeRefundId } = notification.refund;
      return { amount_cents: -amountCents, currency, stripe_id: stripeRefundId, invoice_id: null };
    }
    case 'dispute_updated': {
      const { amountCents, currency, stripeDisputeId } = notification.dispute;
      return { amount_cents: -amountCents, currency, stripe_id: stripeDisputeId, invoice_id: null };
    }
    case 'payout_updated': {
      const { amountCents, currency, stripePayoutId } = notification.payout;
      return { amount_cents: amountCents, currency, stripe_id: stripePayoutId, invoice_id: null };
    }
    default:
      return null;
  }
}
