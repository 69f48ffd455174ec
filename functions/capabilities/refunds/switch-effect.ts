/** Switches what a refund that was made at Stripe does to the debt of its invoices (decision 37). */
import { randomUUID } from 'node:crypto';
import { refuseMissing, requireFound } from '../../domain/not-found.ts';
import type { RefundEffect } from '../../domain/refund.ts';
import { type BookedPart, effectPosting, requireSwitchable } from '../../domain/refund-effect.ts';
import { askToCloseAll, closeCheckoutNow } from '../checkouts/close.ts';
import { closePageFirst } from '../checkouts/close-first.ts';
import { commandTransaction, type Done } from '../command.ts';
import { syncStatusWithLedger } from '../invoices/sync-status.ts';
import { debtOn, lockWithInvoices } from '../payments/lock.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
import type { LockedRefund } from '../ports/refunds.ts';
import type { App, Stores } from '../ports.ts';

export type SwitchInput = { id: string; effect: RefundEffect; reason: string };

/**
 * Switches the effect: the invoices are credited, or owed again, from now on. A refund that is still on its way only gets
 * the effect that it will be booked with. Refuses `refund_unknown` (404), what `requireSwitchable` and `effectPosting`
 * refuse, and `payment_in_progress` when the patient has just paid a debt that would be credited.
 */
export async function switchRefundEffect(app: App, input: SwitchInput, by: StaffCaller): Promise<Done> {
  const shares = await app.db.read.refunds.shares(input.id);
  for (const { invoiceId } of shares) {
    await closePageFirst(app, invoiceId, by, async (tx) => postingFor(tx, input, '', app.clock.now()));
  }
  const done = await commandTransaction(app, async (tx) => {
    const [changeId, at] = [randomUUID(), app.clock.now()];
    const { invoice, refund, posting, parts } = await postingFor(tx, input, changeId, at);
    if (posting) await tx.ledger.post(posting);
    await tx.refunds.switchEffect({ ...input, changeId, staffId: by.actor.id, at });
    const invoiceIds = parts.map(({ debt }) => debt.invoiceId);
    for (const invoiceId of invoiceIds) await syncStatusWithLedger(tx, invoiceId);
    const pages = await askToCloseAll(tx, invoiceIds, by);
    await tx.audit.record(by, {
      action: 'switch_refund_effect',
      targetType: 'refund',
      targetId: input.id,
      details: {
        payment_id: refund.paymentId,
        invoice_id: invoice.id,
        amount_cents: refund.amountCents,
        before: refund.effect,
        after: input.effect,
        reason: input.reason,
      },
    });
    return { id: input.id, pages };
  });
  for (const page of done.pages) await closeCheckoutNow(app, page);
  return done;
}

/** Locks the refund with its payment and invoices, and decides what the switch books; nothing while it is on its way. */
async function postingFor(tx: Stores, { id, effect }: SwitchInput, changeId: string, at: Date) {
  const seen = requireFound(await tx.refunds.get(id), 'refund');
  const found = await lockWithInvoices(tx, seen.payment_id);
  const refund = await tx.refunds.lock(id);
  if (!found || !refund) return refuseMissing('refund');
  requireSwitchable(refund, effect);
  const { invoice } = found;
  if (refund.status !== 'succeeded') return { invoice, refund, parts: [], posting: undefined };
  const parts = await bookedParts(tx, refund, invoice);
  const posting = effectPosting(parts, { changeId, paymentId: refund.paymentId, effect }, at);
  return { invoice, refund, parts, posting };
}

async function bookedParts(tx: Stores, { id }: LockedRefund, invoice: LockedInvoice): Promise<BookedPart[]> {
  const booked = await tx.refunds.booked(id);
  const parts: BookedPart[] = [];
  for (const { invoiceId } of await tx.refunds.shares(id)) {
    parts.push({
      debt: debtOn(invoice, invoiceId),
      invoice: await tx.refunds.invoiceFigures(invoiceId),
      booked: booked.filter((entry) => entry.invoiceId === invoiceId),
    });
  }
  return parts;
}
