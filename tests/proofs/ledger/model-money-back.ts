/** Refunds and disputes in the model's plain arithmetic. */
import { committedOf, DONE, give, heldOf, owe, requestedOf, take, type Verdict } from './model.ts';
import type { ModelDispute, ModelPayment, ModelRefund } from './model-types.ts';

/** Stripe refuses refunds of a disputed payment until the dispute is won. */
export const disputed = ({ dispute }: ModelPayment): boolean =>
  dispute !== undefined && dispute.status !== 'won';
const counts = ({ status }: ModelRefund): boolean => status !== 'failed' && status !== 'rejected';
export const leftOf = ({ amount, refunds }: ModelPayment): number =>
  refunds.filter(counts).reduce((left, refund) => left - refund.amount, amount);

export function request(
  payment: ModelPayment,
  amount: number | undefined,
  effect: ModelRefund['effect'],
): { verdict: Verdict; refund?: ModelRefund } {
  const { invoice } = payment;
  if (payment.intent === '') return { verdict: 'payment_not_online' };
  if (disputed(payment)) return { verdict: 'payment_disputed' };
  const left = leftOf(payment);
  if (left <= 0) return { verdict: 'nothing_to_refund' };
  const there = invoice.kept + heldOf(invoice) - committedOf(invoice) - requestedOf(invoice);
  if (there <= 0) return { verdict: 'invoice_given_back' };
  const wanted = amount ?? Math.min(left, there);
  if (wanted > left) return { verdict: 'refund_above_payment' };
  if (wanted > there) return { verdict: 'invoice_given_back' };
  const refund = { id: '', payment, amount: wanted, effect, status: 'requested' as const, stripeId: null };
  payment.refunds.push(refund);
  return { verdict: DONE, refund };
}

const obstacle = ({ payment, amount }: ModelRefund, others: number): Verdict | undefined => {
  const { invoice } = payment;
  if (disputed(payment)) return 'payment_disputed';
  return amount > invoice.kept + heldOf(invoice) - others ? 'invoice_given_back' : undefined;
};

export function approve(refund: ModelRefund): Verdict {
  if (refund.status !== 'requested') return 'refund_not_requested';
  const refused = obstacle(refund, committedOf(refund.payment.invoice));
  if (refused !== undefined) return refused;
  refund.status = 'approved';
  return DONE;
}

export function reject(refund: ModelRefund): Verdict {
  if (refund.status !== 'requested') return 'refund_not_requested';
  refund.status = 'rejected';
  return DONE;
}

/** Sends an approved refund: its money must still be there, and Stripe must take it. */
export function execute(refund: ModelRefund, isTaken: boolean): Verdict {
  if (refund.status !== 'approved') return 'not_approved';
  const refused = obstacle(refund, committedOf(refund.payment.invoice) - refund.amount);
  refund.status = refused === undefined && isTaken ? 'processing' : 'failed';
  return refused ?? (isTaken ? DONE : 'refused_by_stripe');
}

/** The payer has the money. */
export function succeed(refund: ModelRefund): void {
  const { payment, amount, effect } = refund;
  const { invoice } = payment;
  const fromCredit = Math.min(amount, heldOf(invoice));
  const fromKept = Math.min(amount - fromCredit, Math.max(invoice.kept, 0));
  const excess = amount - fromCredit - fromKept;
  const lost = invoice.cancelled ? excess : 0;
  const owed = fromKept + excess - lost;
  const credited = effect === 'credit' || invoice.cancelled ? fromKept : 0;
  const earned = invoice.revenueLeft + invoice.taxLeft;
  const tax =
    earned > 0 ? Math.floor((Math.max(invoice.taxLeft, 0) * Math.min(credited, earned)) / earned) : 0;
  take(invoice.patient, fromCredit, invoice);
  owe(invoice, owed - credited);
  invoice.paid -= owed;
  invoice.kept -= owed + lost;
  invoice.credited += credited;
  invoice.taxLeft -= tax;
  invoice.revenueLeft -= credited - tax;
  refund.status = 'succeeded';
  payment.creditLeft -= fromCredit;
  refund.moved = { fromCredit, owed, lost, credited, tax };
}

/** Stripe says that the refund failed, before or after it said that it succeeded. */
export function fail(refund: ModelRefund): void {
  const { moved } = refund;
  refund.status = 'failed';
  if (!moved) return;
  const { invoice } = refund.payment;
  const settling = moved.owed - moved.credited;
  const surplus = settling - Math.min(settling, invoice.balance);
  give(invoice, moved.fromCredit + surplus);
  refund.payment.creditLeft += moved.fromCredit + surplus;
  owe(invoice, surplus - settling);
  invoice.paid += moved.owed - surplus;
  invoice.kept += moved.owed + moved.lost - surplus;
  invoice.credited -= moved.credited;
  invoice.taxLeft += moved.tax;
  invoice.revenueLeft += moved.credited - moved.tax;
}

