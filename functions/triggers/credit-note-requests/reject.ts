/** POST /api/v1/credit-note-requests/{id}/reject */
import { rejectCreditNote } from '../../capabilities/credit-note-requests/reject.ts';
import { creditNoteRequests } from '../../contracts/credit-note-requests.ts';
import { command } from '../../http/command.ts';
import { readCreditNoteRequest } from '../../http/replies/credit-note-requests.ts';

command(
  creditNoteRequests.reject,
  ({ app, input, caller }) => rejectCreditNote(app, input.id, input.reason, caller),
  ({ app }, id) => readCreditNoteRequest(app, id),
);
