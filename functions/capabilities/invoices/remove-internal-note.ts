/** Removing an internal note of an invoice. */
import { requireOwnNote } from '../../domain/internal-note.ts';
import { requireFound } from '../../domain/not-found.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Refuses `internal_note_unknown` (404), and `note_of_another` (403) to a clerk. */
export async function removeInternalNote(
  app: App,
  { id: invoiceId, note_id: id }: { id: string; note_id: string },
  by: StaffCaller,
): Promise<void> {
  await app.db.transaction(async (tx) => {
    const staffId = requireFound(await tx.invoiceNotes.authorOf(invoiceId, id), 'internal_note');
    requireOwnNote({ staffId }, by.actor);
    await tx.invoiceNotes.remove(id);
    await tx.audit.record(by, {
      action: 'remove_internal_note',
      targetType: 'invoice',
      targetId: invoiceId,
      details: { note_id: id, written_by: staffId },
    });
  });
}