/** A refund made at Stripe, past the clinic: requests that were not sent make room, the newest first. */
export function refundedAtStripe(payment: ModelPayment, amount: number): ModelRefund {
  const waiting = payment.refunds.filter(({ status }) => status === 'requested' || status === 'approved');
  for (const refund of waiting.toReversed()) {
    if (leftOf(payment) >= amount) break;
    refund.status = 'rejected';
  }
  const made = { id: '', payment, amount, effect: 'credit' as const, stripeId: null };
  const refund: ModelRefund = { ...made, status: 'processing' };
  payment.refunds.push(refund);
  succeed(refund);
  return refund;
}

/** Staff switch the effect of a refund made at Stripe. */
export function switchEffect(refund: ModelRefund): Verdict {
  const { payment, moved } = refund;
  const { invoice } = payment;
  if (refund.id !== '') return 'refund_not_outside';
  if (refund.status !== 'succeeded' || !moved) return 'refund_failed';
  if (invoice.cancelled) return 'invoice_cancelled';
  const earned = Math.max(invoice.revenueLeft + invoice.taxLeft, 0);
  const reopens = refund.effect === 'credit';
  const credited = reopens ? -moved.credited : Math.min(moved.owed, earned);
  if (credited > invoice.balance) return 'paid_again';
  if (credited === 0) return 'nothing_to_switch';
  const share = earned > 0 ? Math.floor((Math.max(invoice.taxLeft, 0) * credited) / earned) : 0;
  const tax = reopens ? -moved.tax : share;
  owe(invoice, -credited);
  invoice.credited += credited;
  invoice.taxLeft -= tax;
  invoice.revenueLeft -= credited - tax;
  refund.moved = { ...moved, credited: moved.credited + credited, tax: moved.tax + tax };
  refund.effect = reopens ? 'reopen' : 'credit';
  return DONE;
}

export function withdraw(payment: ModelPayment, stripeId: string, amount: number): ModelDispute {
  payment.invoice.kept -= amount;
  payment.dispute = {
    stripeId,
    payment,
    amount,
    status: 'open',
    withdrawn: amount,
    outcome: null,
    absorbed: 0,
  };
  return payment.dispute;
}

/** The bank gives the money back, or a part of it, to whoever bore it until now. One that is won in part is lost. */
export function win(dispute: ModelDispute, amount = dispute.amount): void {
  const { invoice } = dispute.payment;
  const { outcome } = dispute;
  dispute.status = amount === dispute.amount ? 'won' : 'lost';
  dispute.withdrawn -= amount;
  if (outcome === null) {
    invoice.kept += amount;
    return;
  }
  const settled = outcome === 'reopen' ? Math.min(amount, invoice.balance) : 0;
  const borne = outcome === 'absorb' ? Math.min(amount, dispute.absorbed) : 0;
  dispute.absorbed -= borne;
  owe(invoice, -settled);
  invoice.paid += settled;
  invoice.kept += settled + borne;
  give(invoice, amount - settled - borne);
  dispute.payment.creditLeft += amount - settled - borne;
}

const isPaidOut = ({ status }: ModelRefund): boolean => status === 'succeeded';
const total = (sum: number, { amount }: ModelRefund): number => sum + amount;

/** Staff decide who bears a lost dispute. */
export function decide(dispute: ModelDispute, outcome: 'absorb' | 'reopen'): Verdict {
  const { invoice } = dispute.payment;
  const { withdrawn } = dispute;
  if (dispute.outcome !== null) return 'dispute_decided';
  if (dispute.status !== 'lost' || withdrawn <= 0) return 'dispute_not_lost';
  if (outcome === 'reopen' && invoice.cancelled && heldOf(invoice) < withdrawn) return 'invoice_cancelled';
  dispute.outcome = outcome;
  const { payment } = dispute;
  const moneyLeft = payment.amount - payment.refunds.filter(isPaidOut).reduce(total, 0) - withdrawn;
  const uncovered = Math.max(-invoice.kept, payment.creditLeft - moneyLeft, 0);
  const fromCredit = Math.min(
    withdrawn,
    heldOf(invoice),
    outcome === 'absorb' ? uncovered : Number.POSITIVE_INFINITY,
  );
  take(invoice.patient, fromCredit, invoice);
  payment.creditLeft -= fromCredit;
  invoice.kept += fromCredit;
  if (outcome === 'absorb') {
    dispute.absorbed = withdrawn - fromCredit;
    return DONE;
  }
  owe(invoice, withdrawn - fromCredit);
  invoice.paid -= withdrawn - fromCredit;
  return DONE;
}
