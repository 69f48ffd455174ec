/** Which accounts move when the clinic corrects its books: reversals, credit notes, write-offs, patient credit. */
import type { Allocation } from './allocation.ts';
import type { CreditShares } from './credit-note.ts';
import { type Debt, type MoneyAccount, type Posting, posting, receivable } from './ledger.ts';
import { add, type Cents, negate, subtract } from './money.ts';

/** The payment never was: everything that it moved moves back, on each of its invoices. */
export function reversalPosting(
  debt: Debt,
  payment: {
    paymentId: string;
    allocations: readonly Allocation[];
    surplusCents: Cents;
    from: MoneyAccount;
  },
  occurredAt: Date,
): Posting {
  const { paymentId, allocations, surplusCents, from } = payment;
  const { invoiceId, patientId, currency } = debt;
  const amountCents = add(surplusCents, ...allocations.map((each) => each.amountCents));
  return posting({
    kind: 'payment_reversal',
    cause: `payment:${paymentId}`,
    currency,
    occurredAt,
    entries: [
      { account: from, amountCents: negate(amountCents), invoiceId, paymentId },
      ...allocations.map((each) => ({
        ...receivable({ ...debt, invoiceId: each.invoiceId }, each.amountCents, 'settle'),
        paymentId,
      })),
      { account: 'patient_credit', amountCents: surplusCents, patientId, paymentId },
    ],
  });
}

/** What a payment settles on one invoice is taken back there, and settles another of the same patient. */
export function movePosting(
  from: Debt,
  move: { moveId: string; paymentId: string; toInvoiceId: string; amountCents: Cents },
  occurredAt: Date,
): Posting {
  const { moveId, paymentId, toInvoiceId, amountCents } = move;
  return posting({
    kind: 'allocation_moved',
    cause: `allocation_move:${moveId}`,
    currency: from.currency,
    occurredAt,
    entries: [
      { ...receivable(from, amountCents, 'settle'), paymentId },
      { ...receivable({ ...from, invoiceId: toInvoiceId }, negate(amountCents), 'settle'), paymentId },
    ],
  });
}

/** A part of the charge is taken back: off the debt as far as it is owed, the rest to the patient's credit. */
export function creditNotePosting(
  debt: Debt,
  note: CreditShares & { creditNoteId: string; amountCents: Cents },
  occurredAt: Date,
): Posting {
  const { invoiceId, patientId, currency } = debt;
  return posting({
    kind: 'credit_note',
    cause: `credit_note:${note.creditNoteId}`,
    currency,
    occurredAt,
    entries: [
      { account: 'adjustments', amountCents: subtract(note.amountCents, note.taxCents), invoiceId },
      { account: 'tax_payable', amountCents: note.taxCents, invoiceId },
      receivable(debt, negate(note.owedCents), 'credit'),
      { account: 'patient_credit', amountCents: negate(note.toCreditCents), patientId, invoiceId },
    ],
  });
}

/** The clinic gives up on a part of the debt; revenue stays, the loss has its own account. */
export const writeOffPosting = (
  debt: Debt,
  writeOffId: string,
  amountCents: Cents,
  occurredAt: Date,
): Posting => writeOff('write_off', debt, { id: writeOffId, amountCents, occurredAt });

/** The patient owes it again after all. */
export const writeOffReversalPosting = (
  debt: Debt,
  reversalId: string,
  amountCents: Cents,
  occurredAt: Date,
): Posting =>
  writeOff('write_off_reversal', debt, { id: reversalId, amountCents: negate(amountCents), occurredAt });

function writeOff(
  kind: string,
  debt: Debt,
  { id, amountCents, occurredAt }: { id: string; amountCents: Cents; occurredAt: Date },
): Posting {
  return posting({
    kind,
    cause: `write_off:${id}`,
    currency: debt.currency,
    occurredAt,
    entries: [
      { account: 'write_offs', amountCents, invoiceId: debt.invoiceId },
      receivable(debt, negate(amountCents), 'write_off'),
    ],
  });
}

/** Credit that the patient has pays an invoice. */
export function creditAppliedPosting(
  debt: Debt,
  useId: string,
  amountCents: Cents,
  occurredAt: Date,
): Posting {
  return posting({
    kind: 'credit_applied',
    cause: `credit_use:${useId}`,
    currency: debt.currency,
    occurredAt,
    entries: [
      { account: 'patient_credit', amountCents, patientId: debt.patientId },
      receivable(debt, negate(amountCents), 'settle'),
    ],
  });
}

/** Credit is paid out to the patient, outside Stripe. */
export function creditRefundPosting(
  of: Omit<Debt, 'invoiceId'>,
  { useId, amountCents, from }: { useId: string; amountCents: Cents; from: MoneyAccount },
  occurredAt: Date,
): Posting {
  return posting({
    kind: 'credit_refund',
    cause: `credit_use:${useId}`,
    currency: of.currency,
    occurredAt,
    entries: [
      { account: 'patient_credit', amountCents, patientId: of.patientId },
      { account: from, amountCents: negate(amountCents) },
    ],
  });
}
