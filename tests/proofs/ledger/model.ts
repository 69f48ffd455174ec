/**
 * The books once more, in plain arithmetic that shares nothing with the product: what every operation must do to an
 * invoice and its patient, or with which code it must be refused. Money that goes back is in modelMoneyBack.ts.
 */
import type { ModelInvoice, ModelLot, ModelPatient, ModelPayment, ModelRefund } from './model-types.ts';

/** `done`, or the code of the refusal. */
export type Verdict = string;

export const DONE = 'done';

export const INVALID = 'validation_failed';

export const open = (invoice: ModelInvoice): boolean => !invoice.cancelled && invoice.balance > 0;

const sum = (amounts: readonly number[]): number => amounts.reduce((all, amount) => all + amount, 0);

export const creditOf = (patient: ModelPatient): number => sum(patient.lots.map(({ held }) => held));

export const heldOf = (invoice: ModelInvoice): number =>
  invoice.patient.lots.find((lot) => lot.invoice === invoice)?.held ?? 0;

const refundsIn = (invoice: ModelInvoice, ...statuses: ModelRefund['status'][]): number =>
  sum(
    invoice.payments.flatMap(({ refunds }) =>
      refunds.filter(({ status }) => statuses.includes(status)).map(({ amount }) => amount),
    ),
  );

/** Refunds that will be made. */
export const committedOf = (invoice: ModelInvoice): number => refundsIn(invoice, 'approved', 'processing');

export const requestedOf = (invoice: ModelInvoice): number => refundsIn(invoice, 'requested');

export function statusOf(invoice: ModelInvoice): string {
  if (invoice.cancelled) return 'cancelled';
  if (invoice.balance === 0) return 'paid';
  return invoice.paid > 0 ? 'partially_paid' : 'issued';
}

export function newInvoice(
  id: string,
  patient: ModelPatient,
  { price, basisPoints, due }: { price: number; basisPoints: number; due: string },
): ModelInvoice {
  const tax = Math.floor((price * basisPoints + 5_000) / 10_000);
  patient.balance += price + tax;
  const figures = { total: price + tax, balance: price + tax, revenueLeft: price, taxLeft: tax };
  const nothing = { paid: 0, credited: 0, kept: 0, creditLeft: 0, cancelled: false };
  return { id, patient, due, ...figures, ...nothing, writtenOff: [], payments: [], feePeriods: [] };
}

export function owe(invoice: ModelInvoice, amount: number): void {
  invoice.balance += amount;
  invoice.patient.balance += amount;
}

/** New credit joins what is left of its invoice's. */
export function give(invoice: ModelInvoice, amount: number): void {
  if (amount === 0) return;
  const { lots } = invoice.patient;
  const lot = lots.find((one) => one.invoice === invoice);
  if (lot) lot.held += amount;
  else lots.push({ invoice, held: amount });
}

/** The shares of an amount that each lot bears: a chosen invoice's first, then the oldest. */
function sharesOf(patient: ModelPatient, amount: number, first?: ModelInvoice): ModelLot[] {
  const order = [
    ...patient.lots.filter(({ invoice }) => invoice === first),
    ...patient.lots.filter(({ invoice }) => invoice !== first),
  ];
  let left = amount;
  return order.map(({ invoice, held }) => {
    const share = Math.min(left, held);
    left -= share;
    return { invoice, held: share };
  });
}

/** Takes credit away; the invoices that it came from. */
export function take(patient: ModelPatient, amount: number, first?: ModelInvoice): ModelInvoice[] {
  const shares = sharesOf(patient, amount, first).filter(({ held }) => held > 0);
  for (const share of shares) {
    const lot = patient.lots.find(({ invoice }) => invoice === share.invoice);
    if (lot) lot.held -= share.held;
    if (share.invoice === first) continue;
    share.invoice.creditLeft += share.held;
    if (first) first.creditLeft -= share.held;
  }
  patient.lots = patient.lots.filter(({ held }) => held > 0);
  return shares.map(({ invoice }) => invoice);
}

/** Whether an invoice that the credit came from would miss it. */
export function missed(
  patient: ModelPatient,
  amount: number,
  kept: (invoice: ModelInvoice) => number,
  first?: ModelInvoice,
): boolean {
  return sharesOf(patient, amount, first).some(
    ({ invoice, held }) => held > 0 && kept(invoice) + heldOf(invoice) - held < committedOf(invoice),
  );
}

export function receive(invoice: ModelInvoice, amount: number, intent: string): (id: string) => ModelPayment {
  const settled = open(invoice) ? Math.min(amount, invoice.balance) : 0;
  const surplus = amount - settled;
  return (id) => {
    owe(invoice, -settled);
    invoice.paid += settled;
    invoice.kept += settled;
    give(invoice, surplus);
    const payment = {
      id,
      intent,
      invoice,
      amount,
      settled,
      surplus,
      creditLeft: surplus,
      reversed: false,
      refunds: [],
    };
    invoice.payments.push(payment);
    return payment;
  };
}

