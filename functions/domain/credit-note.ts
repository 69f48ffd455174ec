/** How much of an invoice can be credited, and how a credit note divides into tax, debt and patient credit. */
import { type Currency, formatMoney } from './currency.ts';
import { add, type Cents, cents, min, proportion, subtract, ZERO } from './money.ts';
import { must, refuse, refuseField } from './refusal.ts';

/** What has happened to the invoice so far. */
export type Creditable = {
  currency: Currency;
  balanceCents: Cents;
  /** What payments settled, less what was paid back, became credit or is with a bank that disputes it. */
  keptCents: Cents;
  /** What the clinic still counts as earned and as tax on this invoice, as the ledger has it. */
  revenueCents: Cents;
  taxCents: Cents;
};

/** The most that a further credit note may come to: what is owed or is kept, and never more than was charged. */
export const creditableCents = (invoice: Omit<Creditable, 'currency'>): Cents => {
  const owedOrKept = add(invoice.balanceCents, invoice.keptCents);
  return atLeastNothing(min(owedOrKept, add(invoice.revenueCents, invoice.taxCents)));
};

export type CreditShares = {
  taxCents: Cents;
  /** Takes away debt. */
  owedCents: Cents;
  /** Was paid already, so it becomes the patient's credit. */
  toCreditCents: Cents;
};

/**
 * Divides a credit note. Tax goes with its proportion of what is left of the invoice, so that crediting all of it in
 * any steps takes back exactly the tax that was charged. Refuses `above_creditable`, at the amount or at the lines that
 * were given, and `nothing_to_credit`.
 *
 * @param requestedTaxCents the tax of chosen lines; left out, the invoice's own proportion is taken
 */
export function creditShares(
  invoice: Creditable,
  amountCents: Cents,
  requestedTaxCents?: Cents,
): CreditShares {
  must(amountCents > 0, 'a credit note is more than nothing');
  const most = creditableCents(invoice);
  if (most === 0) refuse('conflict', 'nothing_to_credit', 'Nothing of this invoice is left to credit.');
  if (amountCents > most) {
    const limit = formatMoney(most, invoice.currency);
    const given = requestedTaxCents === undefined ? 'amount_cents' : 'lines';
    refuseField(given, 'above_creditable', `At most ${limit} can be credited.`);
  }
  const earned = add(invoice.revenueCents, invoice.taxCents);
  const requested = requestedTaxCents ?? proportion(invoice.taxCents, amountCents, earned);
  const leastTax = atLeastNothing(subtract(amountCents, invoice.revenueCents));
  const taxCents = cents(Math.max(leastTax, min(min(requested, invoice.taxCents), amountCents)));
  const owedCents = min(amountCents, invoice.balanceCents);
  return { taxCents, owedCents, toCreditCents: subtract(amountCents, owedCents) };
}

/** A line of the invoice that is credited in part or wholly. */
export type CreditedLine = {
  totalCents: Cents;
  taxCents: Cents;
  /** What earlier credit notes took of it. */
  earlierCents: Cents;
  earlierTaxCents: Cents;
  amountCents: Cents;
};

/** The tax in a part of a line; all parts of a line together have exactly the line's tax. */
export function lineCreditTax(line: CreditedLine): Cents {
  const upTo = add(line.earlierCents, line.amountCents);
  return min(
    line.amountCents,
    atLeastNothing(subtract(proportion(line.taxCents, upTo, line.totalCents), line.earlierTaxCents)),
  );
}

const atLeastNothing = (amount: Cents): Cents => (amount < 0 ? ZERO : amount);
