/** A refund as it is born: every field, null where nothing is known. */
import type Stripe from 'stripe';
import { newId } from '../state/ids.ts';

/** `short`: pending, because the available balance does not hold the amount (when that is enforced). */
export type StartingStatus = 'succeeded' | 'pending' | 'requires_action' | 'short';

export type NewRefund = {
  charge: Stripe.Charge;
  amount: number;
  reason: Stripe.Refund['reason'];
  metadata: Record<string, string>;
  status: StartingStatus;
  created: number;
};

export function newRefund({ charge, amount, reason, metadata, status, created }: NewRefund): Stripe.Refund {
  return {
    id: newId(charge.id.startsWith('py_') ? 'pyr' : 're'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created,
    currency: charge.currency,
    customer: null,
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata: metadata,
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    ...(status === 'succeeded' || status === 'requires_action'
      ? {}
      : { pending_reason: status === 'short' ? 'insufficient_funds' : 'processing' }),
    reason: reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: status === 'short' ? 'pending' : status,
    transfer_reversal: null,
  };
}
