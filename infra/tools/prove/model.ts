/**
 * The books once more, in plain arithmetic that shares nothing with the product: what every operation must do to an
 * invoice and its patient, or with which code it must be refused.
 */

export type ModelPayment = {
  id: string;
  settled: number;
  surplus: number;
  offline: boolean;
  reversed: boolean;
};
export type ModelInvoice = {
  id: string;
  patient: ModelPatient;
  total: number;
  balance: number;
  /** What payments and credit settled. */
  paid: number;
  credited: number;
  givenBack: number;
  revenueLeft: number;
  taxLeft: number;
  writtenOff: number[];
  cancelled: boolean;
  due: string;
  payments: ModelPayment[];
};
export type ModelPatient = { id: string; credit: number; balance: number };

/** `done`, or the code of the refusal. */
export type Verdict = string;
const DONE = 'done';
const INVALID = 'validation_failed';

const open = (invoice: ModelInvoice): boolean => !invoice.cancelled && invoice.balance > 0;

export function statusOf(invoice: ModelInvoice): string {
  if (invoice.cancelled) return 'cancelled';
  if (invoice.balance === 0) return 'paid';
  return invoice.paid > 0 ? 'partially_paid' : 'issued';
}

export function newInvoice(
  id: string,
  patient: ModelPatient,
  price: number,
  basisPoints: number,
  due: string,
): ModelInvoice {
  const tax = Math.floor((price * basisPoints + 5_000) / 10_000);
  patient.balance += price + tax;
  const figures = { total: price + tax, balance: price + tax, revenueLeft: price, taxLeft: tax };
  const nothing = { paid: 0, credited: 0, givenBack: 0, cancelled: false };
  return { id, patient, due, ...figures, ...nothing, writtenOff: [], payments: [] };
}

function owe(invoice: ModelInvoice, amount: number): void {
  invoice.balance += amount;
  invoice.patient.balance += amount;
}

export function receive(invoice: ModelInvoice, amount: number, offline: boolean): (id: string) => void {
  const settled = open(invoice) ? Math.min(amount, invoice.balance) : 0;
  const surplus = amount - settled;
  return (id) => {
    owe(invoice, -settled);
    invoice.paid += settled;
    invoice.patient.credit += surplus;
    invoice.payments.push({ id, settled, surplus, offline, reversed: false });
  };
}

export function reverse(invoice: ModelInvoice, payment: ModelPayment): Verdict {
  if (!payment.offline) return 'payment_not_offline';
  if (payment.reversed) return 'payment_reversed';
  if (payment.surplus > invoice.patient.credit) return 'credit_spent';
  payment.reversed = true;
  owe(invoice, payment.settled);
  invoice.paid -= payment.settled;
  invoice.patient.credit -= payment.surplus;
  return DONE;
}

export function cancel(invoice: ModelInvoice): Verdict {
  if (invoice.cancelled) return 'invoice_cancelled';
  if (invoice.balance === 0 || invoice.paid > 0) return 'invoice_has_payments';
  const whole = invoice.revenueLeft + invoice.taxLeft === invoice.total;
  if (invoice.balance !== invoice.total || !whole) return 'invoice_has_credit';
  owe(invoice, -invoice.balance);
  invoice.cancelled = true;
  invoice.revenueLeft = 0;
  invoice.taxLeft = 0;
  return DONE;
}

export function credit(invoice: ModelInvoice, amount: number): Verdict {
  if (invoice.cancelled) return 'invoice_not_issued';
  const earned = invoice.revenueLeft + invoice.taxLeft;
  const most = Math.min(invoice.balance + invoice.paid - invoice.givenBack, earned);
  if (most <= 0) return 'nothing_to_credit';
  if (amount > most) return INVALID;
  const share = Math.floor((invoice.taxLeft * amount) / earned);
  const tax = Math.max(amount - invoice.revenueLeft, 0, Math.min(share, invoice.taxLeft, amount));
  const off = Math.min(amount, invoice.balance);
  owe(invoice, -off);
  invoice.credited += off;
  invoice.givenBack += amount - off;
  invoice.patient.credit += amount - off;
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
  const newest = invoice.writtenOff.pop();
  if (newest === undefined) return 'not_written_off';
  owe(invoice, newest);
  return DONE;
}

export function apply(invoice: ModelInvoice, patient: ModelPatient, amount: number | undefined): Verdict {
  if (invoice.patient !== patient) return INVALID;
  if (!open(invoice)) return 'nothing_owed';
  if (patient.credit === 0) return 'no_credit';
  const used = amount ?? Math.min(patient.credit, invoice.balance);
  if (used > invoice.balance || used > patient.credit) return INVALID;
  owe(invoice, -used);
  invoice.paid += used;
  patient.credit -= used;
  return DONE;
}

export function payOut(patient: ModelPatient, amount: number): Verdict {
  if (patient.credit === 0) return 'no_credit';
  if (amount > patient.credit) return INVALID;
  patient.credit -= amount;
  return DONE;
}

export function move(invoice: ModelInvoice, due: string): Verdict {
  if (!open(invoice)) return 'nothing_owed';
  if (invoice.due === due) return INVALID;
  invoice.due = due;
  return DONE;
}
