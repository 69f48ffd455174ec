/** Which accounts move when money goes back to the payer: refunds, refunds that fail after all, and disputes. */
import { type Debt, type LedgerEntry, type Posting, posting, receivable } from './ledger.ts';
import { add, type Cents, min, negate, proportion, subtract, ZERO } from './money.ts';
import type { RefundEffect } from './refund.ts';
import { must } from './refusal.ts';

/** The invoice of the payment, as the ledger has it now. */
export type InvoiceFigures = {
  /** What is owed. */
  balanceCents: Cents;
  /** What is left of the charge, in earnings and in tax, after earlier credits. */
  revenueCents: Cents;
  taxCents: Cents;
  /** Money of this invoice that lies with the patient as credit and was not used. */
  creditHeldCents: Cents;
  /** What of that credit a requested pay-out reserves. */
  creditReservedCents: Cents;
  /** Money that it took and has not given back or turned into credit; negative when Stripe moved more than was left. */
  keptCents: Cents;
  /** A cancelled invoice is never owed again. */
  cancelled: boolean;
};

/** Nothing owed, credited or held. */
export const NO_FIGURES: InvoiceFigures = {
  balanceCents: ZERO,
  revenueCents: ZERO,
  taxCents: ZERO,
  creditHeldCents: ZERO,
  creditReservedCents: ZERO,
  keptCents: ZERO,
  cancelled: false,
};

/**
 * How the money that goes back divides: the patient's unused credit first, then what the invoice kept, and credit that a
 * requested pay-out reserves last. The excess is money that Stripe moved although the invoice had given it back otherwise.
 */
export type MoneyBack = {
  fromCreditCents: Cents;
  fromKeptCents: Cents;
  excessCents: Cents;
  effect: RefundEffect;
};

export function divideMoneyBack(
  invoice: InvoiceFigures,
  amountCents: Cents,
  effect: RefundEffect,
): MoneyBack {
  const fromFree = min(amountCents, subtract(invoice.creditHeldCents, invoice.creditReservedCents));
  const rest = subtract(amountCents, fromFree);
  const fromKeptCents = min(rest, invoice.keptCents < 0 ? ZERO : invoice.keptCents);
  const fromReserved = min(subtract(rest, fromKeptCents), invoice.creditReservedCents);
  const excessCents = subtract(rest, add(fromKeptCents, fromReserved));
  return { fromCreditCents: add(fromFree, fromReserved), fromKeptCents, excessCents, effect };
}

/** A part of money that went back, with the invoice that it goes back from. */
export type PartBack = { debt: Debt; invoice: InvoiceFigures; amountCents: Cents };

/** A refund that Stripe has made, from each invoice that it is of. */
export function refundPosting(
  parts: readonly PartBack[],
  refund: { refundId: string; paymentId: string; effect: RefundEffect },
  occurredAt: Date,
): Posting {
  const { paymentId, effect } = refund;
  return posting({
    kind: 'refund',
    cause: `refund:${refund.refundId}`,
    currency: currencyOf(parts),
    occurredAt,
    entries: parts.flatMap(({ debt, invoice, amountCents }) => [
      { account: 'stripe_clearing', amountCents: negate(amountCents), invoiceId: debt.invoiceId, paymentId },
      ...moneyBackEntries(debt, invoice, divideMoneyBack(invoice, amountCents, effect), paymentId),
    ]),
  });
}

/** All parts of one payment are in its currency. */
export function currencyOf([first]: readonly { debt: Debt }[]): Debt['currency'] {
  must(first, 'money goes back from an invoice');
  return first.debt.currency;
}

/**
 * The other side of money that went back: the patient's credit, the debt again, or the charge taken back. An excess is
 * owed by the patient, and on a canceled invoice, which is never owed again, the clinic's loss.
 */
export function moneyBackEntries(
  debt: Debt,
  invoice: InvoiceFigures,
  money: MoneyBack,
  paymentId: string,
): LedgerEntry[] {
  const { fromCreditCents, fromKeptCents, excessCents } = money;
  const { invoiceId, patientId } = debt;
  const lostCents = invoice.cancelled ? excessCents : ZERO;
  const owedCents = subtract(add(fromKeptCents, excessCents), lostCents);
  const entries: LedgerEntry[] = [
    { account: 'patient_credit', amountCents: fromCreditCents, patientId, paymentId },
    { ...receivable(debt, owedCents, 'refund'), paymentId },
    { account: 'write_offs', amountCents: lostCents, invoiceId, paymentId },
  ];
  if (money.effect === 'reopen' && !invoice.cancelled) return entries;
  const taxCents = creditedTax(invoice, fromKeptCents);
  return [
    ...entries,
    { ...receivable(debt, negate(fromKeptCents), 'credit'), paymentId },
    { account: 'adjustments', amountCents: subtract(fromKeptCents, taxCents), invoiceId, paymentId },
    { account: 'tax_payable', amountCents: taxCents, invoiceId, paymentId },
  ];
}

/** The tax in a part that is taken back, in proportion to what is left: all parts together have exactly the tax. */
export function creditedTax({ revenueCents, taxCents }: InvoiceFigures, amountCents: Cents): Cents {
  const left = add(revenueCents, taxCents);
  if (taxCents <= 0 || left <= 0) return ZERO;
  return proportion(taxCents, min(amountCents, left), left);
}

/**
 * The refund came back, so the clinic has the money again. What was taken back of the charge is charged again; what
 * the patient came to owe is settled again, and what they paid meanwhile becomes their credit.
 *
 * @param owed what is owed on each invoice that the refund was of
 * @param refund.booked the entries of the refund's own posting
 */
export function refundFailedPosting(
  owed: readonly { debt: Debt; owedCents: Cents }[],
  refund: { refundId: string; paymentId: string; booked: readonly LedgerEntry[] },
  occurredAt: Date,
): Posting {
  const { refundId, paymentId, booked } = refund;
  const mirrored = booked.map((entry) => ({ ...entry, amountCents: negate(entry.amountCents) }));
  return posting({
    kind: 'refund_failed',
    cause: `refund:${refundId}`,
    currency: currencyOf(owed),
    occurredAt,
    entries: [
      ...mirrored,
      ...owed.flatMap(({ debt, owedCents }) => surplusEntries(debt, owedCents, mirrored, paymentId)),
    ],
  });
}

/** What the patient paid meanwhile on an invoice that is settled again. */
function surplusEntries(
  debt: Debt,
  owedCents: Cents,
  mirrored: readonly LedgerEntry[],
  paymentId: string,
): LedgerEntry[] {
  const settling = mirrored
    .filter(({ account, invoiceId }) => account === 'receivable' && invoiceId === debt.invoiceId)
    .reduce((sum, entry) => subtract(sum, entry.amountCents), ZERO);
  const surplus = subtract(settling, min(settling, owedCents));
  if (surplus === 0) return [];
  return [
    { ...receivable(debt, surplus, 'refund'), paymentId },
    { account: 'patient_credit', amountCents: negate(surplus), patientId: debt.patientId, paymentId },
  ];
}
