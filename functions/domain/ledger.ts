/**
 * Which accounts each happening moves. Debits are positive, credits negative, and every posting sums to zero:
 * the database refuses it otherwise (decision 6).
 */
import type { Allocation } from './allocation.ts';
import type { BookCurrency, Currency } from './currency.ts';
import { type Cents, min, negate, subtract } from './money.ts';
import { must } from './refusal.ts';

export const ACCOUNTS = [
  'receivable',
  'revenue',
  'tax_payable',
  'stripe_clearing',
  'cash',
  'bank',
  'patient_credit',
  'adjustments',
  'write_offs',
  'payment_fees',
  'disputed_funds',
  'exchange',
] as const;
export type Account = (typeof ACCOUNTS)[number];

/** What a receivable entry does to the invoice's figures. */
export type ReceivableEffect = 'charge' | 'settle' | 'refund' | 'credit' | 'write_off';

export type LedgerEntry = {
  account: Account;
  amountCents: Cents;
  patientId?: string;
  invoiceId?: string;
  paymentId?: string;
  effect?: ReceivableEffect;
};

export type Posting = {
  kind: string;
  /** What made it happen, such as a Stripe event or an invoice: one cause of a kind is booked once. */
  cause: string;
  currency: BookCurrency;
  occurredAt: Date;
  entries: readonly LedgerEntry[];
};

/** The debt of whom, on which invoice. */
export type Debt = { invoiceId: string; patientId: string; currency: Currency };

/** A posting, without its empty entries. Throws when it does not balance: that would be a fault of these rules. */
export function posting(parts: Posting): Posting {
  const entries = parts.entries.filter((entry) => entry.amountCents !== 0);
  const sum = entries.reduce((total, entry) => total + entry.amountCents, 0);
  must(sum === 0, `the ${parts.kind} posting balances, not ${sum}`);
  must(entries.length >= 2, `the ${parts.kind} posting moves something`);
  return { ...parts, entries };
}

/** The invoice's receivable, moved by so much. */
export const receivable = (debt: Debt, amountCents: Cents, effect: ReceivableEffect): LedgerEntry => ({
  account: 'receivable',
  amountCents,
  patientId: debt.patientId,
  invoiceId: debt.invoiceId,
  effect,
});

/** Issuing: the patient owes the total; what is not tax is earned. */
export function issuePosting(
  debt: Debt,
  amounts: { totalCents: Cents; taxCents: Cents },
  occurredAt: Date,
): Posting {
  return posting({
    kind: 'issue',
    cause: `invoice:${debt.invoiceId}`,
    currency: debt.currency,
    occurredAt,
    entries: chargeEntries(debt, amounts, 1),
  });
}

/** Cancelling: the debt never was. */
export function cancelPosting(
  debt: Debt,
  amounts: { totalCents: Cents; taxCents: Cents },
  occurredAt: Date,
): Posting {
  return posting({
    kind: 'cancel',
    cause: `invoice:${debt.invoiceId}`,
    currency: debt.currency,
    occurredAt,
    entries: chargeEntries(debt, amounts, -1),
  });
}

function chargeEntries(
  debt: Debt,
  amounts: { totalCents: Cents; taxCents: Cents },
  sign: 1 | -1,
): LedgerEntry[] {
  const signed = (amount: Cents) => (sign === 1 ? amount : negate(amount));
  const invoiceId = debt.invoiceId;
  return [
    receivable(debt, signed(amounts.totalCents), 'charge'),
    {
      account: 'revenue',
      amountCents: signed(negate(subtract(amounts.totalCents, amounts.taxCents))),
      invoiceId,
    },
    { account: 'tax_payable', amountCents: signed(negate(amounts.taxCents)), invoiceId },
  ];
}

/** Where money that was received lies. */
export type MoneyAccount = 'stripe_clearing' | 'cash' | 'bank';

/** Money received, and what it settles. */
export type ReceivedMoney = { paymentId: string; amountCents: Cents; into: MoneyAccount; cause: string };

/**
 * Money received settles what is owed; the surplus becomes the patient's credit, never a negative invoice (decision 7).
 *
 * @param received.owedCents what the invoice can still take; zero for a cancelled or settled one
 */
export function paymentPosting(
  debt: Debt,
  received: ReceivedMoney & { owedCents: Cents },
  occurredAt: Date,
): { posting: Posting; settledCents: Cents; surplusCents: Cents } {
  const settledCents = min(received.amountCents, received.owedCents);
  const allocations = [{ invoiceId: debt.invoiceId, amountCents: settledCents }];
  return { settledCents, ...allocatedPaymentPosting(debt, received, allocations, occurredAt) };
}

/**
 * Money received settles several invoices of one payer; what they leave becomes the patient's credit (decision 35).
 *
 * @param debt the invoice that the payment is listed under: its first
 */
export function allocatedPaymentPosting(
  debt: Debt,
  received: ReceivedMoney,
  allocations: readonly Allocation[],
  occurredAt: Date,
): { posting: Posting; surplusCents: Cents } {
  const { paymentId, amountCents, into, cause } = received;
  must(amountCents > 0, 'a payment is more than nothing');
  const surplusCents = subtract(amountCents, ...allocations.map((each) => each.amountCents));
  must(surplusCents >= 0, 'a payment settles at most its own amount');
  const settled = allocations.map(({ invoiceId, amountCents: part }) => ({
    ...receivable({ ...debt, invoiceId }, negate(part), 'settle'),
    paymentId,
  }));
  return {
    surplusCents,
    posting: posting({
      kind: 'payment',
      cause,
      currency: debt.currency,
      occurredAt,
      entries: [
        { account: into, amountCents, invoiceId: debt.invoiceId, paymentId },
        ...settled,
        {
          account: 'patient_credit',
          amountCents: negate(surplusCents),
          patientId: debt.patientId,
          paymentId,
        },
      ],
    }),
  };
}
