/** The payment intent's way, with its charges: begun by an attempt, then paid, refused, waiting or cancelled. */
import type Stripe from 'stripe';
import type { Payer } from '../state/kinds.ts';
import { delaysOf, type World } from '../state/world.ts';
import { emit } from '../webhooks/emit.ts';
import { bookConverted, paymentFees } from './balance.ts';
import type { Decline } from './cards.ts';
import { type Instrument, newCharge } from './charge-object.ts';

/** Makes the charge of a payment attempt and makes it the intent's latest. */
export function charge(
  world: World,
  intent: Stripe.PaymentIntent,
  payer: Payer,
  { instrument, decline }: { instrument: Instrument; decline: Decline | null },
): Stripe.Charge {
  const made = newCharge({
    intent,
    created: world.clock.now(),
    payerName: payer.name,
    payerEmail: payer.email,
    instrument,
    decline,
    publicUrl: world.publicUrl,
  });
  world.store.insert('charge', made);
  world.store.saveDetail('charge', made.id, {
    card: instrument.type === 'card' ? instrument.number : null,
    account: instrument.type === 'card' ? null : instrument.account,
  });
  intent.latest_charge = made.id;
  intent.next_action = null;
  return made;
}

/** The money is sure: the intent has succeeded. */
export function succeed(world: World, intent: Stripe.PaymentIntent, paid: Stripe.Charge): void {
  const settled: Stripe.PaymentIntent = {
    ...intent,
    status: 'succeeded',
    amount_received: paid.amount,
    latest_charge: paid.id,
    payment_method: paid.payment_method,
    last_payment_error: null,
    next_action: null,
  };
  world.store.update('payment_intent', settled);
  emit(world, 'charge.succeeded', paid);
  emit(world, 'payment_intent.succeeded', settled);
}

/** The attempt failed; the intent waits for another. */
export function fail(
  world: World,
  intent: Stripe.PaymentIntent,
  failed: Stripe.Charge | null,
  decline: Decline,
): void {
  const waiting: Stripe.PaymentIntent = {
    ...intent,
    status: 'requires_payment_method',
    latest_charge: failed?.id ?? intent.latest_charge,
    next_action: null,
    payment_method: null,
    last_payment_error: {
      ...(failed === null ? {} : { charge: failed.id }),
      code: decline.code as Stripe.PaymentIntent.LastPaymentError.Code,
      ...(decline.declineCode === null ? {} : { decline_code: decline.declineCode }),
      doc_url: `https://stripe.com/docs/error-codes/${decline.code.replaceAll('_', '-')}`,
      message: decline.message,
      type: 'card_error',
    },
  };
  world.store.update('payment_intent', waiting);
  if (failed !== null) emit(world, 'charge.failed', failed);
  emit(world, 'payment_intent.payment_failed', waiting);
}

export function cancel(
  world: World,
  intent: Stripe.PaymentIntent,
  reason: string | null,
): Stripe.PaymentIntent {
  const canceled: Stripe.PaymentIntent = {
    ...intent,
    status: 'canceled',
    canceled_at: world.clock.now(),
    cancellation_reason: reason,
    next_action: null,
  };
  world.store.update('payment_intent', canceled);
  emit(world, 'payment_intent.canceled', canceled);
  return canceled;
}

/** The capture that follows a success: the charge gets its balance transaction, and so its fee is known. */
export function captureCharge(world: World, id: string): void {
  const captured = world.store.get('charge', id);
  if (captured.balance_transaction !== null || captured.status === 'failed') return;
  const { card } = world.store.detail('charge', id);
  const entry = bookConverted(world, {
    amount: captured.amount,
    currency: captured.currency,
    type: card === null ? 'payment' : 'charge',
    reportingCategory: 'charge',
    source: id,
    description: captured.description,
    fees: paymentFees(world, captured.currency),
    availableInDays: card === null ? 4 : card === '4000000000000077' ? 0 : 2,
  });
  const updated = { ...captured, balance_transaction: entry.id };
  world.store.update('charge', updated);
  emit(world, 'charge.updated', updated, { balance_transaction: null });
}

/** Captures now, or after the delay that is set. */
export function captureLater(world: World, id: string): void {
  const { capture } = delaysOf(world);
  if (capture > 0) world.store.schedule(world.clock.now() + capture, 'capture_charge', id);
  else captureCharge(world, id);
}
