/** `/v1/payment_intents` and `/v1/charges`. */
import type Stripe from 'stripe';
import { type Endpoint, existing, listing, post, retrieve } from '../http/endpoint.ts';
import { checkChargeable, currency } from '../params/amounts.ts';
import { invalidRequest, resourceMissing, StripeError } from '../params/errors.ts';
import { mergeMetadata, metadata } from '../params/metadata.ts';
import { range, where } from '../params/ranges.ts';
import { boolean, choice, clearable, email, integer, object, optional, text } from '../params/read.ts';
import { NO_INTENT_DATA, newIntent } from '../payments/intent-object.ts';
import { cancel } from '../payments/intents.ts';
import { checkConverted } from '../payments/settlement.ts';
import type { World } from '../state/world.ts';
import { emit } from '../webhooks/emit.ts';

const INTENTS = '/v1/payment_intents';
const CHARGES = '/v1/charges';

export const payments: Endpoint[] = [
  post(
    INTENTS,
    {
      amount: integer(1),
      currency,
      automatic_payment_methods: optional(
        object({ enabled: boolean, allow_redirects: optional(choice('always', 'never')) }),
      ),
      customer: optional(text()),
      description: optional(text(1000)),
      metadata,
      receipt_email: optional(email),
      statement_descriptor: optional(text(22)),
      statement_descriptor_suffix: optional(text(22)),
    },
    (world, input) => {
      if (input.customer !== undefined) throw resourceMissing('customer', input.customer, 'customer');
      checkChargeable(input.amount, input.currency, 'amount');
      checkConverted(world, input.amount, input.currency, 'amount');
      const intent = newIntent({
        amount: input.amount,
        currency: input.currency,
        created: world.clock.now(),
        data: {
          ...NO_INTENT_DATA,
          metadata: mergeMetadata({}, input.metadata),
          description: input.description ?? null,
          receipt_email: input.receipt_email ?? null,
          statement_descriptor: input.statement_descriptor ?? null,
          statement_descriptor_suffix: input.statement_descriptor_suffix ?? null,
        },
        methods: ['card'],
        automatic: input.automatic_payment_methods?.enabled ?? true,
      });
      emit(world, 'payment_intent.created', world.store.insert('payment_intent', intent));
      return intent;
    },
  ),
  listing(
    { path: INTENTS, kind: 'payment_intent' },
    { created: range, customer: optional(text()), customer_account: optional(text()) },
    ({ created, ...equal }) => where(equal, { created }),
  ),
  retrieve(`${INTENTS}/:id`, 'payment_intent'),
  post(
    `${INTENTS}/:id`,
    { description: clearable(text(1000)), metadata, receipt_email: clearable(email) },
    (world, input, id) => {
      const intent = existing(world, 'payment_intent', id);
      return world.store.update('payment_intent', { ...intent, ...described(intent, input) });
    },
  ),
  post(
    `${INTENTS}/:id/cancel`,
    {
      cancellation_reason: optional(choice('abandoned', 'duplicate', 'fraudulent', 'requested_by_customer')),
    },
    (world, input, id) => {
      const intent = existing(world, 'payment_intent', id);
      checkCancellable(world, intent);
      return cancel(world, intent, input.cancellation_reason ?? null);
    },
  ),
  listing(
    { path: CHARGES, kind: 'charge' },
    {
      created: range,
      customer: optional(text()),
      payment_intent: optional(text()),
      transfer_group: optional(text()),
    },
    ({ created, ...equal }) => where(equal, { created }),
  ),
  retrieve(`${CHARGES}/:id`, 'charge'),
  post(
    `${CHARGES}/:id`,
    { description: clearable(text(1000)), metadata, receipt_email: clearable(email) },
    (world, input, id) => {
      const charge = existing(world, 'charge', id);
      return world.store.update('charge', { ...charge, ...described(charge, input) });
    },
  ),
];

type Description = {
  description: string | null | undefined;
  receipt_email: string | null | undefined;
  metadata: Parameters<typeof mergeMetadata>[1];
};

function described(current: Stripe.PaymentIntent | Stripe.Charge, input: Description) {
  return {
    metadata: mergeMetadata(current.metadata, input.metadata),
    description: input.description === undefined ? current.description : input.description,
    receipt_email: input.receipt_email === undefined ? current.receipt_email : input.receipt_email,
  };
}

/** A session's intent ends with its session, and a finished one not at all. */
function checkCancellable(world: World, intent: Stripe.PaymentIntent): void {
  const filter = where({ payment_intent: intent.id });
  const [session] = world.store.list('checkout.session', filter, { limit: 1 });
  if (session !== undefined) {
    const message = `You cannot cancel this PaymentIntent because it was created by the Checkout Session ${session.id}. Expire the Checkout Session instead.`;
    throw invalidRequest(message, { code: 'payment_intent_unexpected_state' });
  }
  if (['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status)) return;
  throw new StripeError(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message: `You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`,
    payment_intent: intent,
  });
}
