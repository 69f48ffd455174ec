/** Events in the shape that Stripe sends, about a payment of one invoice. */
import { randomBytes } from 'node:crypto';

const CREATED = Math.floor(Date.UTC(2026, 10, 23, 12) / 1000);
const fresh = (prefix: string) => `${prefix}_${randomBytes(8).toString('hex')}`;

export type PaymentFacts = {
  invoiceId: string;
  amountCents: number;
  currency?: string;
  paymentIntentId?: string;
  clinicId?: string;
  livemode?: boolean;
};

/** The three events that report one successful payment, and the one that reports a failure. */
export function paymentEvents(facts: PaymentFacts) {
  const { invoiceId, amountCents, currency = 'usd', livemode = false } = facts;
  const intentId = facts.paymentIntentId ?? fresh('pi');
  const chargeId = fresh('ch');
  const metadata = { invoice_id: invoiceId, clinic_id: facts.clinicId ?? 'clinic' };
  const event = (type: string, object: object) => ({
    id: fresh('evt'),
    object: 'event',
    api_version: '2026-10-28.endive',
    created: CREATED,
    livemode,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type,
    data: { object: { livemode, metadata, currency, ...object } },
  });
  return {
    paymentIntentId: intentId,
    chargeId,
    completed: event('checkout.session.completed', {
      id: fresh('cs_test'),
      object: 'checkout.session',
      mode: 'payment',
      status: 'complete',
      payment_status: 'paid',
      payment_intent: intentId,
      amount_total: amountCents,
      client_reference_id: invoiceId,
    }),
    completedUnpaid: event('checkout.session.completed', {
      id: fresh('cs_test'),
      object: 'checkout.session',
      mode: 'payment',
      status: 'complete',
      payment_status: 'unpaid',
      payment_intent: intentId,
      amount_total: amountCents,
      client_reference_id: invoiceId,
    }),
    intentSucceeded: event('payment_intent.succeeded', {
      id: intentId,
      object: 'payment_intent',
      amount: amountCents,
      amount_received: amountCents,
      latest_charge: chargeId,
      status: 'succeeded',
    }),
    chargeSucceeded: event('charge.succeeded', {
      id: chargeId,
      object: 'charge',
      amount: amountCents,
      amount_captured: amountCents,
      payment_intent: intentId,
      payment_method_details: { type: 'card', card: { last4: '4242' } },
      paid: true,
      status: 'succeeded',
    }),
    intentFailed: event('payment_intent.payment_failed', {
      id: intentId,
      object: 'payment_intent',
      amount: amountCents,
      amount_received: 0,
      latest_charge: fresh('ch'),
      last_payment_error: { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' },
      status: 'requires_payment_method',
    }),
  };
}
