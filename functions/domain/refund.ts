/** The life of a refund: requested → approved → processing → succeeded or failed, or rejected (decision 9). */
import { type Currency, formatMoney, payableSteps } from './currency.ts';
import type { Allocation } from './allocation.ts';
import { describeGivenBack, type InvoiceMoney, whyNotCommittable } from './given-back.ts';
import { add, type Cents, min, subtract, ZERO } from './money.ts';
import { leftOf, moneyOfAll, type PaymentPart, refundableParts } from './payment-part.ts';
import { refuse, refuseField } from './refusal.ts';

export const REFUND_STATUSES = [
  'requested',
  'approved',
  'processing',
  'succeeded',
  'failed',
  'rejected',
] as const;
export type RefundStatus = (typeof REFUND_STATUSES)[number];

/** What becomes of the debt: the service is taken back, or the patient owes again. */
export const REFUND_EFFECTS = ['credit', 'reopen'] as const;
export type RefundEffect = (typeof REFUND_EFFECTS)[number];

/** Stripe's own reasons, and the clinic's, which are sent to Stripe as the nearest of its own. */
export const REFUND_REASONS = [
  'requested_by_customer',
  'duplicate',
  'fraudulent',
  'billing_error',
  'service_not_given',
  'other',
] as const;
export type RefundReason = (typeof REFUND_REASONS)[number];
export type StripeRefundReason = 'requested_by_customer' | 'duplicate' | 'fraudulent';

/** The reason that is sent to Stripe. Only "fraudulent" makes it block the payer, so nothing else becomes that. */
export const stripeReason = (reason: RefundReason): StripeRefundReason =>
  reason === 'duplicate' || reason === 'fraudulent' ? reason : 'requested_by_customer';

/** What Stripe's word for a reason is here. */
export const reasonFromStripe = (reason: string | null): RefundReason =>
  REFUND_REASONS.find((known) => known === reason) ?? 'other';

/** What the one who refunds must know beforehand. */
export const refundWarning = (reason: RefundReason): string | null =>
  reason === 'fraudulent'
    ? 'Stripe will block this card and e-mail address: the patient cannot pay online with them again.'
    : null;

/** How far a refund is at Stripe. The further state wins, whichever is reported last (T7: succeeded may turn failed). */
export const STRIPE_REFUND_STATES = ['processing', 'succeeded', 'failed'] as const;
export type StripeRefundState = (typeof STRIPE_REFUND_STATES)[number];

/** Stripe's status in our words; one that we do not know is not the end yet. */
export function refundStateOf(status: string | null | undefined): StripeRefundState {
  if (status === 'succeeded') return 'succeeded';
  return status === 'failed' || status === 'canceled' ? 'failed' : 'processing';
}

/** A refund as its payment's books know it. */
export type KnownRefund = {
  id: string;
  amountCents: Cents;
  status: RefundStatus;
  stripeRefundId: string | null;
  /** Made at Stripe and not here. Without a Stripe id it is known from the charge's total only. */
  madeAtStripe: boolean;
};

/** Takes part of the payment: the sum of these never exceeds it. */
export const isEffective = (refund: Pick<KnownRefund, 'status'>): boolean =>
  refund.status !== 'failed' && refund.status !== 'rejected';

/** What of a payment is neither refunded nor about to be. */
export const refundableCents = (paidCents: Cents, refunds: readonly KnownRefund[]): Cents =>
  subtract(paidCents, sumOf(refunds.filter(isEffective)));

/** A payment, as the request for a refund sees it. */
export type RefundablePayment = {
  status: 'succeeded' | 'failed' | 'refunded';
  amountCents: Cents;
  /** Null for cash and the like. */
  stripePaymentId: string | null;
  /** A dispute of it forbids refunds: Stripe would pay the patient twice. */
  disputed: boolean;
  refunds: readonly KnownRefund[];
  currency: Currency;
  /** What it has on each of its invoices, oldest first. */
  parts: readonly PaymentPart[];
};

/**
 * What can be refunded of a payment: no more than is left of it, and than its invoice has not given back otherwise, in
 * the steps in which Stripe moves money of the currency.
 */
export const requestableCents = (payment: RefundablePayment): Cents =>
  payableSteps(
    min(refundableCents(payment.amountCents, payment.refunds), leftOf(refundableParts(payment.parts))),
    payment.currency,
  );

const NOT_REFUNDABLE = {
  payment_failed: 'This payment failed: there is nothing to refund.',
  payment_not_online: 'This payment did not come through Stripe. Reverse it instead.',
  payment_disputed: 'The payer’s bank disputes this payment. A refund would pay the patient twice.',
  nothing_to_refund: 'This payment is already refunded in full, or its refund is pending.',
};

/** Why nothing of a payment can be refunded; null when something can. */
export function whyNotRefundable(
  payment: RefundablePayment,
): { code: keyof typeof NOT_REFUNDABLE | 'invoice_given_back'; detail: string } | null {
  const because = (code: keyof typeof NOT_REFUNDABLE) => ({ code, detail: NOT_REFUNDABLE[code] });
  if (payment.status === 'failed') return because('payment_failed');
  if (payment.stripePaymentId === null) return because('payment_not_online');
  if (payment.disputed) return because('payment_disputed');
  const left = refundableCents(payment.amountCents, payment.refunds);
  if (left <= 0) return because('nothing_to_refund');
  return requestableCents(payment) <= 0 ? givenBack(payment) : null;
}

