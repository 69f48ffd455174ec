/** `/v1/refunds`. */
import type Stripe from 'stripe';
import { type Endpoint, existing, listing, post, retrieve } from '../http/endpoint.ts';
import { invalidRequest } from '../params/errors.ts';
import { mergeMetadata, metadata } from '../params/metadata.ts';
import { range, where } from '../params/ranges.ts';
import { choice, integer, optional, type Read, text, unmodelledFields } from '../params/read.ts';
import { cancelRefund, refundCharge } from '../payments/refunds.ts';
import type { World } from '../state/world.ts';
import { emit } from '../webhooks/emit.ts';

const PATH = '/v1/refunds';

const createFields = {
  amount: optional(integer(1)),
  charge: optional(text()),
  payment_intent: optional(text()),
  reason: optional(choice('duplicate', 'fraudulent', 'requested_by_customer')),
  metadata,
  ...unmodelledFields(
    'currency',
    'customer',
    'instructions_email',
    'origin',
    'refund_application_fee',
    'reverse_transfer',
  ),
} satisfies Record<Exclude<keyof Stripe.RefundCreateParams, 'expand'>, Read<unknown>>;

export const refunds: Endpoint[] = [
  post(PATH, createFields, (world, { amount, reason, metadata: given, charge, payment_intent: intent }) => {
    const refunding = { amount, reason: reason ?? null, metadata: mergeMetadata({}, given) };
    return refundCharge(world, chargeOf(world, charge, intent), refunding);
  }),
  listing(
    { path: PATH, kind: 'refund' },
    { created: range, charge: optional(text()), payment_intent: optional(text()) },
    ({ created, ...equal }) => where(equal, { created }),
  ),
  retrieve(`${PATH}/:id`, 'refund'),
  post(`${PATH}/:id`, { metadata }, (world, input, id) => {
    const refund = existing(world, 'refund', id);
    const changed = { ...refund, metadata: mergeMetadata(refund.metadata, input.metadata) };
    world.store.update('refund', changed);
    emit(world, 'refund.updated', changed, { metadata: refund.metadata });
    return changed;
  }),
  post(`${PATH}/:id/cancel`, {}, (world, _, id) => cancelRefund(world, existing(world, 'refund', id))),
];

function chargeOf(world: World, charge: string | undefined, intentId: string | undefined): Stripe.Charge {
  if (charge !== undefined) {
    const found = existing(world, 'charge', charge, 'charge');
    if (intentId === undefined || found.payment_intent === intentId) return found;
    throw invalidRequest(`Charge ${charge} does not belong to the PaymentIntent ${intentId}.`, {
      param: 'charge',
    });
  }
  if (intentId === undefined) {
    const message =
      'One of the following params should be provided for this request: payment_intent or charge.';
    throw invalidRequest(message, { code: 'parameter_missing' });
  }
  const intent = existing(world, 'payment_intent', intentId, 'payment_intent');
  if (intent.status === 'succeeded') return existing(world, 'charge', String(intent.latest_charge));
  throw invalidRequest(`This PaymentIntent (${intentId}) does not have a successful charge to refund.`, {
    code: 'payment_intent_unexpected_state',
    param: 'payment_intent',
  });
}
