/** Disputes and inquiries: opened by the bank, answered by evidence, won or lost; only real disputes move money. */
import type Stripe from 'stripe';
import { newId } from '../state/ids.ts';
import type { World } from '../state/world.ts';
import { emit } from '../webhooks/emit.ts';
import { bookConverted } from './balance.ts';
import { newDispute } from './dispute-object.ts';

/** What a dispute costs in the currency of the balance, whatever its end. */
export const DISPUTE_FEE = 1500;
const DAY = 24 * 60 * 60;

export type Opening = { reason: string; inquiry: boolean; amount?: number | undefined };

/** The bank disputes a charge, or only asks about it. The amount is what is left of the charge unless given. */
export function openDispute(world: World, chargeId: string, opening: Opening): Stripe.Dispute {
  const charge = world.store.get('charge', chargeId);
  const now = world.clock.now();
  const dispute = newDispute({
    id: newId('du'),
    charge,
    amount: opening.amount ?? charge.amount - charge.amount_refunded,
    reason: opening.reason,
    inquiry: opening.inquiry,
    created: now,
    dueBy: now + (opening.inquiry ? 20 : 9) * DAY,
  });
  world.store.insert('dispute', dispute);
  world.store.update('charge', { ...charge, disputed: !opening.inquiry || charge.disputed });
  world.store.schedule(Number(dispute.evidence_details.due_by), 'dispute_deadline', dispute.id);
  emit(world, 'charge.dispute.created', dispute);
  return opening.inquiry ? dispute : withdraw(world, dispute);
}

/** An inquiry becomes a dispute, and the money goes. */
export function escalate(world: World, inquiry: Stripe.Dispute): Stripe.Dispute {
  const charge = world.store.get('charge', String(inquiry.charge));
  world.store.update('charge', { ...charge, disputed: true });
  const dispute: Stripe.Dispute = { ...inquiry, status: 'needs_response', is_charge_refundable: false };
  world.store.update('dispute', dispute);
  emit(world, 'charge.dispute.updated', dispute, { status: inquiry.status });
  return withdraw(world, dispute);
}

/** Evidence is handed in; Stripe's test evidence decides the case at once. */
export function submitEvidence(world: World, dispute: Stripe.Dispute): Stripe.Dispute {
  const submitted: Stripe.Dispute = {
    ...dispute,
    status: dispute.status === 'warning_needs_response' ? 'warning_under_review' : 'under_review',
    evidence_details: {
      ...dispute.evidence_details,
      has_evidence: true,
      submission_count: dispute.evidence_details.submission_count + 1,
      submission_method: 'manual',
    },
  };
  world.store.update('dispute', submitted);
  emit(world, 'charge.dispute.updated', submitted, { status: dispute.status });
  const text = submitted.evidence.uncategorized_text;
  if (text === 'winning_evidence') return closeDispute(world, submitted, 'won');
  return text === 'losing_evidence' ? closeDispute(world, submitted, 'lost') : submitted;
}

/**
 * The end: an inquiry is closed, a dispute won (the money comes back) or lost.
 *
 * @param returned so much comes back, in the currency of the dispute; as at Stripe, a dispute won in part is `lost`
 */
export function closeDispute(
  world: World,
  dispute: Stripe.Dispute,
  outcome: 'won' | 'lost',
  returned = outcome === 'won' ? dispute.amount : 0,
): Stripe.Dispute {
  const inquiry = dispute.status.startsWith('warning_');
  const closed: Stripe.Dispute = { ...dispute, status: inquiry ? 'warning_closed' : outcome };
  world.store.unschedule('dispute_deadline', dispute.id);
  world.store.update('dispute', closed);
  emit(world, 'charge.dispute.closed', closed, { status: dispute.status });
  return inquiry || returned === 0 ? closed : reinstate(world, closed, returned);
}

/** Whether the dispute still waits for an end. */
export const isOpen = (dispute: Stripe.Dispute): boolean =>
  ['warning_needs_response', 'warning_under_review', 'needs_response', 'under_review'].includes(
    dispute.status,
  );

/** No evidence in time: an inquiry lapses, a dispute is lost. */
export function missDeadline(world: World, id: string): void {
  const dispute = world.store.get('dispute', id);
  if (!dispute.status.endsWith('needs_response')) return;
  const details = { ...dispute.evidence_details, past_due: true };
  closeDispute(world, { ...dispute, evidence_details: details }, 'lost');
}

function withdraw(world: World, dispute: Stripe.Dispute): Stripe.Dispute {
  const entry = bookConverted(world, {
    amount: -dispute.amount,
    currency: dispute.currency,
    type: 'adjustment',
    reportingCategory: 'dispute',
    source: dispute.id,
    description: `Chargeback withdrawal for ${dispute.charge}`,
    fees: () => [{ amount: DISPUTE_FEE, description: 'Dispute fee' }],
  });
  return moveMoney(world, dispute, entry, 'charge.dispute.funds_withdrawn');
}

function reinstate(world: World, dispute: Stripe.Dispute, amount: number): Stripe.Dispute {
  const entry = bookConverted(world, {
    amount,
    currency: dispute.currency,
    type: 'adjustment',
    reportingCategory: 'dispute_reversal',
    source: dispute.id,
    description: `Chargeback reversal for ${dispute.charge}`,
  });
  return moveMoney(world, dispute, entry, 'charge.dispute.funds_reinstated');
}

function moveMoney(
  world: World,
  dispute: Stripe.Dispute,
  entry: Stripe.BalanceTransaction,
  event: 'charge.dispute.funds_withdrawn' | 'charge.dispute.funds_reinstated',
): Stripe.Dispute {
  const moved = { ...dispute, balance_transactions: [...dispute.balance_transactions, entry] };
  world.store.update('dispute', moved);
  emit(world, event, moved, { balance_transactions: dispute.balance_transactions });
  return moved;
}
