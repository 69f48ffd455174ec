/**
 * What a payment has on each invoice, and from where its money goes back: newest allocation first unless chosen, and its
 * surplus, which counts with its first invoice, before all (decision 35).
 */
import type { Allocation } from './allocation.ts';
import { type Currency, formatMoney } from './currency.ts';
import { type InvoiceMoney, leftToRequestCents } from './given-back.ts';
import { add, type Cents, min, subtract, ZERO } from './money.ts';
import { refuse, refuseField } from './refusal.ts';

/** A payment on one of its invoices. */
export type PaymentPart = {
  invoiceId: string;
  /** What settles the invoice. */
  allocatedCents: Cents;
  /** What the payment left as credit that counts with this invoice. */
  creditCents: Cents;
  /** What refunds took of it, or are about to. */
  refundedCents: Cents;
  /** What disputes hold or took. */
  disputedCents: Cents;
  /** What the invoice took and has given back, by all payments. */
  money: InvoiceMoney;
};

/** What is left of a payment on an invoice, by how much of it is its surplus. */
export type Left = { invoiceId: string; leftCents: Cents; creditCents: Cents };

const atLeastNothing = (amount: Cents): Cents => (amount < 0 ? ZERO : amount);

/** What of the payment new refunds can take from each invoice. */
export const refundableParts = (parts: readonly PaymentPart[]): Left[] =>
  parts.map(({ invoiceId, allocatedCents, creditCents, refundedCents, money }) => ({
    invoiceId,
    creditCents,
    leftCents: min(
      atLeastNothing(subtract(add(allocatedCents, creditCents), refundedCents)),
      leftToRequestCents(money),
    ),
  }));

/** What of the payment neither refunds nor disputes have taken from each invoice. */
export const untakenParts = (parts: readonly PaymentPart[]): Left[] =>
  parts.map(({ invoiceId, allocatedCents, creditCents, refundedCents, disputedCents }) => ({
    invoiceId,
    creditCents,
    leftCents: atLeastNothing(subtract(add(allocatedCents, creditCents), add(refundedCents, disputedCents))),
  }));

/** The sum of what is left. */
export const leftOf = (parts: readonly Left[]): Cents =>
  parts.reduce((sum, { leftCents }) => add(sum, leftCents), ZERO);

/**
 * Takes an amount newest allocation first. What no part has left is taken from the first invoice, as Stripe moves money
 * that the clinic may have given back otherwise.
 *
 * @param parts oldest first; never empty
 */
export function takeNewestFirst(parts: readonly Left[], first: string, amountCents: Cents): Allocation[] {
  const taken = new Map<string, Cents>();
  let rest = amountCents;
  const take = (invoiceId: string, most: Cents) => {
    const part = min(rest, most);
    if (part <= 0) return;
    taken.set(invoiceId, add(taken.get(invoiceId) ?? ZERO, part));
    rest = subtract(rest, part);
  };
  for (const { invoiceId, creditCents, leftCents } of parts) take(invoiceId, min(creditCents, leftCents));
  for (const { invoiceId, leftCents } of parts.toReversed()) {
    take(invoiceId, subtract(leftCents, taken.get(invoiceId) ?? ZERO));
  }
  take(first, rest);
  return [...taken].map(([invoiceId, part]) => ({ invoiceId, amountCents: part }));
}

/**
 * Refuses, with the field (400), chosen parts that name an invoice twice or one that the payment does not settle, that
 * are above what can be refunded there, or that do not come to the refund.
 */
export function requireChosenParts(
  chosen: readonly Allocation[],
  parts: readonly Left[],
  amountCents: Cents,
  currency: Currency,
): void {
  const seen = new Set<string>();
  for (const [place, { invoiceId, amountCents: wanted }] of chosen.entries()) {
    const path = `invoices.${place}.invoice_id`;
    if (seen.has(invoiceId)) refuseField(path, 'named_twice', 'This invoice is named twice.');
    seen.add(invoiceId);
    const part = parts.find((each) => each.invoiceId === invoiceId);
    if (!part) refuseField(path, 'not_of_payment', 'This payment does not settle that invoice.');
    if (wanted > part.leftCents) {
      const most = formatMoney(part.leftCents, currency);
      refuseField(
        `invoices.${place}.amount_cents`,
        'above_payment',
        `At most ${most} can be refunded there.`,
      );
    }
  }
  const sum = add(...chosen.map((each) => each.amountCents));
  if (sum === amountCents) return;
  const [all, refunded] = [sum, amountCents].map((each) => formatMoney(each, currency));
  refuseField('invoices', 'parts_differ', `The invoices come to ${all}, and the refund is ${refunded}.`);
}

/** The money of several invoices together; never of none. */
export const moneyOfAll = (monies: readonly InvoiceMoney[]): InvoiceMoney => {
  const sum = (of: (money: InvoiceMoney) => Cents) => add(...monies.map(of));
  return {
    takenCents: sum((money) => money.takenCents),
    refundedCents: sum((money) => money.refundedCents),
    disputedCents: sum((money) => money.disputedCents),
    keptCents: sum((money) => money.keptCents),
    creditHeldCents: sum((money) => money.creditHeldCents),
    committedCents: sum((money) => money.committedCents),
    requestedCents: sum((money) => money.requestedCents),
  };
};

/**
 * What returns goes to the parts that lack it, the last taken first: what stays away is of the newest allocations.
 *
 * @param held the last taken first
 */
export function giveBackLastTakenFirst(held: readonly Allocation[], amountCents: Cents): Allocation[] {
  const given: Allocation[] = [];
  let rest = amountCents;
  for (const { invoiceId, amountCents: most } of held) {
    const part = min(rest, most);
    if (part > 0) given.push({ invoiceId, amountCents: part });
    rest = subtract(rest, part);
  }
  return given;
}

/**
 * Refuses to move more of a payment than it still settles there, or than the invoice kept: `allocation_gone` (409), with
 * the field where it is only too much (400).
 */
export function requireMovable(part: PaymentPart | undefined, amountCents: Cents, currency: Currency): void {
  if (!part || part.allocatedCents <= 0) {
    refuseField('from_invoice_id', 'not_of_payment', 'This payment does not settle that invoice.');
  }
  const { allocatedCents, refundedCents, disputedCents, money } = part;
  const left = atLeastNothing(subtract(allocatedCents, add(refundedCents, disputedCents)));
  const wanted = atLeastNothing(subtract(money.committedCents, money.creditHeldCents));
  const most = min(left, atLeastNothing(subtract(money.keptCents, wanted)));
  if (most <= 0) {
    refuse(
      'conflict',
      'allocation_gone',
      'This part of the payment was refunded, is disputed or became credit, so it cannot be moved.',
    );
  }
  if (amountCents > most) {
    refuseField('amount_cents', 'above_allocation', `At most ${formatMoney(most, currency)} can be moved.`);
  }
}
