/** The balance at Stripe: its fees, and when it reaches the bank. */
import type { BookCurrency } from './currency.ts';
import { type Posting, posting } from './ledger.ts';
import { type Cents, negate } from './money.ts';

/** What a fee is for, where we know it. */
export type FeeFor = { paymentId: string; invoiceId: string } | null;

/** A fee that Stripe kept; a negative one is given back. */
export function feePosting(
  fee: { balanceTransactionId: string; feeCents: Cents; currency: BookCurrency; for: FeeFor },
  at: Date,
): Posting {
  const about = fee.for ?? {};
  return posting({
    kind: 'stripe_fee',
    cause: `balance_transaction:${fee.balanceTransactionId}`,
    currency: fee.currency,
    occurredAt: at,
    entries: [
      { account: 'payment_fees', amountCents: fee.feeCents, ...about },
      { account: 'stripe_clearing', amountCents: negate(fee.feeCents), ...about },
    ],
  });
}

/** An amount that Stripe converted into the currency of its balance; negative when it left the balance. */
export type Conversion = {
  balanceTransactionId: string;
  from: { currency: BookCurrency; amountCents: Cents };
  to: { currency: BookCurrency; amountCents: Cents };
  for: { paymentId: string | null; invoiceId: string };
};

/**
 * A conversion, as one posting in each currency: the amount of the invoice leaves Stripe's balance for the exchange
 * account, and what it became comes into the balance. What rates differ by stays in the exchange account.
 */
export function conversionPostings({ from, to, ...conversion }: Conversion, at: Date): Posting[] {
  const { invoiceId, paymentId } = conversion.for;
  const about = { invoiceId, ...(paymentId !== null && { paymentId }) };
  const shared = { cause: `balance_transaction:${conversion.balanceTransactionId}`, occurredAt: at };
  const taken = posting({
    ...{ ...shared, kind: 'exchange_from', currency: from.currency },
    entries: [
      { account: 'stripe_clearing', amountCents: negate(from.amountCents), ...about },
      { account: 'exchange', amountCents: from.amountCents, ...about },
    ],
  });
  // A few of the smallest units can become nothing.
  if (to.amountCents === 0) return [taken];
  const brought = posting({
    ...{ ...shared, kind: 'exchange_to', currency: to.currency },
    entries: [
      { account: 'stripe_clearing', amountCents: to.amountCents },
      { account: 'exchange', amountCents: negate(to.amountCents) },
    ],
  });
  return [taken, brought];
}

/** How staff book an entry of Stripe's that is about no invoice. */
export const BOOKED_AS = ['fee', 'owner_money'] as const;
export type BookedAs = (typeof BOOKED_AS)[number];

/** An entry such as a top-up, a reserve or a tax on fees: a cost, or the owner's money between the bank and Stripe. */
export function adjustmentPosting(
  entry: { id: string; amountCents: Cents; feeCents: Cents; netCents: Cents; currency: BookCurrency },
  as: BookedAs,
  at: Date,
): Posting {
  return posting({
    kind: 'stripe_adjustment',
    cause: `balance_transaction:${entry.id}`,
    currency: entry.currency,
    occurredAt: at,
    entries: [
      { account: 'stripe_clearing', amountCents: entry.netCents },
      ...(as === 'fee'
        ? [{ account: 'payment_fees' as const, amountCents: negate(entry.netCents) }]
        : [
            { account: 'bank' as const, amountCents: negate(entry.amountCents) },
            { account: 'payment_fees' as const, amountCents: entry.feeCents },
          ]),
    ],
  });
}

type Payout = { stripePayoutId: string; amountCents: Cents; currency: BookCurrency };

/** Money from Stripe's balance reaches the clinic's bank. */
export const payoutPosting = (payout: Payout, at: Date): Posting =>
  movePosting('payout', payout, payout.amountCents, at);

/** The bank sent it back. */
export const payoutFailedPosting = (payout: Payout, at: Date): Posting =>
  movePosting('payout_failed', payout, negate(payout.amountCents), at);

const movePosting = (kind: string, payout: Payout, amountCents: Cents, occurredAt: Date): Posting =>
  posting({
    kind,
    cause: `payout:${payout.stripePayoutId}`,
    currency: payout.currency,
    occurredAt,
    entries: [
      { account: 'bank', amountCents },
      { account: 'stripe_clearing', amountCents: negate(amountCents) },
    ],
  });

const PAYOUT_ORDER = ['pending', 'in_transit', 'paid', 'canceled', 'failed'];

/** The later of two statuses of a payout: one that was paid can still fail, never the other way. */
export const laterPayoutStatus = (now: string, reported: string): string =>
  PAYOUT_ORDER.indexOf(reported) >= PAYOUT_ORDER.indexOf(now) ? reported : now;
