/** Reads an archived invoice: its lines and its PDF come from the bundle. */
import type { CreditNote } from '../../contracts/invoice-corrections.ts';
import type { InvoiceItem } from '../../contracts/invoice-lines.ts';
import { ARCHIVE_PROBLEMS, type ArchiveProblem } from '../../domain/archive.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { App } from '../ports.ts';
import { type Bundle, itemsOf, readBundle } from './bundle.ts';

export type ArchivedContents = { id: string; problem: ArchiveProblem | null; items: InvoiceItem[] };

/** The lines of an archived invoice, or why they cannot be shown: the invoice itself is still there. */
export async function readArchivedInvoice(app: App, invoiceId: string): Promise<ArchivedContents | null> {
  const archive = await app.db.read.archives.live(invoiceId);
  if (archive?.state !== 'archived') return null;
  if (archive.purgedAt) return { id: archive.id, problem: 'details_purged', items: [] };
  try {
    return { id: archive.id, problem: null, items: itemsOf(await readBundle(app, archive)) };
  } catch (error) {
    return { id: archive.id, problem: problemOf(app, error), items: [] };
  }
}

function problemOf(app: App, error: unknown): ArchiveProblem {
  const known = error instanceof Refusal && ARCHIVE_PROBLEMS.find((code) => code === error.code);
  if (known) return known;
  app.log.warn('archive_unreadable', { error: String(error) });
  return 'storage_away';
}

/** The credit notes of an invoice; the words of an archived invoice's lines come from the bundle. */
export async function creditNotesOf(app: App, invoiceId: string): Promise<CreditNote[]> {
  const notes = await app.db.read.corrections.creditNotesOf(invoiceId);
  const archived = notes.length > 0 ? await readArchivedInvoice(app, invoiceId) : null;
  if (!archived) return notes;
  const places = new Map(archived.items.map(({ id }, place) => [id, place]));
  const placeOf = (line: { invoice_item_id: string }) => places.get(line.invoice_item_id) ?? places.size;
  return notes.map((note) => ({
    ...note,
    lines: note.lines
      .map((line) => ({
        ...line,
        description: archived.items[placeOf(line)]?.description ?? null,
      }))
      .sort((a, b) => placeOf(a) - placeOf(b)),
  }));
}

/** Returns the PDF of an archived invoice: the bytes that were rendered when it was archived. */
export async function readArchivedPdf(app: App, invoiceId: string): Promise<Uint8Array | undefined> {
  const bundle = await bundleOf(app, invoiceId);
  return bundle && Buffer.from(bundle.pdf, 'base64');
}

/** What left the database with an archived invoice; null when its bundle can no longer be read. */
export async function archivedDetails(app: App, invoiceId: string): Promise<Partial<Bundle>> {
  return (await bundleOf(app, invoiceId)) ?? {};
}

async function bundleOf(app: App, invoiceId: string): Promise<Bundle | undefined> {
  const archive = await app.db.read.archives.live(invoiceId);
  return archive?.state === 'archived' && !archive.purgedAt ? readBundle(app, archive) : undefined;
}
