/** Refunds at Stripe: sent with a permanent idempotency key, and looked up after a lost response. */
import type Stripe from 'stripe';
import * as z from 'zod';
import type { RefundRequest } from '../../capabilities/ports/refunds.ts';
import type {
  StripeCharge,
  StripeMoney,
  StripePaymentIds,
  StripeRefund,
} from '../../domain/stripe-notification.ts';
import { allOf, orUnknown } from './answers.ts';
import { readCharge, readIntent, readRefund } from './objects.ts';

const made = z.object({ id: z.string().min(1), object: z.literal('refund') });

export async function sendRefund(
  stripe: Stripe,
  request: RefundRequest,
  idempotencyKey: string,
): Promise<{ stripeRefundId: string }> {
  const refund = await stripe.refunds.create(
    {
      payment_intent: request.paymentIntentId,
      amount: request.amountCents,
      reason: request.reason,
      metadata: { refund_id: request.refundId, clinic_id: request.clinicId },
    },
    { idempotencyKey },
  );
  return { stripeRefundId: made.parse(refund).id };
}

/** Oldest first. */
export async function refundsOf(
  stripe: Stripe,
  payment: StripePaymentIds,
): Promise<StripeRefund[] | 'unknown'> {
  const of = refOf(payment);
  if (!of) return 'unknown';
  return orUnknown(async () => {
    // A list for a payment that does not exist is empty; only the payment itself says that it is not there.
    await intentOf(stripe, payment);
    const refunds = await allOf((page) => stripe.refunds.list({ ...page, ...of }), readOne);
    return refunds.toReversed();
  });
}

const readOne = (refund: Stripe.Refund): StripeRefund => readRefund(refund, new Date(refund.created * 1000));

const refOf = ({ paymentIntentId, chargeId }: StripePaymentIds) =>
  paymentIntentId ? { payment_intent: paymentIntentId } : chargeId ? { charge: chargeId } : undefined;

/** The money of a payment as Stripe has it now. */
export async function paymentMoney(
  stripe: Stripe,
  payment: StripePaymentIds,
): Promise<StripeMoney | 'not_paid' | 'unknown'> {
  return orUnknown(async () => moneyOf(await intentOf(stripe, payment)));
}

/** What a payment intent has brought in; its charge, where it is expanded, has the method and the instant. */
export function moneyOf(intent: Stripe.PaymentIntent | null): StripeMoney | 'not_paid' {
  if (intent?.status !== 'succeeded') return 'not_paid';
  const { latest_charge: charge } = intent;
  if (typeof charge === 'object' && charge !== null) {
    const reported = readCharge(charge, new Date(charge.created * 1000));
    if (reported) return reported.money;
  }
  return readIntent(intent, new Date(intent.created * 1000)).money;
}

/** A payment as it was tried; its amount is the one that was asked for. */
export const attemptNow = (stripe: Stripe, id: string): Promise<StripeMoney | 'unknown'> =>
  orUnknown(async () => {
    const intent = await stripe.paymentIntents.retrieve(id);
    const { money, wantedCents } = readIntent(intent, new Date(intent.created * 1000));
    return { ...money, amountCents: wantedCents };
  });

/** A charge as it is now; `unknown` when Stripe has no such charge of a payment intent. */
export const chargeNow = (stripe: Stripe, id: string): Promise<StripeCharge | 'unknown'> =>
  orUnknown(async () => {
    const charge = await stripe.charges.retrieve(id);
    return readCharge(charge, new Date(charge.created * 1000)) ?? 'unknown';
  });

/** The payment intent with its charge; null for a charge that has none. */
async function intentOf(
  stripe: Stripe,
  { paymentIntentId, chargeId }: StripePaymentIds,
): Promise<Stripe.PaymentIntent | null> {
  const id = paymentIntentId ?? (await stripe.charges.retrieve(chargeId ?? 'none')).payment_intent;
  if (id === null) return null;
  return stripe.paymentIntents.retrieve(typeof id === 'string' ? id : id.id, { expand: ['latest_charge'] });
}
