/** Where Stripe's books and ours differ: the classes of difference, and what staff do about each. */
import { payoutStep, settledStep } from './currency.ts';

export const DISCREPANCY_CLASSES = [
  'not_booked',
  'missing_here',
  'missing_at_stripe',
  'amount_differs',
  'unknown_invoice',
  'refund_outside',
  'fee_missing',
  'payout_differs',
  'unexplained',
  'total_differs',
] as const;
export type DiscrepancyClass = (typeof DISCREPANCY_CLASSES)[number];

/** Why a reconciliation failed that another one took over. */
export const PROCESS_ENDED = 'The process ended.';

const NEXT_STEPS: Record<DiscrepancyClass, string> = {
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
  total_differs:
    'A running total in the database contradicts its ledger, which holds the truth. Give this to support before you rely on balances.',
};

/** What to do about a difference, in words for staff. */
export const nextStep = (of: DiscrepancyClass): string => NEXT_STEPS[of];

/** A difference that was found. */
export type Discrepancy = {
  class: DiscrepancyClass;
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
export type BookedLine = {
  id: string;
  type: string;
  source: string | null;
  currency: string;
  amountCents: number;
  feeCents: number;
  netCents: number;
  madeAt: Date;
  stripePayoutId: string | null;
  /** Of the smallest units; null where nothing was converted. */
  exchangeRate: number | null;
  /** What we have booked, in the currency of the invoice; null when nothing. */
  sourceCents: number | null;
  sourceCurrency: string;
  /** The payment that it is about, as it was paid and as it was settled, where Stripe converts. */
  receivedSourceCents: number | null;
  receivedCents: number | null;
  invoiceId: string | null;
};

export type BalanceLine = BookedLine & {
  /** What we have booked, in the currency of Stripe's balance; null when nothing. */
  oursCents: number | null;
};

/** Whether Stripe converted what we have booked. */
export const isConverted = (line: BookedLine): boolean =>
  line.sourceCents !== null && line.sourceCurrency !== line.currency;

/** Stripe states a rate with at least so many decimals. */
const RATE_DECIMALS = 4;

/**
 * Whether an amount, converted at a rate, can have become another one: within what the rate leaves open.
 *
 * @param step the multiple of the smallest unit to which Stripe rounds in the currency of the balance
 */
export function rateExplains(
  sourceCents: number,
  exchangeRate: number,
  settledCents: number,
  step = 1,
): boolean {
  const decimals = Math.max(RATE_DECIMALS, (String(exchangeRate).split('.')[1] ?? '').length);
  const open = Math.min(0.5 * 10 ** -decimals, exchangeRate / 200);
  return Math.abs(sourceCents * exchangeRate - settledCents) <= step + Math.abs(sourceCents) * open;
}

/** What of ours stands beside a transaction: the amount itself, or what it comes to at Stripe's rate. */
export function oursInBalance(line: BookedLine): number | null {
  const { sourceCents, sourceCurrency, currency, exchangeRate, amountCents } = line;
  if (sourceCents === null || sourceCurrency === currency) return sourceCents;
  if (exchangeRate === null) return null;
  return rateExplains(sourceCents, exchangeRate, amountCents, settledStep(currency))
    ? amountCents
    : Math.round(sourceCents * exchangeRate);
}

/** Whether it is a payment itself, not money that went back or came again. */
const isReceived = (line: BookedLine): boolean => line.type === 'charge' || line.type === 'payment';

export type ConversionTotals = {
  source_currency: string;
  currency: string;
  received_source_cents: number;
  received_cents: number;
  returned_source_cents: number;
  returned_cents: number;
  difference_cents: number;
};

/** What was converted, added up per currency that was paid and currency of the balance. */
export function conversionsOf(lines: readonly BookedLine[]): ConversionTotals[] {
  const totals = new Map<string, ConversionTotals>();
  for (const line of lines.filter(isConverted)) {
    const { sourceCurrency: source_currency, currency } = line;
    const key = `${source_currency} ${currency}`;
    const total = totals.get(key) ?? {
      ...{ source_currency, currency, received_source_cents: 0, received_cents: 0 },
      ...{ returned_source_cents: 0, returned_cents: 0, difference_cents: 0 },
    };
    const side = isReceived(line) ? 'received' : 'returned';
    total[`${side}_source_cents`] += line.sourceCents ?? 0;
    total[`${side}_cents`] += line.amountCents;
    total.difference_cents += exchangeDifference(line);
    totals.set(key, total);
  }
  return [...totals.values()];
}

/**
 * By how much money that went back, or came back again, was settled otherwise than at the rate of its payment: a gain
 * when positive, in the currency of the balance. Nothing for the payment itself, and where nothing was converted.
 */
export function exchangeDifference(line: BookedLine): number {
  const { sourceCents, receivedCents, receivedSourceCents } = line;
  if (isReceived(line) || sourceCents === null || receivedCents === null || !receivedSourceCents) return 0;
  return line.amountCents - Math.round((sourceCents * receivedCents) / receivedSourceCents);
}

const KNOWN_TYPES = new Set([
  'charge',
  'payment',
  'refund',
  'payment_refund',
  'refund_failure',
  'payment_failure_refund',
  'stripe_fee',
]);

const PAYOUT_TYPES = new Set(['payout', 'payout_failure', 'payout_cancel']);

/**
 * Whether a transaction is this payout itself, going out or coming back, and none of those that it is made of. Those of
 * another payout can be among the latter.
 */
export const isPayoutEntry = (
  { type, source }: Pick<BookedLine, 'type' | 'source'>,
  stripePayoutId: string,
): boolean => source === stripePayoutId && PAYOUT_TYPES.has(type);

/** Whether a transaction is of a kind that ought to have a booking of ours: disputes come as adjustments. */
export const isExpected = (line: Pick<BalanceLine, 'type' | 'source'>): boolean =>
  KNOWN_TYPES.has(line.type) ||
  PAYOUT_TYPES.has(line.type) ||
  (line.type === 'adjustment' && /^d[up]_/.test(line.source ?? ''));

/** Whether staff may book it as a fee or as the owner's money: nothing of it is a patient's. */
export const isBookable = (of: Pick<Discrepancy, 'class'>): boolean => of.class === 'unexplained';

/** The difference of one transaction, if there is one. */
export function lineDiscrepancy(line: BalanceLine): Discrepancy | undefined {
  if (line.oursCents === line.amountCents) return undefined;
  const missing = line.oursCents === null;
  if (missing && line.amountCents === 0 && line.netCents === 0) return undefined;
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

/**
 * Whether a payout is what its transactions come to. In a currency that is paid out in whole units less than one stays in
 * the balance, or comes from what an earlier payout left.
 */
export const isSumOfParts = (payout: {
  currency: string;
  amountCents: number;
  partsCents: number;
}): boolean => Math.abs(payout.partsCents - payout.amountCents) < payoutStep(payout.currency);

/** A payout whose parts do not make its amount. */
export function payoutDiscrepancy(payout: {
  stripePayoutId: string;
  currency: string;
  amountCents: number;
  partsCents: number;
  madeAt: Date;
}): Discrepancy | undefined {
  if (isSumOfParts(payout)) return undefined;
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

const TOTALS = {
  patient: 'The balance of this patient is not the sum of their ledger entries.',
  ledger: 'A total of the month is not the sum of its ledger entries.',
  open: 'The total of what is due on this day is not the sum of its invoices.',
};

/** A running total that its rows contradict; found again by each comparison until it is right. */
export const totalDiscrepancy = (
  wrong: { total: keyof typeof TOTALS; currency: string; of: string },
  foundAt: Date,
): Discrepancy => ({
  class: 'total_differs',
  object: `${wrong.total} ${wrong.of} ${wrong.currency}`,
  currency: wrong.currency,
  oursCents: null,
  stripeCents: null,
  detail: TOTALS[wrong.total],
  happenedAt: foundAt,
  invoiceId: null,
  stripePayoutId: null,
});
