/** Cancelling takes the debt back and closes the payment page; money that comes late becomes credit (decisions 7, 10). */
import { requireCancellable } from '../../domain/invoice.ts';
import { cancelPosting } from '../../domain/ledger.ts';
import { add } from '../../domain/money.ts';
import { refuse, requireVersion } from '../../domain/refusal.ts';
import { askToClose, closeCheckoutNow } from '../checkouts/close.ts';
import { closePageFirst } from '../checkouts/close-first.ts';
import { commandTransaction, type Done } from '../command.ts';
import { withdrawPendingRequest } from '../credit-note-requests/withdraw.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
import type { App, Stores } from '../ports.ts';

/**
 * Refuses `invoice_unknown` (404), `invoice_cancelled`, `invoice_has_payments`, `invoice_has_credit`, `invoice_written_off`
 * and `payment_in_progress` (409), and `changed_meanwhile` (412).
 */
export async function cancelInvoice(
  app: App,
  { id, reason, version }: { id: string; reason: string; version?: number | undefined },
  by: StaffCaller,
): Promise<Done> {
  const isClosing = await closePageFirst(app, id, by, (tx) => lockCancellable(tx, id, version));
  const cancelled = await commandTransaction(app, async (tx) => {
    const invoice = await lockCancellable(tx, id, version);
    const now = app.clock.now();
    if (invoice.status === 'issued') {
      if (await tx.corrections.standingWriteOff(id)) {
        refuse(
          'conflict',
          'invoice_written_off',
          'A part of this invoice is written off. Reverse the write-off first, then cancel the invoice.',
        );
      }
      const debt = { invoiceId: id, patientId: invoice.patientId, currency: invoice.currency };
      // All of the charge is taken back, so none of it may be gone: not even as credit for money that was reversed later.
      const { revenueCents, taxCents } = await tx.ledger.chargeLeft(id);
      const whole = add(revenueCents, taxCents) === invoice.totalCents;
      if (invoice.balanceCents !== invoice.totalCents || !whole) {
        refuse(
          'conflict',
          'invoice_has_credit',
          'A part of this invoice was credited. Credit the rest instead.',
        );
      }
      await tx.ledger.post(cancelPosting(debt, invoice, now));
    }
    await tx.invoices.markCancelled(id, reason, now);
    await withdrawPendingRequest(tx, id, by, now);
    const closing = await askToClose(tx, id, by);
    await tx.audit.record(by, {
      action: 'cancel_invoice',
      targetType: 'invoice',
      targetId: id,
      details: { reason },
    });
    return { id, closing };
  });
  if (cancelled.closing && !isClosing) await closeCheckoutNow(app, cancelled.closing);
  return cancelled;
}

const PAID_MEANWHILE =
  'The patient has paid this invoice, and the payment is being confirmed. Wait for it, then refund it instead.';

async function lockCancellable(tx: Stores, id: string, version: number | undefined): Promise<LockedInvoice> {
  const invoice = await tx.invoices.require(id);
  requireCancellable(invoice);
  requireVersion(version, invoice.version, 'This invoice');
  if (await tx.checkouts.isPaymentOnItsWay(id)) refuse('conflict', 'payment_in_progress', PAID_MEANWHILE);
  return invoice;
}
