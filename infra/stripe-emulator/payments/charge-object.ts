/** A charge as it is born: every field, and what the card or the account adds. */
import type Stripe from 'stripe';
import { newId } from '../state/ids.ts';
import type { CardBehaviour, Decline } from './cards.ts';

export type Instrument =
  | { type: 'card'; number: string; behaviour: CardBehaviour; authenticated: boolean }
  | { type: 'us_bank_account'; account: string };

export type NewCharge = {
  intent: Stripe.PaymentIntent;
  created: number;
  payerName: string | null;
  payerEmail: string | null;
  instrument: Instrument;
  decline: Decline | null;
  publicUrl: string;
};

export function newCharge(given: NewCharge): Stripe.Charge {
  const { intent, instrument, decline } = given;
  const id = newId(instrument.type === 'card' ? 'ch' : 'py');
  const succeeded = instrument.type === 'card' && decline === null;
  const address = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };
  return {
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: succeeded ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: { address, email: given.payerEmail, name: given.payerName, phone: null, tax_id: null },
    calculated_statement_descriptor: intent.statement_descriptor ?? 'CLINIC',
    captured: succeeded,
    created: given.created,
    currency: intent.currency,
    customer: null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: outcomeOf(instrument, decline),
    paid: succeeded,
    payment_intent: intent.id,
    payment_method: newId('pm'),
    payment_method_details: methodDetails(instrument, intent.amount),
    radar_options: {},
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: succeeded ? `${given.publicUrl}/receipts/${id}` : null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: succeeded ? 'succeeded' : decline === null ? 'pending' : 'failed',
    transfer_data: null,
    transfer_group: null,
  };
}

function outcomeOf(instrument: Instrument, decline: Decline | null): Stripe.Charge.Outcome {
  const blocked = instrument.type === 'card' && instrument.behaviour.blocked === true;
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: decline === null || blocked ? null : '01',
    network_status: blocked ? 'not_sent_to_network' : decline ? 'declined_by_network' : 'approved_by_network',
    reason: blocked ? 'highest_risk_level' : (decline?.declineCode ?? null),
    risk_level: blocked ? 'highest' : 'normal',
    risk_score: blocked ? 100 : 20,
    seller_message: decline
      ? 'The bank did not return any further details with this decline.'
      : 'Payment complete.',
    type: blocked ? 'blocked' : decline ? 'issuer_declined' : 'authorized',
  };
}

function methodDetails(instrument: Instrument, amount: number): Stripe.Charge.PaymentMethodDetails {
  return instrument.type === 'card'
    ? { card: cardDetails(instrument, amount), type: 'card' }
    : { type: 'us_bank_account', us_bank_account: accountDetails(instrument.account) };
}

function cardDetails(
  { number, behaviour, authenticated }: Extract<Instrument, { type: 'card' }>,
  amount: number,
): Stripe.Charge.PaymentMethodDetails.Card {
  return {
    amount_authorized: behaviour.decline === undefined ? amount : null,
    authorization_code: behaviour.decline === undefined ? '123456' : null,
    brand: behaviour.brand,
    checks: {
      address_line1_check: null,
      address_postal_code_check: null,
      cvc_check: behaviour.decline?.code === 'incorrect_cvc' ? 'fail' : 'pass',
    },
    country: 'US',
    electronic_commerce_indicator: authenticated ? '05' : null,
    exp_month: 12,
    exp_year: 2034,
    fingerprint: `fp${number.slice(-10)}`,
    funding: behaviour.funding,
    installments: null,
    last4: number.slice(-4),
    mandate: null,
    network: behaviour.brand,
    network_transaction_id: null,
    regulated_status: 'unregulated',
    three_d_secure: authenticated ? THREE_D_SECURE : null,
    transaction_link_id: null,
    wallet: null,
  };
}

const THREE_D_SECURE: Stripe.Charge.PaymentMethodDetails.Card.ThreeDSecure = {
  authentication_flow: 'challenge',
  electronic_commerce_indicator: '05',
  exemption_indicator: null,
  result: 'authenticated',
  result_reason: null,
  transaction_id: null,
  version: '2.2.0',
};

function accountDetails(account: string): Stripe.Charge.PaymentMethodDetails.UsBankAccount {
  return {
    account_holder_type: 'individual',
    account_type: 'checking',
    bank_name: 'STRIPE TEST BANK',
    fingerprint: `fp${account.slice(-10)}`,
    last4: account.slice(-4),
    payment_reference: null,
    routing_number: '110000000',
  };
}
