/** The exported lists of invoices and lines, held against the API. */
import { parse } from 'csv-parse/sync';
import { dayIn } from '../../../functions/domain/calendar.ts';
import { decimalOf } from '../../../functions/domain/currency.ts';
import { invoicesFile, linesFile } from '../../../functions/http/exports/invoices.ts';
import type { Download } from '../../../functions/http/reply.ts';
import type { ProofClinic } from '../clinic.ts';

type Row = Record<string, string>;

async function rowsOf(file: Download): Promise<Row[]> {
  const pieces: string[] = [];
  for await (const piece of file.pieces) pieces.push(String(piece));
  return parse(pieces.join(''), { bom: true, columns: true }) as Row[];
}

/** The rows of all invoices by their id, and the rows of their lines. */
export async function readCsv({ app }: ProofClinic) {
  const { timeZone } = app.clinic;
  const filter = { today: dayIn(timeZone, app.clock.now()), timeZone };
  const invoices = new Map((await rowsOf(invoicesFile(app, filter))).map((row) => [row.id, row]));
  const lines = Map.groupBy(await rowsOf(linesFile(app, filter)), (row) => row.invoice_id);
  return { invoices, lines };
}

/** Compares each invoice's row and its lines' rows with what the API answers. Returns how many figures were compared. */
export async function compareCsv(
  clinic: ProofClinic,
  ids: readonly string[],
  problems: string[],
): Promise<number> {
  const { app } = clinic;
  const { invoices, lines } = await readCsv(clinic);
  let figures = 0;
  for (const id of ids) {
    const api = await app.db.read.invoices.get(id);
    if (!api) throw new Error('An issued invoice is shown.');
    const money = (cents: number) => decimalOf(cents, api.currency);
    const row = invoices.get(id);
    const own = lines.get(id) ?? [];
    const expected = [
      ...[api.invoice_number, api.status, money(api.total_amount_cents), money(api.balance_cents)],
      ...api.items.flatMap((item) => [
        money(item.unit_price_cents),
        money(item.tax_cents),
        money(item.total_cents),
      ]),
    ];
    const found = [
      ...[row?.invoice_number, row?.status, row?.total_amount, row?.balance],
      ...own.flatMap((each) => [each.unit_price, each.tax, each.total]),
    ];
    if (found.join() !== expected.join())
      problems.push(`${api.invoice_number}: the CSV says ${found.join()}, the API ${expected.join()}`);
    figures += expected.length;
  }
  return figures;
}
