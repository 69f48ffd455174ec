/**
 * What an invoice has given back of the money that it took: refunds, lost disputes, and credit that was applied elsewhere
 * or paid out. All of them together never exceed what it took, in whichever order they come.
 */
import { type Currency, formatMoney } from './currency.ts';
import { add, type Cents, min, subtract, ZERO } from './money.ts';
import { refuse } from './refusal.ts';

export type InvoiceMoney = {
  /** Payments, with their surplus, and credit applied to the invoice. */
  takenCents: Cents;
  /** Refunded through Stripe. */
  refundedCents: Cents;
  /** With the payer's bank, or lost to it. */
  disputedCents: Cents;
  /** Not gone back, not turned into credit, not disputed; negative when Stripe moved more than was left. */
  keptCents: Cents;
  /** Credit from this invoice that was not used. */
  creditHeldCents: Cents;
  /** Refunds that are approved or sent. */
  committedCents: Cents;
  /** Refunds that wait for a decision. */
  requestedCents: Cents;
};

const atLeastNothing = (amount: Cents): Cents => (amount < 0 ? ZERO : amount);

/** Credit from the invoice that was applied to another invoice or paid out. */
export const creditUsedCents = (money: InvoiceMoney): Cents =>
  subtract(
    money.takenCents,
    add(money.refundedCents, money.disputedCents, money.keptCents, money.creditHeldCents),
  );

/** What a new request may ask for: all that is there and that no other refund wants. */
export const leftToRequestCents = (money: InvoiceMoney): Cents =>
  atLeastNothing(
    subtract(add(money.keptCents, money.creditHeldCents), add(money.committedCents, money.requestedCents)),
  );

/** Says what an invoice took and has given back, and what is left. */
export function describeGivenBack(money: InvoiceMoney, leftCents: Cents, currency: Currency): string {
  const said = (cents: Cents) => formatMoney(cents, currency);
  const parts = [
    ['refunds', money.refundedCents],
    ['disputes', money.disputedCents],
    ['credit that was used or paid out', creditUsedCents(money)],
    ['refunds in progress', add(money.committedCents, money.requestedCents)],
  ] as const;
  const given = parts.filter(([, cents]) => cents > 0).map(([what, cents]) => `${what} ${said(cents)}`);
  const already = given.length > 0 ? given.join(', ') : 'nothing';
  return `This invoice took ${said(money.takenCents)}. Given back already: ${already}. ${said(leftCents)} can be refunded.`;
}

/** Why a refund cannot be approved or sent; null when its money is there. Its own amount does not stand in its way. */
export function whyNotCommittable(
  money: InvoiceMoney,
  refund: { amountCents: Cents; status: string },
  currency: Currency,
): { code: 'invoice_given_back'; detail: string } | null {
  const committed = refund.status === 'requested' ? ZERO : refund.amountCents;
  const others = subtract(money.committedCents, committed);
  const left = atLeastNothing(subtract(add(money.keptCents, money.creditHeldCents), others));
  if (refund.amountCents <= left) return null;
  const seen = { ...money, committedCents: others, requestedCents: ZERO };
  return {
    code: 'invoice_given_back',
    detail: `${describeGivenBack(seen, left, currency)} Reject this refund.`,
  };
}

/** A patient's unused credit from one invoice, with the money of that invoice. */
export type CreditLot = {
  invoiceId: string;
  heldCents: Cents;
  keptCents: Cents;
  committedCents: Cents;
};

/**
 * Refuses `credit_reserved` (409) to use credit that a refund in progress, a dispute or a reversed payment takes. Credit
 * is used oldest first.
 *
 * @param lots oldest first
 * @param appliedTo the invoice that it settles: it keeps the amount
 */
export function requireUnreserved(lots: readonly CreditLot[], amountCents: Cents, appliedTo?: string): void {
  let remaining = amountCents;
  for (const lot of lots) {
    const { heldCents, committedCents } = lot;
    const keptCents = lot.invoiceId === appliedTo ? add(lot.keptCents, amountCents) : lot.keptCents;
    const used = min(remaining, heldCents);
    remaining = subtract(remaining, used);
    if (used === 0 || subtract(add(keptCents, heldCents), used) >= committedCents) continue;
    refuse(
      'conflict',
      'credit_reserved',
      'This credit came from an invoice that needs it: a refund is in progress, or its payment is disputed or was reversed. Wait until that has ended, or apply the credit to that invoice.',
    );
  }
}

/**
 * Refuses to reverse a payment whose money has left already: `credit_spent` (409) when credit that it became was used or
 * paid out, `credit_reserved` when a refund in progress takes it. Credit that is still there then stands for the debt.
 *
 * @param creditCents all unused credit of the patient
 */
export function requireReversible(
  payment: { settledCents: Cents; surplusCents: Cents },
  money: InvoiceMoney,
  creditCents: Cents,
): void {
  const { settledCents, surplusCents } = payment;
  const kept = subtract(money.keptCents, settledCents);
  const held = atLeastNothing(subtract(money.creditHeldCents, surplusCents));
  if (surplusCents > creditCents || (settledCents > 0 && add(kept, held) < 0)) {
    refuse(
      'conflict',
      'credit_spent',
      'Money of this payment became credit that was used or paid out, so the payment cannot be reversed.',
    );
  }
  if (settledCents > 0 && add(kept, held) < money.committedCents) {
    refuse('conflict', 'credit_reserved', 'A refund in progress takes this money. Wait until it has ended.');
  }
}
