/** Invoices, their lines and their credit notes as files. */
import { readArchivedInvoice } from '../../capabilities/archives/read.ts';
import { everyRow } from '../../capabilities/every-row.ts';
import type { CreditNoteFilter, ListedCreditNote } from '../../capabilities/ports/invoice-corrections.ts';
import type { InvoiceFilter } from '../../capabilities/ports/invoices.ts';
import type { App } from '../../capabilities/ports.ts';
import type { InvoiceItem } from '../../contracts/invoice-lines.ts';
import type { InvoiceSummary } from '../../contracts/invoices.ts';
import type { ArchiveProblem } from '../../domain/archive.ts';
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

/** A line, or the whole of an archived invoice whose lines cannot be read, and why. */
type Line = Partial<Omit<InvoiceItem, 'id'>> &
  Pick<InvoiceSummary, 'invoice_number' | 'patient_name' | 'status' | 'currency' | 'issued_at'> & {
    invoice_id: string;
    line?: number;
    total_cents: number;
    problem?: ArchiveProblem;
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
  line.field('problem'),
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
      const own = items.get(each.id);
      yield* own ? rowsOf(each, own) : await otherRows(app, each);
    }
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}

const rowsOf = (invoice: InvoiceSummary, items: readonly InvoiceItem[]): Line[] =>
  items.map((item, index) => ({ ...invoice, ...item, invoice_id: invoice.id, line: index + 1 }));

/** The rows of an invoice whose lines were not in the database. Their totals always come to that of the invoice. */
async function otherRows(app: App, invoice: InvoiceSummary): Promise<Line[]> {
  const archived = await readArchivedInvoice(app, invoice.id);
  if (archived?.problem) {
    const { problem } = archived;
    return [{ ...invoice, invoice_id: invoice.id, total_cents: invoice.total_amount_cents, problem }];
  }
  // It may have been restored since its page was read.
  const items = archived?.items ?? (await app.db.read.invoices.itemsOf([invoice.id])).get(invoice.id);
  return rowsOf(invoice, items ?? []);
}

/**
 * The lines of the invoices of a filter. Archived lines are read from their bundles; an invoice whose bundle cannot be
 * read has one row with its total and the problem.
 */
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
