/** Reading what an event says, from its snapshot: whether it is still so is asked where it matters. */
import * as z from 'zod';
import type { StripeEventRecord } from '../../capabilities/ports/stripe-events.ts';
import type { DisputeMovement, StripeNotification } from '../../domain/stripe-notification.ts';
import type { EventOrigin } from '../../domain/stripe-trust.ts';
import {
  readCharge,
  readDispute,
  readFraudWarning,
  readIntent,
  readPayout,
  readRefund,
  readSession,
} from './objects.ts';

/** What the event means for the clinic; `not_understood` when it is of a kind that matters and lacks what it needs. */
export function parseNotification(event: StripeEventRecord): StripeNotification {
  const read = READERS[event.type];
  if (!read) return { kind: 'ignored' };
  try {
    const { data } = JSON.parse(event.payload) as { data: { object: unknown } };
    return read(data.object, event.createdAt);
  } catch (error) {
    if (error instanceof z.ZodError && error.issues.some(({ code }) => code === 'too_big'))
      return { kind: 'unparseable', why: 'amount_too_large' };
    const why = error instanceof z.ZodError ? z.prettifyError(error).slice(0, 300) : String(error);
    return { kind: 'unparseable', why: `not_understood: ${why}` };
  }
}

/** A mode that is neither live nor test is no mode of ours; an account in a form that we do not know is another one. */
const UNREADABLE = 'unreadable';
const account = z.string().nullish().catch(UNREADABLE);
const origin = z.object({
  object: z.string(),
  account,
  context: z
    .union([z.string(), z.looseObject({}).transform((context) => JSON.stringify(context))])
    .nullish()
    .catch(UNREADABLE),
  data: z
    .object({ object: z.looseObject({ livemode: z.boolean().nullish().catch(null) }) })
    .nullish()
    .catch(null),
});

/** Where an event is from, by its own envelope and by the object in it. */
export function readOrigin(event: StripeEventRecord): EventOrigin {
  const read = origin.parse(JSON.parse(event.payload));
  const inside = read.data?.object.livemode ?? undefined;
  return {
    account: read.account || read.context || null,
    livemodes: inside === undefined ? [event.livemode] : [event.livemode, inside],
    thin: read.object !== 'event',
  };
}

type Reader = (object: unknown, at: Date) => StripeNotification;

const sessionPaid: Reader = (object, at) => {
  const { id, money } = readSession(object, at);
  if (money === 'unpaid') return { kind: 'checkout_finished', sessionId: id };
  if (money === null) return { kind: 'unparseable', why: 'paid_without_payment_intent' };
  return { kind: 'payment_succeeded', money };
};

const chargePaid: Reader = (object, at) => {
  const charge = readCharge(object, at);
  return charge ? { kind: 'payment_succeeded', money: charge.money } : { kind: 'ignored' };
};

/** Only a charge that Stripe has booked moves its balance; a declined card does not. */
const debitUnsettled: Reader = (object, at) => {
  const charge = readCharge(object, at);
  return charge?.isDelayed
    ? { kind: 'debit_unsettled', chargeId: charge.money.chargeId }
    : { kind: 'ignored' };
};

const refundUpdated: Reader = (object, at) => ({ kind: 'refund_updated', refund: readRefund(object, at) });
const disputeUpdated: Reader = (object, at) => ({
  kind: 'dispute_updated',
  dispute: readDispute(object, at),
});
const payoutUpdated: Reader = (object, at) => ({ kind: 'payout_updated', payout: readPayout(object, at) });

const fraudWarning: Reader = (object) => ({ kind: 'fraud_warning', ...readFraudWarning(object) });

/** The event itself says that money moved; the dispute's list of movements may lag behind it. */
const disputeMoved =
  (direction: DisputeMovement['direction']): Reader =>
  (object, at) => {
    const dispute = readDispute(object, at);
    if (dispute.movements.some((movement) => movement.direction === direction)) {
      return { kind: 'dispute_updated', dispute };
    }
    const { amountCents, currency } = dispute;
    const unknown = { balanceTransactionId: null, transaction: null, feeCents: 0, feeCurrency: currency };
    const movement: DisputeMovement = { direction, amountCents, ...unknown };
    return { kind: 'dispute_updated', dispute: { ...dispute, movements: [...dispute.movements, movement] } };
  };

const READERS: Record<string, Reader | undefined> = {
  'checkout.session.completed': sessionPaid,
  'checkout.session.async_payment_succeeded': sessionPaid,
  'checkout.session.async_payment_failed': (object, at) => ({
    kind: 'checkout_failed',
    sessionId: readSession(object, at).id,
  }),
  'checkout.session.expired': (object, at) => ({
    kind: 'checkout_expired',
    sessionId: readSession(object, at).id,
  }),
  'payment_intent.succeeded': (object, at) => ({
    kind: 'payment_succeeded',
    money: readIntent(object, at).money,
  }),
  'payment_intent.payment_failed': (object, at) => {
    const { money, wantedCents, failure, failureCode } = readIntent(object, at);
    return {
      kind: 'payment_failed',
      money: { ...money, amountCents: wantedCents },
      message: failure ?? 'The payment was not accepted.',
      code: failureCode,
    };
  },
  'charge.succeeded': chargePaid,
  'charge.pending': debitUnsettled,
  'charge.failed': debitUnsettled,
  'charge.updated': (object, at) => {
    const id = readCharge(object, at)?.balanceTransactionId;
    return id ? { kind: 'fee_known', balanceTransactionId: id } : { kind: 'ignored' };
  },
  'charge.refunded': (object, at) => {
    const charge = readCharge(object, at);
    if (!charge) return { kind: 'ignored' };
    return { kind: 'charge_refunded', money: charge.money, refundedCents: charge.refundedCents };
  },
  'refund.created': refundUpdated,
  'refund.updated': refundUpdated,
  'refund.failed': refundUpdated,
  'charge.refund.updated': refundUpdated,
  'charge.dispute.created': disputeUpdated,
  'charge.dispute.updated': disputeUpdated,
  'charge.dispute.closed': disputeUpdated,
  'charge.dispute.funds_withdrawn': disputeMoved('withdrawn'),
  'charge.dispute.funds_reinstated': disputeMoved('reinstated'),
  'radar.early_fraud_warning.created': fraudWarning,
  'radar.early_fraud_warning.updated': fraudWarning,
  'payout.created': payoutUpdated,
  'payout.updated': payoutUpdated,
  'payout.paid': payoutUpdated,
  'payout.failed': payoutUpdated,
  'payout.canceled': payoutUpdated,
  'payout.reconciliation_completed': payoutUpdated,
};

/** Whether events of this type are read here at all. */
export const isApplied = (type: string): boolean => READERS[type] !== undefined;

/** The events to which Stripe's endpoint is subscribed: exactly those that are read here. */
export const STRIPE_EVENT_TYPES: readonly string[] = Object.keys(READERS).sort();
