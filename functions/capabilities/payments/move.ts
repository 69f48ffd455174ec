/** What a payment settles on one invoice settles another of the same patient instead: a reversal and a new entry (decision 35). */
import { randomUUID } from 'node:crypto';
import { requirePayableBy } from '../../domain/allocation.ts';
import { movePosting } from '../../domain/corrections.ts';
import { formatMoney } from '../../domain/currency.ts';
import type { Cents } from '../../domain/money.ts';
import { refuseMissing } from '../../domain/not-found.ts';
import { requireMovable } from '../../domain/payment-part.ts';
import { refuse, refuseField } from '../../domain/refusal.ts';
import { askToClose, closeCheckoutNow } from '../checkouts/close.ts';
import { closePageFirst } from '../checkouts/close-first.ts';
import { commandTransaction, type Done } from '../command.ts';
import { syncStatusWithLedger } from '../invoices/sync-status.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App, Stores } from '../ports.ts';
import { debtOn, type LockedWithInvoices, lockWithInvoices } from './lock.ts';

export type MoveInput = {
  paymentId: string;
  fromInvoiceId: string;
  toInvoiceId: string;
  amountCents: Cents;
  reason: string;
};

/**
 * Moves a part of a payment. Refuses `payment_unknown` (404), `payment_reversed`, `payment_failed` and `allocation_gone`
 * (409), `payment_in_progress` when the other invoice has just been paid online, and with the field (400) an invoice that
 * the payment does not settle, one of another patient or currency or on which nothing is owed, and an amount above either.
 */
export async function moveAllocation(app: App, input: MoveInput, by: StaffCaller): Promise<Done> {
  const closing = await closePageFirst(app, input.toInvoiceId, by, (tx) => lockMovable(tx, input));
  const done = await commandTransaction(app, async (tx) => {
    const found = await lockMovable(tx, input);
    const page = await askToClose(tx, input.toInvoiceId, by);
    await book(app, tx, { input, found, by });
    return { id: input.paymentId, page };
  });
  if (done.page && !closing) await closeCheckoutNow(app, done.page);
  return done;
}

async function lockMovable(tx: Stores, input: MoveInput): Promise<LockedWithInvoices> {
  const { paymentId, fromInvoiceId, toInvoiceId, amountCents } = input;
  const found = await lockWithInvoices(tx, paymentId, [toInvoiceId]);
  const booked = found && (await tx.payments.lockBooked(paymentId));
  if (!found || !booked) return refuseMissing('payment');
  if (booked.reversedAt) refuse('conflict', 'payment_reversed', 'This payment is reversed already.');
  if (booked.status === 'failed') refuse('conflict', 'payment_failed', 'This payment failed.');
  const { invoice, invoices, books } = found;
  const { currency } = books;
  if (fromInvoiceId === toInvoiceId) {
    refuseField('to_invoice_id', 'same_invoice', 'The payment settles that invoice already.');
  }
  const part = books.parts.find((each) => each.invoiceId === fromInvoiceId);
  requireMovable(part, amountCents, currency);
  const target = invoices.find(({ id }) => id === toInvoiceId);
  const owedCents = requirePayableBy({ patientId: invoice.patientId, currency }, target, 'to_invoice_id');
  if (amountCents > owedCents) {
    refuseField('amount_cents', 'above_balance', `At most ${formatMoney(owedCents, currency)} is owed.`);
  }
  return found;
}

type Booking = { input: MoveInput; found: LockedWithInvoices; by: StaffCaller };

async function book(app: App, tx: Stores, { input, found, by }: Booking): Promise<void> {
  const { paymentId, fromInvoiceId, toInvoiceId, amountCents, reason } = input;
  const [id, at] = [randomUUID(), app.clock.now()];
  const { currency } = found.books;
  await tx.payments.addMove({ id, currency, at, staffId: by.actor.id, ...input });
  const move = { moveId: id, paymentId, toInvoiceId, amountCents };
  await tx.ledger.post(movePosting(debtOn(found.invoice, fromInvoiceId), move, at));
  for (const invoiceId of [fromInvoiceId, toInvoiceId]) {
    await syncStatusWithLedger(tx, invoiceId);
    await tx.audit.record(by, {
      action: 'move_allocation',
      targetType: 'invoice',
      targetId: invoiceId,
      details: {
        payment_id: paymentId,
        from_invoice_id: fromInvoiceId,
        to_invoice_id: toInvoiceId,
        amount_cents: amountCents,
        reason,
      },
    });
  }
}
