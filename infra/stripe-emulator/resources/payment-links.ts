/** `/v1/payment_links`. */
import type Stripe from 'stripe';
import { type Endpoint, existing, get, listing, post, retrieve } from '../http/endpoint.ts';
import { lineItemsOf } from '../http/present.ts';
import { checkChargeable, currency } from '../params/amounts.ts';
import { invalidParameter } from '../params/errors.ts';
import { mergeMetadata, metadata } from '../params/metadata.ts';
import { where } from '../params/ranges.ts';
import {
  boolean,
  choice,
  clearable,
  integer,
  list,
  object,
  optional,
  type Read,
  text,
  unmodelledFields,
  url,
  type Values,
} from '../params/read.ts';
import { NO_INTENT_DATA } from '../payments/intent-object.ts';
import { checkConverted } from '../payments/settlement.ts';
import { newId, randomText } from '../state/ids.ts';
import type { World } from '../state/world.ts';
import { emit } from '../webhooks/emit.ts';
import { linkLineItems } from './checkout-session-params.ts';
import { linesFrom } from './line-items.ts';
import { newPaymentLink } from './payment-link-object.ts';

const PATH = '/v1/payment_links';
type Complete<T> = Record<Exclude<keyof T, 'expand'>, Read<unknown>>;

const afterCompletion = object({
  type: choice('hosted_confirmation', 'redirect'),
  hosted_confirmation: optional(object({ custom_message: optional(text(500)) })),
  redirect: optional(object({ url })),
});
const restrictions = object({ completed_sessions: object({ limit: integer(1) }) });
const createFields = {
  line_items: linkLineItems,
  after_completion: optional(afterCompletion),
  allow_promotion_codes: optional(boolean),
  billing_address_collection: optional(choice('auto', 'required')),
  currency: optional(currency),
  customer_creation: optional(choice('always', 'if_required')),
  inactive_message: optional(text(500)),
  metadata,
  payment_intent_data: optional(
    object({
      capture_method: optional(choice('automatic', 'automatic_async')),
      description: optional(text(1000)),
      metadata,
      setup_future_usage: optional(choice('off_session', 'on_session')),
      statement_descriptor: optional(text(22)),
      statement_descriptor_suffix: optional(text(22)),
      ...unmodelledFields('transfer_group'),
    } satisfies Complete<Stripe.PaymentLinkCreateParams.PaymentIntentData>),
  ),
  payment_method_types: optional(list(choice('card', 'us_bank_account'), 1)),
  restrictions: optional(restrictions),
  submit_type: optional(choice('auto', 'book', 'donate', 'pay', 'subscribe')),
  ...unmodelledFields(
    'application_fee_amount',
    'application_fee_percent',
    'automatic_tax',
    'consent_collection',
    'custom_fields',
    'custom_text',
    'invoice_creation',
    'managed_payments',
    'name_collection',
    'on_behalf_of',
    'optional_items',
    'payment_method_collection',
    'payment_method_options',
    'phone_number_collection',
    'shipping_address_collection',
    'shipping_options',
    'subscription_data',
    'tax_id_collection',
    'transfer_data',
  ),
} satisfies Complete<Stripe.PaymentLinkCreateParams>;
type CreateInput = Values<typeof createFields>;

export const paymentLinks: Endpoint[] = [
  post(PATH, createFields, create),
  listing({ path: PATH, kind: 'payment_link' }, { active: optional(boolean) }, (equal) => where(equal)),
  retrieve(`${PATH}/:id`, 'payment_link'),
  post(
    `${PATH}/:id`,
    {
      active: optional(boolean),
      after_completion: optional(afterCompletion),
      inactive_message: clearable(text(500)),
      metadata,
      restrictions: clearable(restrictions),
    },
    (world, input, id) => {
      const link = existing(world, 'payment_link', id);
      const { completed } = world.store.detail('payment_link', id);
      const changed: Stripe.PaymentLink = {
        ...link,
        active: input.active ?? link.active,
        after_completion: completion(input.after_completion) ?? link.after_completion,
        inactive_message:
          input.inactive_message === undefined ? link.inactive_message : input.inactive_message,
        metadata: mergeMetadata(link.metadata, input.metadata),
        restrictions:
          input.restrictions === undefined ? link.restrictions : limited(input.restrictions, completed),
      };
      world.store.update('payment_link', changed);
      emit(world, 'payment_link.updated', changed);
      return changed;
    },
  ),
  get(`${PATH}/:id/line_items`, {}, (world, _, id) =>
    lineItemsOf(world, 'payment_link', existing(world, 'payment_link', id).id),
  ),
];

function create(world: World, input: CreateInput): Stripe.PaymentLink {
  const now = world.clock.now();
  const { lines, currency: code } = linesFrom(input.line_items, now);
  const total = lines.reduce((sum, line) => sum + line.amount_total, 0);
  checkChargeable(total, code);
  checkConverted(world, total, code);
  const data = input.payment_intent_data;
  const intent = {
    ...NO_INTENT_DATA,
    metadata: mergeMetadata({}, data?.metadata),
    description: data?.description ?? null,
    statement_descriptor: data?.statement_descriptor ?? null,
    statement_descriptor_suffix: data?.statement_descriptor_suffix ?? null,
    setup_future_usage: data?.setup_future_usage ?? null,
  };
  const link = newPaymentLink({
    id: newId('plink'),
    currency: code,
    url: `${world.publicUrl}/b/test_${randomText(14)}`,
    intent: data === undefined ? null : intent,
    over: {
      after_completion: completion(input.after_completion) ?? DEFAULT_COMPLETION,
      allow_promotion_codes: input.allow_promotion_codes ?? false,
      billing_address_collection: input.billing_address_collection ?? 'auto',
      customer_creation: input.customer_creation ?? 'if_required',
      inactive_message: input.inactive_message ?? null,
      metadata: mergeMetadata({}, input.metadata),
      payment_method_types: input.payment_method_types ?? null,
      restrictions: limited(input.restrictions ?? null, 0),
      submit_type: input.submit_type ?? 'auto',
    },
  });
  world.store.saveDetail('payment_link', link.id, { lineItems: lines, intent, completed: 0 });
  world.store.insert('payment_link', link);
  emit(world, 'payment_link.created', link);
  return link;
}

function limited(
  given: ReturnType<typeof restrictions> | null,
  count: number,
): Stripe.PaymentLink.Restrictions | null {
  return given === null ? null : { completed_sessions: { count, limit: given.completed_sessions.limit } };
}

const DEFAULT_COMPLETION: Stripe.PaymentLink.AfterCompletion = {
  hosted_confirmation: { custom_message: null },
  type: 'hosted_confirmation',
};

function completion(
  given: ReturnType<typeof afterCompletion> | undefined,
): Stripe.PaymentLink.AfterCompletion | undefined {
  if (given === undefined) return undefined;
  if (given.type === 'hosted_confirmation') {
    const message = given.hosted_confirmation?.custom_message ?? null;
    return { hosted_confirmation: { custom_message: message }, type: given.type };
  }
  if (given.redirect !== undefined) return { redirect: given.redirect, type: given.type };
  const param = 'after_completion[redirect]';
  throw invalidParameter(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
}
