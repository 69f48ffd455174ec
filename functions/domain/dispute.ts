/** Disputes: what the payer's bank takes while it asks, who bears it in the end, and until when evidence counts. */
import { isCurrency, settledStep, stripeStep } from './currency.ts';
import { type Debt, type LedgerEntry, type Posting, posting, receivable } from './ledger.ts';
import { type Cents, max, min, negate, subtract, ZERO } from './money.ts';
import { currencyOf, divideMoneyBack, moneyBackEntries, type PartBack } from './money-back.ts';
import { rateExplains } from './reconciliation.ts';
import { refuse } from './refusal.ts';

/** A lost dispute: the patient owes it again, or the clinic bears it. */
export const DISPUTE_OUTCOMES = ['reopen', 'absorb'] as const;
export type DisputeOutcome = (typeof DISPUTE_OUTCOMES)[number];

/** Stripe's statuses in the order in which they can follow; an appeal follows a loss. */
const ORDER = [
  'warning_needs_response',
  'warning_under_review',
  'needs_response',
  'under_review',
  'warning_closed',
  'prevented',
  'lost',
  'appeal_needs_response',
  'appeal_under_review',
  'won',
];
const CLOSED = ['warning_closed', 'prevented', 'lost', 'won'];

/** The later of two statuses of which only snapshots are known. One that we do not know never undoes an end. */
export function laterStatus(now: string, reported: string): string {
  if (!ORDER.includes(reported)) return CLOSED.includes(now) ? now : reported;
  return ORDER.indexOf(reported) >= ORDER.indexOf(now) ? reported : now;
}

/** An inquiry only asks; no money moves. */
export const isInquiry = (status: string): boolean => status.startsWith('warning_');
export const isClosed = (status: string): boolean => CLOSED.includes(status);
/** Whether staff can still hand in evidence. */
export const needsResponse = (status: string): boolean => status.endsWith('needs_response');

/** The statuses under which a list shows a dispute. */
export const DISPUTE_STAGES = ['needs_response', 'under_review', 'won', 'lost', 'closed'] as const;
export type DisputeStage = (typeof DISPUTE_STAGES)[number];

type Ended = {
  status: string;
  outcome: DisputeOutcome | null;
  withdrawnCents: number;
  reinstatedCents: number;
};

/**
 * Whether staff must decide who bears what is missing: of a dispute that is lost, or of one that returned only a part of
 * the money. Stripe closes the latter as `lost`; one that is `won` has all to come until its money returns.
 */
export const needsDecision = ({ status, outcome, withdrawnCents, reinstatedCents }: Ended): boolean =>
  outcome === null &&
  withdrawnCents > reinstatedCents &&
  (status === 'lost' || status === 'prevented' || (status === 'won' && reinstatedCents > 0));

/** Refuses to decide on a dispute that took nothing or is not lost (`dispute_not_lost`), or twice (`dispute_decided`). */
export function requireLost(dispute: Ended): void {
  if (dispute.outcome !== null) {
    refuse('conflict', 'dispute_decided', 'This dispute has already been resolved.');
  }
  if (!needsDecision(dispute)) {
    refuse('conflict', 'dispute_not_lost', 'Only a lost dispute that withdrew money can be resolved.');
  }
}

/**
 * How much of a dispute a converted entry of Stripe's balance moved, in the currency of the dispute: all of it when the
 * rate of the entry explains that, otherwise the part that the entry is worth at its rate.
 *
 * @param disputed the whole dispute
 * @param entry the entry's amount without its sign, and its rate; without a rate it is taken for all
 */
export function convertedPart(
  disputed: { amountCents: number; currency: string },
  entry: { amountCents: number; currency: string; exchangeRate: number | null },
): number {
  const { exchangeRate } = entry;
  if (exchangeRate === null) return disputed.amountCents;
  const isAll = rateExplains(
    disputed.amountCents,
    exchangeRate,
    entry.amountCents,
    settledStep(entry.currency),
  );
  if (isAll) return disputed.amountCents;
  // Cards are charged in these steps, so that a part is one too.
  const step = isCurrency(disputed.currency) ? stripeStep(disputed.currency) : 1;
  return Math.round(entry.amountCents / exchangeRate / step) * step;
}

type Dispute = { stripeDisputeId: string; paymentId: string };

const part = (debt: Debt, { paymentId }: Dispute) => ({ invoiceId: debt.invoiceId, paymentId });

/** A part of a dispute's money, with the invoice that it is of. */
export type DisputedPart = { debt: Debt; amountCents: Cents };

