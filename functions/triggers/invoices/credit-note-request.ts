/** POST /api/v1/invoices/{id}/credit-note-requests */
import { requestCreditNote } from '../../capabilities/invoices/credit-note-request.ts';
import { invoiceCreditNoteRequest } from '../../contracts/credit-note-requests.ts';
import { command } from '../../http/command.ts';
import { creditNoteInput } from '../../http/inputs/credit-note.ts';
import { readCreditNoteRequest } from '../../http/replies/credit-note-requests.ts';

command(
  invoiceCreditNoteRequest.creditNoteRequest,
  ({ app, input, caller }) => requestCreditNote(app, creditNoteInput(input), caller),
  ({ app }, id) => readCreditNoteRequest(app, id),
);