/** What a refund takes from an invoice, and what that invoice took and has given back. */
export type RefundShare = Allocation & { money: InvoiceMoney };

/** Why a refund that waits cannot be approved, or an approved one not be sent; null when it can. */
export function whyNotApprovable(
  payment: Pick<RefundablePayment, 'disputed' | 'currency'>,
  refund: { shares: readonly RefundShare[]; status: RefundStatus },
): { code: 'payment_disputed' | 'invoice_given_back'; detail: string } | null {
  if (payment.disputed) return { code: 'payment_disputed', detail: NOT_REFUNDABLE.payment_disputed };
  for (const { money, amountCents } of refund.shares) {
    const obstacle = whyNotCommittable(money, { amountCents, status: refund.status }, payment.currency);
    if (obstacle) return obstacle;
  }
  return null;
}

/** Refuses `payment_disputed` and `invoice_given_back` (409). */
export function requireApprovable(...[payment, refund]: Parameters<typeof whyNotApprovable>): void {
  const obstacle = whyNotApprovable(payment, refund);
  if (obstacle) refuse('conflict', obstacle.code, obstacle.detail);
}

const givenBack = (payment: RefundablePayment) => ({
  code: 'invoice_given_back' as const,
  detail: describeGivenBack(
    moneyOfAll(payment.parts.map(({ money }) => money)),
    requestableCents(payment),
    payment.currency,
  ),
});

/** Returns the amount to refund: the requested amount, or all that is left. Refuses an amount that cannot be refunded. */
export function requireRefundable(payment: RefundablePayment, requested: Cents | undefined): Cents {
  const obstacle = whyNotRefundable(payment);
  if (obstacle) refuse('conflict', obstacle.code, obstacle.detail);
  const left = refundableCents(payment.amountCents, payment.refunds);
  if (requested !== undefined && requested > left) {
    const message = `At most ${formatMoney(left, payment.currency)} is left of this payment.`;
    refuse('unprocessable', 'refund_above_payment', 'This is more than is left of the payment.', {
      fields: [{ path: 'amount_cents', code: 'above_payment', message }],
    });
  }
  const within = requestableCents(payment);
  if (requested !== undefined && requested > within) {
    const { code, detail } = givenBack(payment);
    refuse('conflict', code, detail);
  }
  if (requested !== undefined && requested !== payableSteps(requested, payment.currency)) {
    const near = formatMoney(payableSteps(requested, payment.currency), payment.currency);
    const code = payment.currency.toUpperCase();
    refuseField(
      'amount_cents',
      'last_decimal',
      `Stripe refunds amounts in ${code} that end in 0, such as ${near}.`,
    );
  }
  return requested ?? within;
}

/** Refuses to decide twice, and to approve one's own request unless the clinic allows it. True when it is one's own. */
export function requireDecidable(
  refund: { status: RefundStatus; requestedBy: string | null },
  decision: 'approved' | 'rejected',
  by: { staffId: string; selfApproval: boolean },
): boolean {
  if (refund.status !== 'requested') {
    refuse('conflict', 'refund_not_requested', `This refund is ${refund.status} already.`);
  }
  const own = refund.requestedBy === by.staffId;
  if (own && decision === 'approved' && !by.selfApproval) {
    refuse('forbidden', 'refund_own_request', 'Another admin must approve a refund that you requested.');
  }
  return own;
}

// ---- What Stripe reports --------------------------------------------------------------------------------------------

/** One refund as Stripe shows it, by whichever event or list. */
export type ReportedRefund = {
  stripeRefundId: string;
  /** The row that we made it for, from the metadata that we gave. */
  ourId: string | null;
  amountCents: Cents;
  state: StripeRefundState;
};

/** What is to be written, in this order. */
export type RefundChange =
  | { change: 'reject'; id: string }
  | { change: 'name'; id: string; stripeRefundId: string; state: StripeRefundState }
  | { change: 'settle'; id: string; state: StripeRefundState }
  | { change: 'add'; stripeRefundId: string | null; amountCents: Cents; state: StripeRefundState };

/**
 * Returns what a refund at Stripe changes in the books of its payment. Repeated, late or reordered reports have the same
 * result: a row has one Stripe id, and its state only advances.
 */
