/** Invoices, their lines and their credit notes as files. */
import { readArchivedInvoice } from '../../capabilities/archives/read.ts';
import { everyRow } from '../../capabilities/every-row.ts';
import type { CreditNoteFilter, ListedCreditNote } from '../../capabilities/ports/invoice-corrections.ts';
import type { InvoiceFilter } from '../../capabilities/ports/invoices.ts';
import type { App } from '../../capabilities/ports.ts';
import type { InvoiceItem } from '../../contracts/invoice-lines.ts';
import type { InvoiceSummary } from '../../contracts/invoices.ts';
import { columnsOf, csvFile } from './columns.ts';

const invoice = columnsOf<InvoiceSummary>();
const INVOICE_COLUMNS = [
  invoice.field('invoice_number'),
  invoice.field('patient_name'),
  invoice.field('status'),
  invoice.field('currency'),
  invoice.money('total_amount_cents'),
  invoice.money('balance_cents'),
  invoice.field('due_date'),
  invoice.field('overdue_since'),
  invoice.instant('issued_at'),
  invoice.instant('created_at'),
  invoice.field('patient_id'),
  invoice.field('id'),
];

const invoicesOf = (app: App, filter: InvoiceFilter) =>
  everyRow((page) => app.db.read.invoices.list(filter, page));

/** The invoices of a filter, newest first. */
export const invoicesFile = (app: App, filter: InvoiceFilter) =>
  csvFile(app, 'invoices', INVOICE_COLUMNS, invoicesOf(app, filter));

type Line = Omit<InvoiceItem, 'id'> &
  Pick<InvoiceSummary, 'invoice_number' | 'patient_name' | 'status' | 'currency' | 'issued_at'> & {
    invoice_id: string;
    line: number | null;
  };

const line = columnsOf<Line>();
const LINE_COLUMNS = [
  line.field('invoice_number'),
  line.field('patient_name'),
  line.field('status'),
  line.instant('issued_at'),
  line.field('line'),
  line.field('description'),
  line.field('quantity'),
  line.field('currency'),
  line.money('unit_price_cents'),
  line.money('discount_cents'),
  line.money('invoice_discount_cents'),
  line.field('tax_rate_thousandths'),
  line.money('tax_cents'),
  line.money('total_cents'),
  line.field('invoice_id'),
];

/** Invoices whose lines are read at once. */
const AT_ONCE = 100;

async function* linesOf(app: App, filter: InvoiceFilter): AsyncGenerator<Line> {
  let cursor: string | undefined;
  do {
    const page = await app.db.read.invoices.list(filter, { limit: AT_ONCE, cursor });
    const items = await app.db.read.invoices.itemsOf(page.data.map(({ id }) => id));
    for (const each of page.data) {
      // The lines of an archived invoice are in its bundle. One that cannot be read stops the file: none is left out.
      const own = items.get(each.id) ?? (await archivedItems(app, each.id));
      yield* own.map((item, index) => ({ ...each, ...item, invoice_id: each.id, line: index + 1 }));
    }
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}

async function archivedItems(app: App, id: string): Promise<InvoiceItem[]> {
  const archived = await readArchivedInvoice(app, id);
  if (archived?.problem === null) return archived.items;
  if (archived?.problem === 'details_purged') return [];
  throw new Error(`The lines of invoice ${id} cannot be read: ${archived?.problem ?? 'they are missing'}.`);
}

/** The lines of the invoices of a filter. Archived lines are read from their bundles. */
export const linesFile = (app: App, filter: InvoiceFilter) =>
  csvFile(app, 'lines', LINE_COLUMNS, linesOf(app, filter));

const note = columnsOf<ListedCreditNote>();
const CREDIT_NOTE_COLUMNS = [
  note.field('number'),
  note.field('invoice_number'),
  note.field('patient_name'),
  note.field('currency'),
  note.money('amount_cents'),
  note.money('tax_cents'),
  note.money('owed_cents'),
  note.money('to_credit_cents'),
  note.field('reason'),
  note.instant('issued_at'),
  note.field('invoice_id'),
  note.field('id'),
];

/** The credit notes of a filter, newest first. */
export const creditNotesFile = (app: App, filter: CreditNoteFilter) =>
  csvFile(
    app,
    'credit-notes',
    CREDIT_NOTE_COLUMNS,
    everyRow((page) => app.db.read.corrections.listCreditNotes(filter, page)),
  );
