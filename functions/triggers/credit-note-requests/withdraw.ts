/** POST /api/v1/credit-note-requests/{id}/withdraw */
import { withdrawCreditNote } from '../../capabilities/credit-note-requests/withdraw.ts';
import { creditNoteRequests } from '../../contracts/credit-note-requests.ts';
import { command } from '../../http/command.ts';
import { readCreditNoteRequest } from '../../http/replies/credit-note-requests.ts';

command(
  creditNoteRequests.withdraw,
  ({ app, input, caller }) => withdrawCreditNote(app, input.id, caller),
  ({ app }, id) => readCreditNoteRequest(app, id),
);
