/** POST /api/v1/invoices/{id}/internal-notes */
import { addInternalNote } from '../../capabilities/invoices/add-internal-note.ts';
import { invoiceNotes } from '../../contracts/invoice-notes.ts';
import { requireFound } from '../../domain/not-found.ts';
import { command } from '../../http/command.ts';

command(
  invoiceNotes.addInternalNote,
  ({ app, input, caller }) => addInternalNote(app, input, caller),
  async ({ app }, id) => requireFound(await app.db.read.invoiceNotes.get(id), 'internal_note'),
);
