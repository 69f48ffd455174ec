/** Credit that leaves the clinic: up to a limit at once, above it only after another admin has approved it. */
import { type Currency, formatMoney } from './currency.ts';
import { add, type Cents, subtract, ZERO } from './money.ts';
import { refuse, refuseField } from './refusal.ts';

export const CREDIT_PAYOUT_STATUSES = ['requested', 'paid', 'rejected'] as const;
export type CreditPayoutStatus = (typeof CREDIT_PAYOUT_STATUSES)[number];

/** Pay-outs to one patient count together, so that a large one is not divided into small ones. */
const TOGETHER_DAYS = 30;
const DAY = 86_400_000;

/** The earliest pay-out that counts together with one at an instant. */
export const countedSince = (at: Date): Date => new Date(at.getTime() - TOGETHER_DAYS * DAY);

/**
 * Whether another admin must approve a pay-out.
 *
 * @param earlierCents what was paid out to the patient without approval since `countedSince`
 */
export const needsApproval = (amountCents: Cents, earlierCents: Cents, limitCents: Cents): boolean =>
  add(earlierCents, amountCents) > limitCents;

/** A patient's credit in one currency, and how much of it requested pay-outs reserve. */
export type PatientCredit = { creditCents: Cents; reservedCents: Cents };

export const NO_CREDIT: PatientCredit = { creditCents: ZERO, reservedCents: ZERO };

/** What can be used now; more may be reserved than is there when Stripe took credit back meanwhile. */
export const freeCents = ({ creditCents, reservedCents }: PatientCredit): Cents =>
  reservedCents > creditCents ? ZERO : subtract(creditCents, reservedCents);

/**
 * Refuses `no_credit` (409), `above_credit` (400) and `credit_reserved` (409) to use an amount of a patient's credit.
 *
 * @param amountCents undefined uses what is free
 */
export function requireFreeCredit(
  credit: PatientCredit,
  amountCents: Cents | undefined,
  currency: Currency,
): void {
  const { creditCents, reservedCents } = credit;
  if (creditCents === 0) refuse('conflict', 'no_credit', 'The patient has no credit in this currency.');
  if (amountCents !== undefined && amountCents > creditCents) {
    refuseField(
      'amount_cents',
      'above_credit',
      `The patient has ${formatMoney(creditCents, currency)} of credit.`,
    );
  }
  const free = freeCents(credit);
  if (amountCents === undefined ? free > 0 : amountCents <= free) return;
  refuse(
    'conflict',
    'credit_reserved',
    `${formatMoney(reservedCents, currency)} of this credit is reserved for a pay-out that is pending approval. At most ${formatMoney(free, currency)} can be used until an admin approves or rejects it.`,
  );
}

/**
 * Refuses `payout_not_requested` (409) to decide twice, and `payout_own_request` (403) to approve one's own request
 * unless there is no other admin to approve it. Returns true for one's own request.
 */
export function requireDecidablePayout(
  payout: { status: CreditPayoutStatus; requestedBy: string },
  decision: 'paid' | 'rejected',
  by: { staffId: string; alone: boolean },
): boolean {
  if (payout.status !== 'requested') {
    refuse('conflict', 'payout_not_requested', `This pay-out is already ${payout.status}.`);
  }
  const own = payout.requestedBy === by.staffId;
  if (own && decision === 'paid' && !by.alone) {
    refuse('forbidden', 'payout_own_request', 'Another admin must approve a pay-out that you requested.');
  }
  return own;
}
