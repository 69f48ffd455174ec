/** The kinds of objects that the emulator keeps, typed by the SDK's own declarations so that no field is missing. */
import type Stripe from 'stripe';

export type Objects = {
  'checkout.session': Stripe.Checkout.Session;
  payment_link: Stripe.PaymentLink;
  payment_intent: Stripe.PaymentIntent;
  charge: Stripe.Charge;
  refund: Stripe.Refund;
  dispute: Stripe.Dispute;
  balance_transaction: Stripe.BalanceTransaction;
  payout: Stripe.Payout;
  event: Stripe.Event;
  'radar.early_fraud_warning': Stripe.Radar.EarlyFraudWarning;
  webhook_endpoint: Stripe.WebhookEndpoint;
};
export type Kind = keyof Objects;
export type AnyObject = Objects[Kind];

/** What Stripe knows about an object and does not show in it. */
export type Details = {
  'checkout.session': { lineItems: Stripe.LineItem[]; intent: IntentData; challenge: Challenge | null };
  payment_link: { lineItems: Stripe.LineItem[]; intent: IntentData; completed: number };
  charge: { card: string | null; account: string | null };
  webhook_endpoint: { secret: string };
};

/** A card payment that waits for the payer to authenticate. */
export type Challenge = { card: string; payer: Payer };
export type Payer = { name: string | null; email: string | null };

/** The part of `payment_intent_data` that the emulator models. */
export type IntentData = {
  metadata: Record<string, string>;
  description: string | null;
  receipt_email: string | null;
  statement_descriptor: string | null;
  statement_descriptor_suffix: string | null;
  setup_future_usage: 'off_session' | 'on_session' | null;
};

/** Work that the emulator's clock sets off. */
export type DueKind =
  | 'expire_session'
  | 'settle_debit'
  | 'capture_charge'
  | 'finish_refund'
  | 'fail_refund'
  | 'reference_refund'
  | 'dispute_deadline';
