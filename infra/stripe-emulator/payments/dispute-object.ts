/** A dispute as it is born: every field, and the empty evidence. */
import type Stripe from 'stripe';

export type NewDispute = {
  id: string;
  charge: Stripe.Charge;
  amount: number;
  reason: string;
  inquiry: boolean;
  created: number;
  dueBy: number;
};

export function newDispute(given: NewDispute): Stripe.Dispute {
  const card = given.charge.payment_method_details?.card;
  return {
    id: given.id,
    object: 'dispute',
    amount: given.amount,
    balance_transactions: [],
    charge: given.charge.id,
    created: given.created,
    currency: given.charge.currency,
    enhanced_eligibility_types: [],
    evidence: NO_EVIDENCE,
    evidence_details: {
      due_by: given.dueBy,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: given.inquiry,
    livemode: false,
    metadata: {},
    network_reason_code: card === undefined ? null : '83',
    payment_intent: given.charge.payment_intent,
    ...(card === undefined ? {} : { payment_method_details: methodDetails(card, given.inquiry) }),
    reason: given.reason,
    status: given.inquiry ? 'warning_needs_response' : 'needs_response',
  };
}

function methodDetails(
  card: Stripe.Charge.PaymentMethodDetails.Card,
  inquiry: boolean,
): Stripe.Dispute.PaymentMethodDetails {
  return {
    card: {
      brand: card.brand ?? 'visa',
      case_type: inquiry ? 'inquiry' : 'chargeback',
      network: card.network ?? 'visa',
      network_reason_code: '83',
    },
    type: 'card',
  };
}

const NO_EVIDENCE: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};
