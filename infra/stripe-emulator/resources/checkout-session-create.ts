/** `POST /v1/checkout/sessions`: what is refused, and the session that comes of the rest. */
import type Stripe from 'stripe';
import { checkChargeable } from '../params/amounts.ts';
import { invalidParameter, resourceMissing } from '../params/errors.ts';
import { mergeMetadata } from '../params/metadata.ts';
import { newSession } from '../payments/session-object.ts';
import { openNew } from '../payments/sessions.ts';
import { checkConverted } from '../payments/settlement.ts';
import { newSessionId, randomText } from '../state/ids.ts';
import type { IntentData } from '../state/kinds.ts';
import type { World } from '../state/world.ts';
import type { CreateInput } from './checkout-session-params.ts';
import { linesFrom } from './line-items.ts';

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

export function create(world: World, input: CreateInput): Stripe.Checkout.Session {
  const now = world.clock.now();
  if (input.mode === undefined) throw missing('mode');
  if (input.mode !== 'payment') {
    const code = 'emulator_unmodelled_parameter';
    throw invalidParameter(`The Stripe emulator does not model mode ${input.mode}.`, { code, param: 'mode' });
  }
  if (input.ui_mode !== undefined && input.ui_mode !== 'hosted_page') {
    const code = 'emulator_unmodelled_parameter';
    throw invalidParameter(`The Stripe emulator does not model ui_mode ${input.ui_mode}.`, {
      code,
      param: 'ui_mode',
    });
  }
  if (input.success_url === undefined) throw missing('success_url');
  if (input.customer !== undefined && input.customer_email !== undefined) {
    const message = 'You may only specify one of these parameters: customer, customer_email.';
    throw invalidParameter(message, { code: 'parameters_exclusive', param: 'customer' });
  }
  if (input.customer !== undefined) throw resourceMissing('customer', input.customer, 'customer');
  if (input.line_items === undefined) throw missing('line_items');
  const { lines, currency } = linesFrom(input.line_items, now);
  if (input.currency !== undefined && input.currency !== currency) {
    throw invalidParameter('The currency must match that of the line items.', { param: 'currency' });
  }
  const id = newSessionId();
  const session = newSession({
    id,
    created: now,
    expiresAt: expiry(input.expires_at, now),
    currency,
    lineItems: lines,
    paymentMethodTypes: methodsFor(input, currency),
    url: `${world.publicUrl}/c/pay/${id}#${randomText(40)}`,
    over: requested(input),
  });
  checkChargeable(session.amount_total ?? 0, currency);
  checkConverted(world, session.amount_total ?? 0, currency);
  return openNew(world, { lineItems: lines, intent: intentDataOf(input) }, session);
}

/** What the request sets on the session otherwise than the defaults. */
function requested(input: CreateInput): Partial<Stripe.Checkout.Session> {
  return {
    adaptive_pricing: { enabled: input.adaptive_pricing?.enabled ?? false },
    after_expiration: afterExpirationOf(input),
    allow_promotion_codes: input.allow_promotion_codes ?? null,
    allowed_payment_method_types: input.allowed_payment_method_types ?? null,
    billing_address_collection: input.billing_address_collection ?? null,
    ...brandingOf(input),
    cancel_url: input.cancel_url ?? null,
    client_reference_id: input.client_reference_id ?? null,
    custom_text: customTextOf(input),
    customer_creation: input.customer_creation ?? 'if_required',
    customer_email: input.customer_email ?? null,
    integration_identifier: input.integration_identifier ?? null,
    locale: input.locale ?? null,
    metadata: mergeMetadata({}, input.metadata),
    origin_context: input.origin_context ?? null,
    submit_type: input.submit_type ?? null,
    success_url: input.success_url ?? null,
  };
}

function afterExpirationOf({ after_expiration }: CreateInput): Stripe.Checkout.Session['after_expiration'] {
  const recovery = after_expiration?.recovery;
  if (recovery === undefined) return null;
  return {
    recovery: {
      allow_promotion_codes: recovery.allow_promotion_codes ?? false,
      enabled: recovery.enabled,
      expires_at: null,
      url: null,
    },
  };
}

function brandingOf({
  branding_settings: branding,
}: CreateInput): Pick<Stripe.Checkout.Session, 'branding_settings'> {
  if (branding?.display_name === undefined) return {};
  return {
    branding_settings: {
      background_color: branding.background_color ?? '#ffffff',
      border_style: branding.border_style ?? 'rounded',
      button_color: branding.button_color ?? '#104d8d',
      display_name: branding.display_name,
      font_family: 'default',
      icon: null,
      logo: null,
    },
  };
}

function customTextOf({ custom_text: custom }: CreateInput): Stripe.Checkout.Session['custom_text'] {
  return {
    after_submit: custom?.after_submit ?? null,
    shipping_address: custom?.shipping_address ?? null,
    submit: custom?.submit ?? null,
    terms_of_service_acceptance: custom?.terms_of_service_acceptance ?? null,
  };
}

function intentDataOf({ payment_intent_data: data }: CreateInput): IntentData {
  return {
    metadata: mergeMetadata({}, data?.metadata),
    description: data?.description ?? null,
    receipt_email: data?.receipt_email ?? null,
    statement_descriptor: data?.statement_descriptor ?? null,
    statement_descriptor_suffix: data?.statement_descriptor_suffix ?? null,
    setup_future_usage: data?.setup_future_usage ?? null,
  };
}

function expiry(asked: number | undefined, now: number): number {
  const expiresAt = asked ?? now + DAY;
  if (expiresAt >= now + 30 * MINUTE && expiresAt <= now + DAY) return expiresAt;
  const bound = expiresAt < now + 30 * MINUTE ? 'at least 30 minutes' : 'less than 24 hours';
  throw invalidParameter(`The \`expires_at\` timestamp must be ${bound} from Checkout Session creation.`, {
    param: 'expires_at',
  });
}

/** The account takes cards, and bank debits in US dollars; the request may only narrow that. */
function methodsFor(input: CreateInput, currency: string): string[] {
  const accepted = currency === 'usd' ? ['card', 'us_bank_account'] : ['card'];
  const allowed: readonly string[] = input.allowed_payment_method_types ?? accepted;
  const excluded: readonly string[] = input.excluded_payment_method_types ?? [];
  const methods = accepted.filter((one) => allowed.includes(one) && !excluded.includes(one));
  if (methods.length > 0) return methods;
  throw invalidParameter('No valid payment method types for this Checkout Session.', {
    param: 'allowed_payment_method_types',
  });
}

const missing = (param: string): Error =>
  invalidParameter(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
