/** Corrections as their endpoints answer them. */
import type { StoredInvoice } from '../../capabilities/ports/invoices.ts';
import type { App } from '../../capabilities/ports.ts';
import { requireFound } from '../../domain/not-found.ts';

/** Refuses `credit_note_unknown` (404). */
export const readCreditNote = async (app: App, id: string) =>
  requireFound(await app.db.read.corrections.creditNote(id), 'credit_note');

/** Refuses `write_off_unknown` (404). */
export const readWriteOff = async (app: App, id: string) =>
  requireFound(await app.db.read.corrections.writeOff(id), 'write_off');

/** Refuses `invoice_unknown` (404). */
export const requireInvoice = async (app: App, id: string): Promise<StoredInvoice> =>
  requireFound(await app.db.read.invoices.get(id), 'invoice');
