/** GET /api/v1/credit-note-requests/{id} */
import { creditNoteRequests } from '../../contracts/credit-note-requests.ts';
import { endpoint } from '../../http/endpoint.ts';
import { readCreditNoteRequest } from '../../http/replies/credit-note-requests.ts';

endpoint(creditNoteRequests.get, ({ app, input }) => readCreditNoteRequest(app, input.id));
