/** A payment link as it is born: every field, null where nothing is set. */
import type Stripe from 'stripe';
import type { IntentData } from '../state/kinds.ts';

export type NewPaymentLink = {
  id: string;
  currency: string;
  url: string;
  intent: IntentData | null;
  over: Pick<
    Stripe.PaymentLink,
    | 'after_completion'
    | 'allow_promotion_codes'
    | 'billing_address_collection'
    | 'customer_creation'
    | 'inactive_message'
    | 'metadata'
    | 'payment_method_types'
    | 'restrictions'
    | 'submit_type'
  >;
};

export function newPaymentLink({ id, currency, url, intent, over }: NewPaymentLink): Stripe.PaymentLink {
  return {
    id,
    object: 'payment_link',
    active: true,
    application: null,
    application_fee_amount: null,
    application_fee_percent: null,
    automatic_tax: { enabled: false, liability: null },
    consent_collection: null,
    currency,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    invoice_creation: null,
    livemode: false,
    managed_payments: null,
    on_behalf_of: null,
    payment_intent_data:
      intent === null
        ? null
        : {
            capture_method: null,
            description: intent.description,
            metadata: intent.metadata,
            setup_future_usage: intent.setup_future_usage,
            statement_descriptor: intent.statement_descriptor,
            statement_descriptor_suffix: intent.statement_descriptor_suffix,
            transfer_group: null,
          },
    payment_method_collection: 'always',
    payment_method_options: null,
    phone_number_collection: { enabled: false },
    shipping_address_collection: null,
    shipping_options: [],
    subscription_data: null,
    tax_id_collection: { enabled: false, required: 'never' },
    transfer_data: null,
    url,
    ...over,
  };
}
