/** Writing a note to an invoice that only staff see. */
import { randomUUID } from 'node:crypto';
import { refuseErased } from '../../domain/erasure.ts';
import { requireRoomForNote } from '../../domain/internal-note.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Refuses `invoice_unknown` (404), `too_many_notes`, and an erased patient (409). The audit does not hold the text. */
export function addInternalNote(
  app: App,
  { id: invoiceId, note }: { id: string; note: string },
  by: StaffCaller,
): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    const { patientId } = await tx.invoices.require(invoiceId);
    requireRoomForNote(await tx.invoiceNotes.count(invoiceId));
    const id = randomUUID();
    const [staffId, at] = [by.actor.id, app.clock.now()];
    if (!(await tx.invoiceNotes.add({ id, invoiceId, patientId, note, staffId, at }))) refuseErased();
    await tx.audit.record(by, {
      action: 'add_internal_note',
      targetType: 'invoice',
      targetId: invoiceId,
      details: { note_id: id },
    });
    return { id };
  });
}
