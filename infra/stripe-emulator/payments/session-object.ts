/** A checkout session as it is born, and the lines it is made of: every field, null where nothing is known. */
import type Stripe from 'stripe';
import { newId } from '../state/ids.ts';

export type NewSession = {
  id: string;
  created: number;
  expiresAt: number;
  currency: string;
  lineItems: Stripe.LineItem[];
  paymentMethodTypes: string[];
  url: string | null;
  /** What the request sets otherwise than the defaults. */
  over: Partial<Stripe.Checkout.Session>;
};

export function newSession(given: NewSession): Stripe.Checkout.Session {
  const sum = (field: 'amount_subtotal' | 'amount_total'): number =>
    given.lineItems.reduce((total, line) => total + line[field], 0);
  return {
    id: given.id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: null,
    amount_subtotal: sum('amount_subtotal'),
    amount_total: sum('amount_total'),
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: null,
    client_reference_id: null,
    client_secret: null,
    collected_information: { business_name: null, individual_name: null, shipping_details: null },
    consent: null,
    consent_collection: null,
    created: given.created,
    currency: given.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: null,
    customer_account: null,
    customer_creation: 'if_required',
    customer_details: null,
    customer_email: null,
    discounts: [],
    expires_at: given.expiresAt,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: null,
    managed_payments: null,
    metadata: {},
    mode: 'payment',
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: given.paymentMethodTypes,
    payment_status: 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: null,
    subscription: null,
    success_url: null,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: given.url,
    wallet_options: null,
    ...given.over,
  };
}

export type NewLine = {
  name: string;
  description: string | null;
  currency: string;
  unitAmount: number;
  quantity: number;
  metadata: Record<string, string>;
  created: number;
};

/** One line, with the one-off price that Stripe makes for `price_data`. */
export function newLine(given: NewLine): Stripe.LineItem {
  const total = given.unitAmount * given.quantity;
  return {
    id: newId('li'),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: total,
    amount_tax: 0,
    amount_total: total,
    currency: given.currency,
    description: given.name,
    metadata: given.metadata,
    price: newPrice(given),
    quantity: given.quantity,
  };
}

function newPrice(given: NewLine): Stripe.Price {
  return {
    id: newId('price'),
    object: 'price',
    active: false,
    billing_scheme: 'per_unit',
    created: given.created,
    currency: given.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: newId('prod'),
    recurring: null,
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'one_time',
    unit_amount: given.unitAmount,
    // On the wire a decimal is a text; the SDK turns it into its Decimal.
    unit_amount_decimal: String(given.unitAmount) as unknown as Stripe.Price['unit_amount_decimal'],
  };
}
