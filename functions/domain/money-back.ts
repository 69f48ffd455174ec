/** Which accounts move when money goes back to the payer: refunds, refunds that fail after all, and disputes. */
import { type Debt, type LedgerEntry, type Posting, posting, receivable } from './ledger.ts';
import { add, type Cents, min, negate, proportion, subtract, ZERO } from './money.ts';
import type { RefundEffect } from './refund.ts';

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

/** A refund that Stripe has made. */
export function refundPosting(
  debt: Debt,
  invoice: InvoiceFigures,
  refund: { refundId: string; paymentId: string; amountCents: Cents; effect: RefundEffect },
  occurredAt: Date,
): Posting {
  const { paymentId, amountCents } = refund;
  const money = divideMoneyBack(invoice, amountCents, refund.effect);
  return posting({
    kind: 'refund',
    cause: `refund:${refund.refundId}`,
    currency: debt.currency,
    occurredAt,
    entries: [
      { account: 'stripe_clearing', amountCents: negate(amountCents), invoiceId: debt.invoiceId, paymentId },
      ...moneyBackEntries(debt, invoice, money, paymentId),
    ],
  });
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
function creditedTax({ revenueCents, taxCents }: InvoiceFigures, amountCents: Cents): Cents {
  const left = add(revenueCents, taxCents);
  if (taxCents <= 0 || left <= 0) return ZERO;
  return proportion(taxCents, min(amountCents, left), left);
}

/**
 * The refund came back, so the clinic has the money again. What was taken back of the charge is charged again; what
 * the patient came to owe is settled again, and what they paid meanwhile becomes their credit.
 *
 * @param booked the entries of the refund's own posting
 */
export function refundFailedPosting(
  debt: Debt,
  owedCents: Cents,
  refund: { refundId: string; paymentId: string; booked: readonly LedgerEntry[] },
  occurredAt: Date,
): Posting {
  return posting({
    kind: 'refund_failed',
    cause: `refund:${refund.refundId}`,
    currency: debt.currency,
    occurredAt,
    entries: reverseEntries(debt, owedCents, refund.booked, refund.paymentId),
  });
}

/** The entries that undo money given back. */
export function reverseEntries(
  debt: Debt,
  owedCents: Cents,
  booked: readonly LedgerEntry[],
  paymentId: string,
): LedgerEntry[] {
  const mirrored = booked.map((entry) => ({ ...entry, amountCents: negate(entry.amountCents) }));
  const receivables = mirrored.filter((entry) => entry.account === 'receivable');
  const settling = receivables.reduce((sum, entry) => subtract(sum, entry.amountCents), ZERO);
  const surplus = subtract(settling, min(settling, owedCents));
  if (surplus === 0) return mirrored;
  return [
    ...mirrored,
    { ...receivable(debt, surplus, 'refund'), paymentId },
    { account: 'patient_credit', amountCents: negate(surplus), patientId: debt.patientId, paymentId },
  ];
}
