/** Where Stripe's books and ours differ: the classes of difference, and what staff do about each. */

export const BREAK_CLASSES = [
  'not_booked',
  'missing_here',
  'missing_at_stripe',
  'amount_differs',
  'unknown_invoice',
  'refund_outside',
  'fee_missing',
  'payout_differs',
  'unexplained',
] as const;
export type BreakClass = (typeof BREAK_CLASSES)[number];

const NEXT_STEPS: Record<BreakClass, string> = {
  not_booked:
    'Look the object up at Stripe. Each comparison tries to book it again; if it stays here, give its id and this reason to support.',
  missing_here: 'Look the object up at Stripe. It is about money that none of our invoices knows.',
  missing_at_stripe: 'Ask who booked this: Stripe does not have it. Correct our books if it never was.',
  amount_differs: 'Compare the two amounts with the invoice, and correct ours by a credit note or a refund.',
  unknown_invoice:
    'Find out whom this money is from. Refund it at Stripe, or record it on the right invoice.',
  refund_outside: 'Ask who made this refund at Stripe without approval, and accept it with a note.',
  fee_missing: 'Wait for Stripe to settle the charge. If it stays, look the charge up at Stripe.',
  payout_differs: 'Open the payout at Stripe and compare its transactions with those listed here.',
  unexplained:
    'Open this transaction at Stripe. Book it as a fee, or as the owner’s money, or accept it with a note.',
};

/** What to do about a difference, in words for staff. */
export const nextStep = (of: BreakClass): string => NEXT_STEPS[of];

/** A difference that was found. */
export type Break = {
  class: BreakClass;
  /** Stripe's id of what it is about, or ours where Stripe has none. */
  object: string;
  currency: string;
  oursCents: number | null;
  stripeCents: number | null;
  detail: string;
  happenedAt: Date;
  invoiceId: string | null;
  stripePayoutId: string | null;
};

/** One of Stripe's balance transactions beside what we have booked for it. */
export type BalanceLine = {
  id: string;
  type: string;
  source: string | null;
  currency: string;
  amountCents: number;
  feeCents: number;
  netCents: number;
  madeAt: Date;
  stripePayoutId: string | null;
  /** What we have booked; null when nothing. */
  oursCents: number | null;
  invoiceId: string | null;
};

const KNOWN_TYPES = new Set([
  'charge',
  'payment',
  'refund',
  'payment_refund',
  'refund_failure',
  'payment_failure_refund',
  'payout',
  'payout_failure',
  'payout_cancel',
  'stripe_fee',
]);

/** Whether a transaction is of a kind that ought to have a booking of ours: disputes come as adjustments. */
export const isExpected = (line: Pick<BalanceLine, 'type' | 'source'>): boolean =>
  KNOWN_TYPES.has(line.type) || (line.type === 'adjustment' && /^d[up]_/.test(line.source ?? ''));

/** Whether staff may book it as a fee or as the owner's money: nothing of it is a patient's. */
export const isBookable = (of: Pick<Break, 'class'>): boolean => of.class === 'unexplained';

/** The difference of one transaction, if there is one. */
export function lineBreak(line: BalanceLine): Break | undefined {
  if (line.oursCents === line.amountCents) return undefined;
  const missing = line.oursCents === null;
  return {
    class: missing ? (isExpected(line) ? 'missing_here' : 'unexplained') : 'amount_differs',
    object: line.source ?? line.id,
    currency: line.currency,
    oursCents: line.oursCents,
    stripeCents: line.amountCents,
    detail: `${line.type.replaceAll('_', ' ')} ${line.id}`,
    happenedAt: line.madeAt,
    invoiceId: line.invoiceId,
    stripePayoutId: line.stripePayoutId,
  };
}

/** A payout whose parts do not make its amount. */
export function payoutBreak(payout: {
  stripePayoutId: string;
  currency: string;
  amountCents: number;
  partsCents: number;
  madeAt: Date;
}): Break | undefined {
  if (payout.partsCents === payout.amountCents) return undefined;
  return {
    class: 'payout_differs',
    object: payout.stripePayoutId,
    currency: payout.currency,
    oursCents: payout.partsCents,
    stripeCents: payout.amountCents,
    detail: 'the transactions in it come to another amount',
    happenedAt: payout.madeAt,
    invoiceId: null,
    stripePayoutId: payout.stripePayoutId,
  };
}
