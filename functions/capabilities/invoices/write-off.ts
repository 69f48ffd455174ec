/** Writing off what is owed on an invoice, or a part of it, with a reason. */

import { randomUUID } from 'node:crypto';
import { writeOffPosting } from '../../domain/corrections.ts';
import { formatMoney } from '../../domain/currency.ts';
import { isPayable } from '../../domain/invoice.ts';
import { type Cents, cents } from '../../domain/money.ts';
import { refuse, refuseField } from '../../domain/refusal.ts';
import { askToClose, closeCheckoutNow } from '../checkouts/close.ts';
import { closePageFirst } from '../checkouts/close-first.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
import type { App, Stores } from '../ports.ts';
import { syncStatusWithLedger } from './sync-status.ts';

/**
 * Writes off the whole balance or a part. Refuses `invoice_unknown`, `nothing_owed`, `above_balance`, and
 * `payment_in_progress` when the patient has just paid online.
 */
export async function writeOffInvoice(
  app: App,
  input: { invoiceId: string; amountCents: number | undefined; reason: string },
  by: StaffCaller,
): Promise<Done> {
  const { invoiceId, reason } = input;
  const isClosing = await closePageFirst(app, invoiceId, by, (tx) => lockOwed(tx, input));
  const done = await commandTransaction(app, async (tx) => {
    const { invoice, amountCents } = await lockOwed(tx, input);
    const id = randomUUID();
    const at = app.clock.now();
    const { currency, patientId } = invoice;
    await tx.ledger.post(writeOffPosting({ invoiceId, patientId, currency }, id, amountCents, at));
    await tx.corrections.addWriteOff({
      id,
      invoiceId,
      currency,
      amountCents,
      reason,
      staffId: by.actor.id,
      at,
      reverses: null,
    });
    await syncStatusWithLedger(tx, invoiceId);
    const closing = await askToClose(tx, invoiceId, by);
    await tx.audit.record(by, {
      action: 'write_off_invoice',
      targetType: 'invoice',
      targetId: invoiceId,
      details: { write_off_id: id, amount_cents: amountCents, reason },
    });
    return { id, closing };
  });
  if (done.closing && !isClosing) await closeCheckoutNow(app, done.closing);
  return done;
}

async function lockOwed(
  tx: Stores,
  input: { invoiceId: string; amountCents: number | undefined },
): Promise<{ invoice: LockedInvoice; amountCents: Cents }> {
  const invoice = await tx.invoices.require(input.invoiceId);
  if (!isPayable(invoice.status)) refuse('conflict', 'nothing_owed', 'Nothing is owed on this invoice.');
  const amountCents = cents(input.amountCents ?? invoice.balanceCents);
  if (amountCents > invoice.balanceCents) {
    refuseField(
      'amount_cents',
      'above_balance',
      `At most ${formatMoney(invoice.balanceCents, invoice.currency)} is owed.`,
    );
  }
  return { invoice, amountCents };
}
