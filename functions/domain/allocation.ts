/**
 * What a payment settles: the invoices of its payer in its currency, each up to what is owed (decision 35). What it does
 * not settle is the patient's credit.
 */
import type { Day } from './calendar.ts';
import { type Currency, formatMoney } from './currency.ts';
import { type InvoiceStatus, isPayable } from './invoice.ts';
import { add, type Cents, min, subtract, ZERO } from './money.ts';
import { requireNamed } from './not-found.ts';
import { type FieldError, refuse, refuseField } from './refusal.ts';

export type Allocation = { invoiceId: string; amountCents: Cents };

/** An invoice that money may settle. */
export type Settleable = {
  id: string;
  patientId: string;
  currency: Currency;
  status: InvoiceStatus;
  balanceCents: Cents;
  dueOn: Day;
  number: string | null;
};

/** Who pays, in which currency. */
export type Payer = { patientId: string; currency: Currency };

/** The oldest due invoice first, then the lowest number, each up to what is owed on it. */
export function allocateOldestFirst(invoices: readonly Settleable[], amountCents: Cents): Allocation[] {
  const allocations: Allocation[] = [];
  let left = amountCents;
  for (const { id, status, balanceCents } of [...invoices].sort(oldestDueFirst)) {
    const part = isPayable(status) ? min(left, balanceCents) : ZERO;
    if (part <= 0) continue;
    allocations.push({ invoiceId: id, amountCents: part });
    left = subtract(left, part);
  }
  return allocations;
}

/** The order in which money settles invoices unless they are chosen. */
export const oldestDueFirst = (one: Settleable, other: Settleable): number =>
  one.dueOn.localeCompare(other.dueOn) ||
  (one.number ?? '').localeCompare(other.number ?? '', 'en', { numeric: true });

/**
 * Refuses, with the field (400), invoices that are unknown, named twice, of another patient or currency, or on which
 * nothing is owed; a part above what is owed; and parts whose sum is zero or above the payment.
 *
 * @param invoices those that the parts name, as far as they exist
 */
export function requireAllocatable(
  allocations: readonly Allocation[],
  invoices: readonly Settleable[],
  payer: Payer,
  amountCents: Cents,
): void {
  const seen = new Set<string>();
  for (const [place, { invoiceId, amountCents: part }] of allocations.entries()) {
    const named = `invoices.${place}.invoice_id`;
    if (seen.has(invoiceId)) refuseField(named, 'named_twice', 'This invoice is named twice.');
    seen.add(invoiceId);
    const owedCents = requirePayableBy(
      payer,
      invoices.find(({ id }) => id === invoiceId),
      named,
    );
    if (part > owedCents) {
      const most = formatMoney(owedCents, payer.currency);
      refuseField(`invoices.${place}.amount_cents`, 'above_balance', `At most ${most} is owed.`);
    }
  }
  const sum = add(...allocations.map((each) => each.amountCents));
  if (sum > amountCents) {
    const [all, paid] = [sum, amountCents].map((each) => formatMoney(each, payer.currency));
    refuseField('invoices', 'above_payment', `The invoices come to ${all}, and the payment is ${paid}.`);
  }
  if (sum === 0) {
    refuseField('invoices', 'nothing_allocated', 'Give at least one invoice a part of the payment.');
  }
}

/** What is owed on the invoice. Refuses one that the payer cannot pay with this money. */
export function requirePayableBy(
  payer: Payer,
  found: Settleable | undefined,
  path: FieldError['path'],
): Cents {
  const invoice = requireNamed(found, 'invoice', path);
  if (invoice.patientId !== payer.patientId) {
    refuseField(path, 'other_patient', 'This invoice belongs to another patient.');
  }
  if (invoice.currency !== payer.currency) {
    refuseField(path, 'other_currency', 'This invoice is in another currency than the payment.');
  }
  if (!isPayable(invoice.status)) {
    refuseField(path, 'nothing_owed', 'Nothing is owed on this invoice.');
  }
  return invoice.balanceCents;
}

/** Refuses a payment that would settle nothing: `nothing_owed` (409). */
export function requireSomethingOwed(allocations: readonly Allocation[]): void {
  if (allocations.length === 0) {
    refuse('conflict', 'nothing_owed', 'The patient owes nothing in this currency.');
  }
}
