/** Stripe's events as staff see them: a quarantined one with the money that it reports and what to do about it. */
import type { StripeEvent } from '../../contracts/stripe-events.ts';
import { requireFound } from '../../domain/not-found.ts';
import { quarantineStep } from '../../domain/quarantine.ts';
import type { StripeFact } from '../../domain/stripe-notification.ts';
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
  const fact = app.stripe.readFact(record);
  const about = moneyOf(fact);
  const isOurs = distrustOf(app.stripe.readOrigin(record), app.clinic.livemode) === undefined;
  return about && { ...about, assignable: isOurs && fact.fact === 'payment_succeeded' };
}

function moneyOf(fact: StripeFact): Omit<ReportedMoney, 'assignable'> | null {
  switch (fact.fact) {
    case 'payment_succeeded':
    case 'payment_failed':
    case 'charge_refunded': {
      const { amountCents, currency, paymentIntentId, invoiceId } = fact.money;
      return { amount_cents: amountCents, currency, stripe_id: paymentIntentId, invoice_id: invoiceId };
    }
    case 'refund_told': {
      const { amountCents, currency, stripeRefundId } = fact.refund;
      return { amount_cents: -amountCents, currency, stripe_id: stripeRefundId, invoice_id: null };
    }
    case 'dispute_told': {
      const { amountCents, currency, stripeDisputeId } = fact.dispute;
      return { amount_cents: -amountCents, currency, stripe_id: stripeDisputeId, invoice_id: null };
    }
    case 'payout_told': {
      const { amountCents, currency, stripePayoutId } = fact.payout;
      return { amount_cents: amountCents, currency, stripe_id: stripePayoutId, invoice_id: null };
    }
    default:
      return null;
  }
}
