/** Reading what an event says, from its snapshot: whether it is still so is asked where it matters. */
import * as z from 'zod';
import type { StripeEventRecord } from '../../capabilities/ports/stripe-events.ts';
import type { DisputeMovement, StripeFact } from '../../domain/stripe-notification.ts';
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
export function readFact(event: StripeEventRecord): StripeFact {
  const read = READERS[event.type];
  if (!read) return { fact: 'of_no_interest' };
  try {
    const { data } = JSON.parse(event.payload) as { data: { object: unknown } };
    return read(data.object, event.createdAt);
  } catch (error) {
    if (error instanceof z.ZodError && error.issues.some(({ code }) => code === 'too_big'))
      return { fact: 'not_understood', why: 'amount_too_large' };
    const why = error instanceof z.ZodError ? z.prettifyError(error).slice(0, 300) : String(error);
    return { fact: 'not_understood', why: `not_understood: ${why}` };
  }
}

const origin = z.object({
  object: z.string(),
  account: z.string().nullish(),
  context: z.union([z.string(), z.looseObject({})]).nullish(),
  data: z.object({ object: z.looseObject({ livemode: z.boolean().optional() }) }).optional(),
});

/** Where an event is from, by its own envelope and by the object in it. */
export function readOrigin(event: StripeEventRecord): EventOrigin {
  const read = origin.parse(JSON.parse(event.payload));
  const inside = read.data?.object.livemode;
  const context = typeof read.context === 'object' ? JSON.stringify(read.context) : read.context;
  return {
    account: read.account || context || null,
    livemodes: inside === undefined ? [event.livemode] : [event.livemode, inside],
    thin: read.object !== 'event',
  };
}

type Reader = (object: unknown, at: Date) => StripeFact;

const sessionPaid: Reader = (object, at) => {
  const { id, money } = readSession(object, at);
  if (money === 'unpaid') return { fact: 'checkout_finished', sessionId: id };
  if (money === null) return { fact: 'not_understood', why: 'paid_without_payment_intent' };
  return { fact: 'payment_succeeded', money };
};

const chargePaid: Reader = (object, at) => {
  const charge = readCharge(object, at);
  return charge ? { fact: 'payment_succeeded', money: charge.money } : { fact: 'of_no_interest' };
};

/** Only a charge that Stripe has booked moves its balance; a declined card does not. */
const debitUnsettled: Reader = (object, at) => {
  const charge = readCharge(object, at);
  return charge?.isDelayed
    ? { fact: 'debit_unsettled', chargeId: charge.money.chargeId }
    : { fact: 'of_no_interest' };
};

const refundTold: Reader = (object, at) => ({ fact: 'refund_told', refund: readRefund(object, at) });
const disputeTold: Reader = (object, at) => ({ fact: 'dispute_told', dispute: readDispute(object, at) });
const payoutTold: Reader = (object, at) => ({ fact: 'payout_told', payout: readPayout(object, at) });

const fraudWarning: Reader = (object) => ({ fact: 'fraud_warning', ...readFraudWarning(object) });

/** The event itself says that money moved; the dispute's list of movements may lag behind it. */
const disputeMoved =
  (direction: DisputeMovement['direction']): Reader =>
  (object, at) => {
    const dispute = readDispute(object, at);
    if (dispute.movements.some((movement) => movement.direction === direction)) {
      return { fact: 'dispute_told', dispute };
    }
    const { amountCents, currency } = dispute;
    const unknown = { balanceTransactionId: null, transaction: null, feeCents: 0, feeCurrency: currency };
    const movement: DisputeMovement = { direction, amountCents, ...unknown };
    return { fact: 'dispute_told', dispute: { ...dispute, movements: [...dispute.movements, movement] } };
  };

const READERS: Record<string, Reader | undefined> = {
  'checkout.session.completed': sessionPaid,
  'checkout.session.async_payment_succeeded': sessionPaid,
  'checkout.session.async_payment_failed': (object, at) => ({
    fact: 'checkout_failed',
    sessionId: readSession(object, at).id,
  }),
  'checkout.session.expired': (object, at) => ({
    fact: 'checkout_expired',
    sessionId: readSession(object, at).id,
  }),
  'payment_intent.succeeded': (object, at) => ({
    fact: 'payment_succeeded',
    money: readIntent(object, at).money,
  }),
  'payment_intent.payment_failed': (object, at) => {
    const { money, wantedCents, failure, failureCode } = readIntent(object, at);
    return {
      fact: 'payment_failed',
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
    return id ? { fact: 'fee_known', balanceTransactionId: id } : { fact: 'of_no_interest' };
  },
  'charge.refunded': (object, at) => {
    const charge = readCharge(object, at);
    if (!charge) return { fact: 'of_no_interest' };
    return { fact: 'charge_refunded', money: charge.money, refundedCents: charge.refundedCents };
  },
  'refund.created': refundTold,
  'refund.updated': refundTold,
  'refund.failed': refundTold,
  'charge.refund.updated': refundTold,
  'charge.dispute.created': disputeTold,
  'charge.dispute.updated': disputeTold,
  'charge.dispute.closed': disputeTold,
  'charge.dispute.funds_withdrawn': disputeMoved('withdrawn'),
  'charge.dispute.funds_reinstated': disputeMoved('reinstated'),
  'radar.early_fraud_warning.created': fraudWarning,
  'radar.early_fraud_warning.updated': fraudWarning,
  'payout.created': payoutTold,
  'payout.updated': payoutTold,
  'payout.paid': payoutTold,
  'payout.failed': payoutTold,
  'payout.canceled': payoutTold,
  'payout.reconciliation_completed': payoutTold,
};

/** Whether events of this type are read here at all. */
export const isApplied = (type: string): boolean => READERS[type] !== undefined;

/** The events to which Stripe's endpoint is subscribed: exactly those that are read here. */
export const STRIPE_EVENT_TYPES: readonly string[] = Object.keys(READERS).sort();
