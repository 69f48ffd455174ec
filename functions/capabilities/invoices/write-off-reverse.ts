/** Reversing a write-off, when the patient pays after all. */

import { randomUUID } from 'node:crypto';
import { writeOffReversalPosting } from '../../domain/corrections.ts';
import { refuse } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { syncStatusWithLedger } from './sync-status.ts';

/** Reverses the newest active write-off: the patient owes it again. Refuses `not_written_off` and `invoice_cancelled`. */
export async function reverseWriteOff(
  app: App,
  input: { invoiceId: string; reason: string },
  by: StaffCaller,
): Promise<Done> {
  const { invoiceId, reason } = input;
  return commandTransaction(app, async (tx) => {
    const invoice = await tx.invoices.require(invoiceId);
    if (invoice.status === 'cancelled') {
      refuse(
        'conflict',
        'invoice_cancelled',
        'This invoice is canceled, so nothing of it can be owed again.',
      );
    }
    const standing = await tx.corrections.standingWriteOff(invoiceId);
    if (!standing) return refuse('conflict', 'not_written_off', 'This invoice has no active write-off.');
    const id = randomUUID();
    const at = app.clock.now();
    const { currency, patientId } = invoice;
    const { amountCents } = standing;
    await tx.ledger.post(writeOffReversalPosting({ invoiceId, patientId, currency }, id, amountCents, at));
    await tx.corrections.addWriteOff({
      id,
      invoiceId,
      currency,
      amountCents,
      reason,
      staffId: by.actor.id,
      at,
      reverses: standing.id,
    });
    await syncStatusWithLedger(tx, invoiceId);
    await tx.audit.record(by, {
      action: 'reverse_write_off',
      targetType: 'invoice',
      targetId: invoiceId,
      details: { write_off_id: standing.id, amount_cents: amountCents, reason },
    });
    return { id };
  });
}
