/** `/v1/checkout/sessions`. */
import type Stripe from 'stripe';
import { type Endpoint, existing, get, listing, post, retrieve } from '../http/endpoint.ts';
import { lineItemsOf } from '../http/present.ts';
import { invalidRequest } from '../params/errors.ts';
import { mergeMetadata } from '../params/metadata.ts';
import { range, where } from '../params/ranges.ts';
import { choice, email, integer, object, optional, text } from '../params/read.ts';
import { expireSession } from '../payments/sessions.ts';
import type { World } from '../state/world.ts';
import { create } from './checkout-session-create.ts';
import { createFields, type UpdateInput, updateFields } from './checkout-session-params.ts';

const PATH = '/v1/checkout/sessions';

export const checkoutSessions: Endpoint[] = [
  post(PATH, createFields, create),
  listing(
    { path: PATH, kind: 'checkout.session' },
    {
      created: range,
      customer: optional(text()),
      customer_account: optional(text()),
      customer_details: optional(object({ email })),
      payment_intent: optional(text()),
      payment_link: optional(text()),
      status: optional(choice('complete', 'expired', 'open')),
      subscription: optional(text()),
    },
    ({ created, customer_details: details, ...equal }) =>
      where({ ...equal, 'customer_details.email': details?.email }, { created }),
  ),
  retrieve(`${PATH}/:id`, 'checkout.session'),
  post(`${PATH}/:id`, updateFields, update),
  post(`${PATH}/:id/expire`, {}, (world, _, id) => {
    const session = existing(world, 'checkout.session', id);
    if (session.status !== 'open') {
      const message = `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`;
      throw invalidRequest(message);
    }
    return expireSession(world, session);
  }),
  get(
    `${PATH}/:id/line_items`,
    { limit: optional(integer(1, 100)), starting_after: optional(text()), ending_before: optional(text()) },
    (world, { limit, starting_after: after }, id) => {
      existing(world, 'checkout.session', id);
      const all = lineItemsOf(world, 'checkout.session', id);
      const from = after === undefined ? 0 : all.data.findIndex((line) => line.id === after) + 1;
      const data = all.data.slice(from, from + (limit ?? 10));
      return { ...all, data, has_more: from + data.length < all.data.length };
    },
  ),
];

function update(world: World, input: UpdateInput, id: string): Stripe.Checkout.Session {
  const session = existing(world, 'checkout.session', id);
  const data = input.payment_intent_data;
  if (data !== undefined) {
    if (session.status !== 'open') {
      throw invalidRequest('Only an open Checkout Session can be given other payment_intent_data.', {
        param: 'payment_intent_data',
      });
    }
    const detail = world.store.detail('checkout.session', id);
    const { metadata, ...given } = data;
    const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const intent = {
      ...detail.intent,
      ...changes,
      metadata: mergeMetadata(detail.intent.metadata, metadata),
    };
    world.store.saveDetail('checkout.session', id, { ...detail, intent });
  }
  const updated = { ...session, metadata: mergeMetadata(session.metadata, input.metadata) };
  return world.store.update('checkout.session', updated);
}
