/** POST /api/v1/credit-note-requests/{id}/approve */
import { approveCreditNote } from '../../capabilities/credit-note-requests/approve.ts';
import { creditNoteRequests } from '../../contracts/credit-note-requests.ts';
import { command } from '../../http/command.ts';
import { readCreditNoteRequest } from '../../http/replies/credit-note-requests.ts';

command(
  creditNoteRequests.approve,
  ({ app, input, caller }) => approveCreditNote(app, input.id, caller),
  ({ app }, id) => readCreditNoteRequest(app, id),
);
