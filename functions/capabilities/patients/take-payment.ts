/** Money taken at the desk for several invoices of a patient: one payment, one receipt, an allocation for each (decision 35). */
import { randomUUID } from 'node:crypto';
import {
  type Allocation,
  allocateOldestFirst,
  type Payer,
  requireAllocatable,
  requireSomethingOwed,
} from '../../domain/allocation.ts';
import type { Day } from '../../domain/calendar.ts';
import { allocatedPaymentPosting } from '../../domain/ledger.ts';
import { type Cents, cents, ZERO } from '../../domain/money.ts';
import { refuseMissing } from '../../domain/not-found.ts';
import { accountOf, type OfflineMethod, receivedAt } from '../../domain/offline-payment.ts';
import { must } from '../../domain/refusal.ts';
import { askToCloseAll, closeCheckoutNow } from '../checkouts/close.ts';
import { closePageFirst } from '../checkouts/close-first.ts';
import { commandTransaction, type Done } from '../command.ts';
import { syncStatusWithLedger } from '../invoices/sync-status.ts';
import { queueReceipt } from '../messages/queue-receipt.ts';
import { allocateNumber } from '../numbers/allocate.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
import type { App, Stores } from '../ports.ts';

export type PatientPaymentInput = Payer & {
  amountCents: Cents;
  method: OfflineMethod;
  reference: string | null;
  receivedOn: Day | undefined;
  /** What is paid; when not given, the oldest due first. */
  allocations: readonly Allocation[] | undefined;
};

/** What a payment would settle, with its invoices under lock. */
type Planned = {
  allocations: readonly Allocation[];
  invoices: readonly LockedInvoice[];
  now: Date;
  at: Date;
};

/**
 * Books the money on the invoices; what they leave becomes the patient's credit. Refuses `patient_unknown` (404),
 * `nothing_owed`, a wrong day, what `requireAllocatable` refuses, and `payment_in_progress` when the patient has just
 * paid one of the invoices online. Then nothing is booked.
 */
export async function takePayment(app: App, input: PatientPaymentInput, by: StaffCaller): Promise<Done> {
  const isClosing = await closePagesFirst(app, input, by);
  const taken = await commandTransaction(app, async (tx) => {
    const planned = await plan(app, tx, input);
    const pages = await askToCloseAll(
      tx,
      planned.invoices.map((invoice) => invoice.id),
      by,
    );
    return { id: await book(app, tx, { input, planned, by }), pages };
  });
  // What Stripe did not answer a moment ago, the queue goes on with.
  if (!isClosing) for (const page of taken.pages) await closeCheckoutNow(app, page);
  return taken;
}

/** Closes the pages of the invoices that will be paid, so that none is paid twice; true when Stripe has not closed one yet. */
async function closePagesFirst(app: App, input: PatientPaymentInput, by: StaffCaller): Promise<boolean> {
  const { patientId, currency, amountCents } = input;
  const allocations =
    input.allocations ??
    allocateOldestFirst(await app.db.read.invoices.open(patientId, currency), amountCents);
  let isClosing = false;
  for (const { invoiceId } of allocations) {
    if (await closePageFirst(app, invoiceId, by, (tx) => plan(app, tx, input))) isClosing = true;
  }
  return isClosing;
}

async function plan(app: App, tx: Stores, input: PatientPaymentInput): Promise<Planned> {
  const { patientId, currency, amountCents } = input;
  const chosen = input.allocations?.map(({ invoiceId }) => invoiceId);
  const ids = chosen ?? (await tx.invoices.open(patientId, currency)).map(({ id }) => id);
  const locked = await tx.invoices.lockSeveral([...new Set(ids)]);
  if (!(await tx.credits.lock(patientId, currency))) return refuseMissing('patient');
  if (input.allocations) requireAllocatable(input.allocations, locked, input, amountCents);
  const wanted = input.allocations ?? allocateOldestFirst(locked, amountCents);
  const allocations = wanted.filter((part) => part.amountCents > 0);
  requireSomethingOwed(allocations);
  const invoices = allocations.map(({ invoiceId }) => {
    const invoice = locked.find(({ id }) => id === invoiceId);
    must(invoice, 'an invoice that is paid is locked');
    return invoice;
  });
  const now = app.clock.now();
  // The day of receipt is not before any of the invoices.
  const issuedAt = new Date(Math.max(...invoices.map((each) => each.issuedAt?.getTime() ?? 0)));
  const at = receivedAt(input.receivedOn, { now, issuedAt, timeZone: app.clinic.timeZone });
  return { allocations, invoices, now, at };
}

type Booking = { input: PatientPaymentInput; planned: Planned; by: StaffCaller };

/** The payment's id. It is listed under its first invoice, whose receipt the patient is sent. */
async function book(app: App, tx: Stores, { input, planned, by }: Booking): Promise<string> {
  const { patientId, currency, amountCents, method, reference } = input;
  const { allocations, invoices, now, at } = planned;
  const [first] = invoices;
  must(first, 'a payment settles something');
  const id = randomUUID();
  const money = { paymentId: id, amountCents, into: accountOf(method), cause: `payment:${id}` };
  const debt = { invoiceId: first.id, patientId, currency };
  const { posting, surplusCents } = allocatedPaymentPosting(debt, money, allocations, at);
  await queueReceipt({ app, tx, by }, first, id);
  // Numbered as of now, as no number is added to an earlier month. The number last: everybody who takes money this
  // month waits for it until the commit.
  const receiptNumber = await allocateNumber(app, tx, { kind: 'receipt', documentId: id, at: now });
  const payment = { id, invoiceId: first.id, amountCents, currency, method, reference, receiptNumber };
  await tx.payments.addOffline({ ...payment, staffId: by.actor.id, receivedAt: at });
  await tx.ledger.post(posting);
  for (const [place, invoice] of invoices.entries()) {
    const part = allocations[place]?.amountCents ?? ZERO;
    await syncStatusWithLedger(tx, invoice.id);
    await tx.audit.record(by, {
      action: part === invoice.balanceCents ? 'mark_paid' : 'record_payment',
      targetType: 'invoice',
      targetId: invoice.id,
      details: {
        payment_id: id,
        amount_cents: part,
        payment_amount_cents: amountCents,
        method,
        receipt_number: receiptNumber,
        surplus_cents: place === 0 ? surplusCents : 0,
      },
    });
  }
  return id;
}

/** An amount of the request for an invoice, as the rules have it. */
export const asAllocation = (part: { invoice_id: string; amount_cents: number }): Allocation => ({
  invoiceId: part.invoice_id,
  amountCents: cents(part.amount_cents),
});
