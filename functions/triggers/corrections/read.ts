/** Corrections as their endpoints answer them. */
import type { InvoiceView } from '../../capabilities/ports/invoices.ts';
import type { App } from '../../capabilities/ports.ts';
import { refuse } from '../../domain/refusal.ts';

/** Refuses `credit_note_unknown` (404). */
export const readCreditNote = async (app: App, id: string) =>
  (await app.db.read.corrections.creditNote(id)) ??
  refuse('missing', 'credit_note_unknown', 'There is no such credit note.');

/** Refuses `write_off_unknown` (404). */
export const readWriteOff = async (app: App, id: string) =>
  (await app.db.read.corrections.writeOff(id)) ??
  refuse('missing', 'write_off_unknown', 'There is no such write-off.');

/** Refuses `invoice_unknown` (404). */
export const requireInvoice = async (app: App, id: string): Promise<InvoiceView> =>
  (await app.db.read.invoices.get(id)) ?? refuse('missing', 'invoice_unknown', 'There is no such invoice.');