/** Stripe takes the disputed amount until the end, from each invoice that it settled. */
export const withdrawnPosting = (parts: readonly DisputedPart[], dispute: Dispute, at: Date): Posting =>
  posting({
    kind: 'dispute_withdrawn',
    cause: `dispute:${dispute.stripeDisputeId}`,
    currency: currencyOf(parts),
    occurredAt: at,
    entries: parts.flatMap(({ debt, amountCents }) => [
      { account: 'disputed_funds', amountCents, ...part(debt, dispute) },
      { account: 'stripe_clearing', amountCents: negate(amountCents), ...part(debt, dispute) },
    ]),
  });

/** It is won: the money comes back, to the one who has borne it so far. */
export function reinstatedPosting(
  parts: readonly (DisputedPart & { owedCents: Cents; absorbedCents: Cents })[],
  dispute: Dispute & { outcome: DisputeOutcome | null },
  at: Date,
): Posting {
  return posting({
    kind: 'dispute_reinstated',
    cause: `dispute:${dispute.stripeDisputeId}`,
    currency: currencyOf(parts),
    occurredAt: at,
    entries: parts.flatMap(({ debt, ...amounts }) => [
      { account: 'stripe_clearing', amountCents: amounts.amountCents, ...part(debt, dispute) },
      ...borneBy(debt, dispute, amounts),
    ]),
  });
}

function borneBy(
  debt: Debt,
  dispute: Dispute & { outcome: DisputeOutcome | null },
  { amountCents, owedCents, absorbedCents }: { amountCents: Cents; owedCents: Cents; absorbedCents: Cents },
): LedgerEntry[] {
  const { paymentId } = dispute;
  if (dispute.outcome === null) {
    return [{ account: 'disputed_funds', amountCents: negate(amountCents), ...part(debt, dispute) }];
  }
  if (dispute.outcome === 'absorb') {
    // The clinic gets back what it bore; the rest was the patient's credit.
    const borne = min(amountCents, absorbedCents);
    const credit = negate(subtract(amountCents, borne));
    return [
      { account: 'write_offs', amountCents: negate(borne), ...part(debt, dispute) },
      { account: 'patient_credit', amountCents: credit, patientId: debt.patientId, paymentId },
    ];
  }
  const settled = min(amountCents, owedCents);
  const rest = negate(subtract(amountCents, settled));
  return [
    { ...receivable(debt, negate(settled), 'refund'), paymentId },
    { account: 'patient_credit', amountCents: rest, patientId: debt.patientId, paymentId },
  ];
}

/**
 * A part of a dispute that is decided. `uncoveredCreditCents` is what the payment itself became as credit (it paid more
 * than was owed) beyond the money that is left of it: credit of money that the bank has given back.
 */
export type LostPart = PartBack & { uncoveredCreditCents: Cents };

/**
 * It is lost and decided: the patient owes it again, or the clinic writes it off. Credit from the same money that was not
 * used goes first either way: the bank has given that money back already.
 */
export function lostPosting(
  parts: readonly LostPart[],
  dispute: Dispute & { outcome: DisputeOutcome },
  at: Date,
): Posting {
  const borneOf = (lost: LostPart): LedgerEntry[] =>
    dispute.outcome === 'absorb'
      ? absorbed(lost, dispute)
      : moneyBackEntries(
          lost.debt,
          lost.invoice,
          divideMoneyBack(lost.invoice, lost.amountCents, 'reopen'),
          dispute.paymentId,
        );
  return posting({
    kind: 'dispute_lost',
    cause: `dispute:${dispute.stripeDisputeId}`,
    currency: currencyOf(parts),
    occurredAt: at,
    entries: parts.flatMap((lost) => [
      { account: 'disputed_funds', amountCents: negate(lost.amountCents), ...part(lost.debt, dispute) },
      ...borneOf(lost),
    ]),
  });
}

function absorbed(
  { debt, invoice, amountCents, uncoveredCreditCents }: LostPart,
  dispute: Dispute,
): LedgerEntry[] {
  const overdrawn = invoice.keptCents < 0 ? negate(invoice.keptCents) : ZERO;
  const uncovered = max(overdrawn, uncoveredCreditCents);
  const fromCredit = min(amountCents, min(uncovered, invoice.creditHeldCents));
  const { patientId } = debt;
  const { paymentId } = dispute;
  return [
    { account: 'patient_credit', amountCents: fromCredit, patientId, paymentId },
    { account: 'write_offs', amountCents: subtract(amountCents, fromCredit), ...part(debt, dispute) },
  ];
}
