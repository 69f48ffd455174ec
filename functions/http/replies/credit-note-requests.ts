/** One requested credit note, as its endpoints answer it. */

import type { App } from '../../capabilities/ports.ts';
import type { CreditNoteRequest } from '../../contracts/credit-note-requests.ts';
import { requireFound } from '../../domain/not-found.ts';

/** Refuses `credit_note_request_unknown` (404). */
export const readCreditNoteRequest = async (app: App, id: string): Promise<CreditNoteRequest> =>
  requireFound(await app.db.read.creditNoteRequests.get(id), 'credit_note_request');
