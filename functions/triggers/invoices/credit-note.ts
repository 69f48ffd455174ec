/** POST /api/v1/invoices/{id}/credit-notes */
import { issueCreditNote } from '../../capabilities/invoices/credit-note.ts';
import { invoiceCorrections } from '../../contracts/invoice-corrections.ts';
import { command } from '../../http/command.ts';
import { creditNoteInput } from '../../http/inputs/credit-note.ts';
import { readCreditNote } from '../../http/replies/invoice-corrections.ts';

command(
  invoiceCorrections.creditNote,
  ({ app, input, caller }) => issueCreditNote(app, creditNoteInput(input), caller),
  ({ app }, id) => readCreditNote(app, id),
);