export function refundChanges(
  paidCents: Cents,
  refunds: readonly KnownRefund[],
  reported: ReportedRefund,
): RefundChange[] {
  const { stripeRefundId, amountCents, state } = reported;
  const known = refunds.find((refund) => refund.stripeRefundId === stripeRefundId);
  if (known) return isAdvance(known, state) ? [{ change: 'settle', id: known.id, state }] : [];
  const nameless = refunds.filter((refund) => refund.stripeRefundId === null);
  const fromTotals = nameless.filter((refund) => refund.madeAtStripe && isEffective(refund));
  const ours = nameless.find(
    (refund) => refund.id === reported.ourId && refund.amountCents === amountCents && !refund.madeAtStripe,
  );
  if (ours) return recoverOurs({ paidCents, refunds, fromTotals }, ours, reported);

  const same = fromTotals.find((refund) => refund.amountCents === amountCents);
  if (same) return [{ change: 'name', id: same.id, stripeRefundId, state }];
  const add: RefundChange = { change: 'add', stripeRefundId, amountCents, state };
  const larger = fromTotals.find((refund) => refund.amountCents > amountCents);
  if (!larger)
    return state === 'failed' ? [add] : [...rejectPendingToFit(paidCents, refunds, amountCents), add];
  const [undo, ...rest] = uncount(larger, amountCents);
  return [undo, add, ...rest];
}

type PaymentRefunds = {
  paidCents: Cents;
  refunds: readonly KnownRefund[];
  /** Booked from a charge's total, with no id of Stripe's yet. */
  fromTotals: readonly KnownRefund[];
};

/**
 * A refund of Stripe's that carries the id of one of our rows is that row, whatever its status: a restored row can be
 * older than the refund (decision 42). A part that was booked from the charge's total before is undone first.
 */
function recoverOurs(
  { paidCents, refunds, fromTotals }: PaymentRefunds,
  ours: KnownRefund,
  { stripeRefundId, amountCents, state }: ReportedRefund,
): RefundChange[] {
  const name: RefundChange = { change: 'name', id: ours.id, stripeRefundId, state };
  if (wasSent(ours) && isEffective(ours)) return [name];
  if (!isEffective(ours) && state === 'failed') return [];
  const counted =
    fromTotals.find((refund) => refund.amountCents === amountCents) ??
    fromTotals.find((refund) => refund.amountCents > amountCents);
  const undone = counted ? uncount(counted, amountCents) : [];
  const others = refunds.filter((refund) => refund.id !== ours.id && refund.id !== counted?.id);
  const rest = counted ? subtract(counted.amountCents, amountCents) : ZERO;
  return [...undone, ...rejectPendingToFit(subtract(paidCents, rest), others, amountCents), name];
}

/** Undoes what was booked from the charge's total, but for the part that remains unexplained. */
function uncount(counted: KnownRefund, amountCents: Cents): [RefundChange, ...RefundChange[]] {
  const undo: RefundChange = { change: 'settle', id: counted.id, state: 'failed' };
  const rest = subtract(counted.amountCents, amountCents);
  if (rest === 0) return [undo];
  return [undo, { change: 'add', stripeRefundId: null, amountCents: rest, state: 'succeeded' }];
}

/**
 * What a charge's total of refunds changes, when Stripe cannot say which refunds it is made of: the part that no
 * refund explains is booked as one, until the refund's own event names it.
 */
export function totalChanges(
  paidCents: Cents,
  refunds: readonly KnownRefund[],
  totalCents: Cents,
): RefundChange[] {
  const reported = refunds.filter((refund) => refund.stripeRefundId !== null || refund.madeAtStripe);
  const missing = subtract(totalCents, sumOf(reported));
  if (missing <= 0) return [];
  const sent = refunds.find(
    (refund) =>
      refund.status === 'processing' && !reported.includes(refund) && refund.amountCents === missing,
  );
  if (sent) return [{ change: 'settle', id: sent.id, state: 'succeeded' }];
  const add: RefundChange = { change: 'add', stripeRefundId: null, amountCents: missing, state: 'succeeded' };
  return [...rejectPendingToFit(paidCents, refunds, missing), add];
}

/** Whether the refunds that we know to have been made at Stripe make up the charge's total: then nothing is new. */
export const isTotalExplained = (refunds: readonly KnownRefund[], totalCents: number): boolean =>
  sumOf(refunds.filter((refund) => refund.status === 'succeeded')) >= totalCents;

/** Sent to Stripe at least once; a refund that we gave up on may have been made all the same. */
const wasSent = (refund: KnownRefund): boolean =>
  refund.status === 'processing' || refund.status === 'succeeded' || refund.status === 'failed';

/** Whether the state is news for a row. */
export const isAdvance = (refund: Pick<KnownRefund, 'status'>, state: StripeRefundState): boolean =>
  STRIPE_REFUND_STATES.indexOf(state) > STRIPE_REFUND_STATES.indexOf(refund.status as StripeRefundState);

/** Rejects the newest pending requests that no longer fit because Stripe has refunded the money already. */
function rejectPendingToFit(
  paidCents: Cents,
  refunds: readonly KnownRefund[],
  amountCents: Cents,
): RefundChange[] {
  let left = refundableCents(paidCents, refunds);
  const changes: RefundChange[] = [];
  const waiting = refunds.filter((refund) => refund.status === 'requested' || refund.status === 'approved');
  for (const refund of waiting.toReversed()) {
    if (left >= amountCents) break;
    changes.push({ change: 'reject', id: refund.id });
    left = add(left, refund.amountCents);
  }
  return changes;
}

const sumOf = (refunds: readonly KnownRefund[]): Cents =>
  refunds.reduce((sum, refund) => add(sum, refund.amountCents), ZERO);
