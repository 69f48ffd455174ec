/** The API of internal notes, loaded with them. */
import { invoiceNotes } from '../../../functions/contracts/invoice-notes.ts';
import { session } from '../session/current.ts';
import { createClient } from './client.ts';

export const invoiceNotesApi = createClient({ invoiceNotes }, session.send).invoiceNotes;
