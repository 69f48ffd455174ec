/** The parameters of checkout sessions, each one that the SDK declares: modelled, or refused aloud. */
import type Stripe from 'stripe';
import { currency, unitAmount } from '../params/amounts.ts';
import { metadata } from '../params/metadata.ts';
import {
  boolean,
  choice,
  clearable,
  email,
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

type Complete<T> = Record<Exclude<keyof T, 'expand'>, Read<unknown>>;

const productData = object({
  name: text(),
  description: optional(text()),
  metadata,
  images: optional(list(url, 0, 8)),
  tax_code: optional(text()),
  unit_label: optional(text()),
  ...unmodelledFields('tax_details'),
} satisfies Complete<Stripe.Checkout.SessionCreateParams.LineItem.PriceData.ProductData>);

const priceData = object({
  currency,
  product: optional(text()),
  product_data: optional(productData),
  tax_behavior: optional(choice('exclusive', 'inclusive', 'unspecified')),
  unit_amount: optional(unitAmount),
  unit_amount_decimal: optional(text(20)),
  ...unmodelledFields('recurring'),
} satisfies Complete<Stripe.Checkout.SessionCreateParams.LineItem.PriceData>);

const lineItem = object({
  metadata,
  price: optional(text()),
  price_data: optional(priceData),
  quantity: optional(integer(1, 999_999)),
  ...unmodelledFields('adjustable_quantity', 'tax_rates'),
} satisfies Complete<Stripe.Checkout.SessionCreateParams.LineItem>);

export type LineItemInput = ReturnType<typeof lineItem>;
export const lineItems = list(lineItem, 1, 100);
/** A payment link takes fewer. */
export const linkLineItems = list(lineItem, 1, 20);

const descriptor = text(22);
const intentData = object({
  capture_method: optional(choice('automatic', 'automatic_async')),
  description: optional(text(1000)),
  metadata,
  receipt_email: optional(email),
  setup_future_usage: optional(choice('off_session', 'on_session')),
  statement_descriptor: optional(descriptor),
  statement_descriptor_suffix: optional(descriptor),
  ...unmodelledFields(
    'application_fee_amount',
    'on_behalf_of',
    'shipping',
    'transfer_data',
    'transfer_group',
  ),
} satisfies Complete<Stripe.Checkout.SessionCreateParams.PaymentIntentData>);

const methods = optional(
  list(choice('card', 'us_bank_account', 'link', 'cashapp', 'sepa_debit', 'klarna'), 0),
);
const message = clearable(object({ message: text(1200) }));
const LOCALES = [
  'auto',
  'en',
  'en-GB',
  'es',
  'es-419',
  'fr',
  'fr-CA',
  'de',
  'it',
  'ja',
  'pt',
  'pt-BR',
  'zh',
] as const;

export const createFields = {
  adaptive_pricing: optional(object({ enabled: optional(boolean) })),
  after_expiration: optional(
    object({
      recovery: optional(object({ enabled: boolean, allow_promotion_codes: optional(boolean) })),
    }),
  ),
  allow_promotion_codes: optional(boolean),
  allowed_payment_method_types: methods,
  billing_address_collection: optional(choice('auto', 'required')),
  branding_settings: optional(
    object({
      background_color: clearable(text(20)),
      border_style: clearable(choice('pill', 'rectangular', 'rounded')),
      button_color: clearable(text(20)),
      display_name: optional(text(200)),
      ...unmodelledFields('font_family', 'icon', 'logo'),
    } satisfies Complete<Stripe.Checkout.SessionCreateParams.BrandingSettings>),
  ),
  cancel_url: optional(url),
  client_reference_id: optional(text(200)),
  currency: optional(currency),
  custom_text: optional(
    object({
      after_submit: message,
      shipping_address: message,
      submit: message,
      terms_of_service_acceptance: message,
    } satisfies Complete<Stripe.Checkout.SessionCreateParams.CustomText>),
  ),
  customer: optional(text()),
  customer_creation: optional(choice('always', 'if_required')),
  customer_email: optional(email),
  excluded_payment_method_types: methods,
  expires_at: optional(integer(0)),
  integration_identifier: optional(text(200)),
  line_items: optional(lineItems),
  locale: optional(choice(...LOCALES)),
  metadata,
  mode: optional(choice('payment', 'setup', 'subscription')),
  origin_context: optional(choice('mobile_app', 'web')),
  payment_intent_data: optional(intentData),
  submit_type: optional(choice('auto', 'book', 'donate', 'pay', 'subscribe')),
  success_url: optional(url),
  ui_mode: optional(choice('hosted_page', 'embedded_page', 'elements', 'form')),
  ...unmodelledFields(
    'automatic_tax',
    'consent_collection',
    'custom_fields',
    'customer_account',
    'customer_update',
    'discounts',
    'invoice_creation',
    'managed_payments',
    'name_collection',
    'optional_items',
    'payment_method_collection',
    'payment_method_configuration',
    'payment_method_data',
    'payment_method_options',
    'permissions',
    'phone_number_collection',
    'redirect_on_completion',
    'return_url',
    'saved_payment_method_options',
    'setup_intent_data',
    'shipping_address_collection',
    'shipping_options',
    'subscription_data',
    'tax_id_collection',
    'wallet_options',
  ),
} satisfies Complete<Stripe.Checkout.SessionCreateParams>;

export type CreateInput = Values<typeof createFields>;

export const updateFields = {
  metadata,
  payment_intent_data: optional(
    object({
      description: clearable(text(1000)),
      metadata,
      setup_future_usage: clearable(choice('off_session', 'on_session')),
      statement_descriptor: clearable(descriptor),
      statement_descriptor_suffix: clearable(descriptor),
    } satisfies Complete<Stripe.Checkout.SessionUpdateParams.PaymentIntentData>),
  ),
  ...unmodelledFields('collected_information', 'line_items', 'shipping_options'),
} satisfies Complete<Stripe.Checkout.SessionUpdateParams>;

export type UpdateInput = Values<typeof updateFields>;
