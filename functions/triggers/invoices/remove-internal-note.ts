/** DELETE /api/v1/invoices/{id}/internal-notes/{note_id} */
import { removeInternalNote } from '../../capabilities/invoices/remove-internal-note.ts';
import { invoiceNotes } from '../../contracts/invoice-notes.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(invoiceNotes.removeInternalNote, async ({ app, input, caller }) => {
  await removeInternalNote(app, input, caller);
  return undefined;
});