export function reverse(payment: ModelPayment): Verdict {
  const { invoice, settled, surplus } = payment;
  const { patient } = invoice;
  if (payment.intent !== '') return 'payment_not_offline';
  if (payment.reversed) return 'payment_reversed';
  const left = invoice.kept - settled + Math.max(heldOf(invoice) - surplus, 0);
  if (surplus > creditOf(patient) || (settled > 0 && left < 0)) return 'credit_spent';
  if (settled > 0 && left < committedOf(invoice)) return 'credit_reserved';
  const kept = (one: ModelInvoice): number => one.kept - (one === invoice ? settled : 0);
  if (missed(patient, surplus, kept, invoice)) return 'credit_reserved';
  payment.reversed = true;
  owe(invoice, settled);
  invoice.paid -= settled;
  invoice.kept -= settled;
  take(patient, surplus, invoice);
  return DONE;
}

export function cancel(invoice: ModelInvoice): Verdict {
  if (invoice.cancelled) return 'invoice_cancelled';
  if (invoice.balance === 0 || invoice.paid > 0) return 'invoice_has_payments';
  if (invoice.writtenOff.length > 0) return 'invoice_written_off';
  const whole = invoice.revenueLeft + invoice.taxLeft === invoice.total;
  if (invoice.balance !== invoice.total || !whole) return 'invoice_has_credit';
  owe(invoice, -invoice.balance);
  invoice.cancelled = true;
  invoice.revenueLeft = 0;
  invoice.taxLeft = 0;
  return DONE;
}

/** The limit of a clinic that has set no other, in minor units; all of a proof is within the days that it counts. */
const CLERK_LIMIT = 500_00;

/** A credit note by a clerk. */
export function credit(invoice: ModelInvoice, amount: number): Verdict {
  if (invoice.cancelled) return 'invoice_not_issued';
  const earned = invoice.revenueLeft + invoice.taxLeft;
  const most = Math.min(invoice.balance + invoice.kept, earned);
  if (most <= 0) return 'nothing_to_credit';
  if (amount > most) return INVALID;
  const { patient } = invoice;
  if (patient.clerksCredited + amount > CLERK_LIMIT) return 'credit_note_needs_admin';
  patient.clerksCredited += amount;
  const share = Math.floor((invoice.taxLeft * amount) / earned);
  const tax = Math.max(amount - invoice.revenueLeft, 0, Math.min(share, invoice.taxLeft, amount));
  const off = Math.min(amount, invoice.balance);
  owe(invoice, -off);
  invoice.credited += off;
  invoice.kept -= amount - off;
  give(invoice, amount - off);
  invoice.taxLeft -= tax;
  invoice.revenueLeft -= amount - tax;
  return DONE;
}

export function writeOff(invoice: ModelInvoice, amount: number | undefined): Verdict {
  if (!open(invoice)) return 'nothing_owed';
  const off = amount ?? invoice.balance;
  if (off > invoice.balance) return INVALID;
  owe(invoice, -off);
  invoice.writtenOff.push(off);
  return DONE;
}

export function reverseWriteOff(invoice: ModelInvoice): Verdict {
  if (invoice.cancelled) return 'invoice_cancelled';
  const newest = invoice.writtenOff.pop();
  if (newest === undefined) return 'not_written_off';
  owe(invoice, newest);
  return DONE;
}

/** The verdict, and the invoices whose credit was used. */
export type Used = { verdict: Verdict; from: ModelInvoice[] };

const refusedWith = (verdict: Verdict): Used => ({ verdict, from: [] });

export function apply(invoice: ModelInvoice, patient: ModelPatient, amount: number | undefined): Used {
  if (invoice.patient !== patient) return refusedWith(INVALID);
  if (!open(invoice)) return refusedWith('nothing_owed');
  const most = creditOf(patient);
  if (most === 0) return refusedWith('no_credit');
  const used = amount ?? Math.min(most, invoice.balance);
  if (used > invoice.balance || used > most) return refusedWith(INVALID);
  const kept = (one: ModelInvoice): number => one.kept + (one === invoice ? used : 0);
  if (missed(patient, used, kept)) return refusedWith('credit_reserved');
  owe(invoice, -used);
  invoice.paid += used;
  invoice.kept += used;
  return { verdict: DONE, from: take(patient, used) };
}

export function payOut(patient: ModelPatient, amount: number): Used {
  const most = creditOf(patient);
  if (most === 0) return refusedWith('no_credit');
  if (amount > most) return refusedWith(INVALID);
  if (missed(patient, amount, ({ kept }) => kept)) return refusedWith('credit_reserved');
  return { verdict: DONE, from: take(patient, amount) };
}

export function move(invoice: ModelInvoice, due: string): Verdict {
  if (!open(invoice)) return 'nothing_owed';
  if (invoice.due === due) return INVALID;
  invoice.due = due;
  return DONE;
}
