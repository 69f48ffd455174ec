/** What the desk reads most, each in one round trip with its session and its row in the audit. */
import type { DeskInvoice, DeskReads } from '../../capabilities/ports/desk.ts';
import type { InvoiceFilter } from '../../capabilities/ports/invoices.ts';
import type { StoredPatient } from '../../capabilities/ports/patients.ts';
import { daysIn } from '../../domain/search.ts';
import type { Encryption } from '../security/encryption.ts';
import { cursorOf, readCursor } from './cursor.ts';
import { binder, type DeskRead, deskStatements } from './desk-statement.ts';
import { detailsOf, INVOICES, LINK, summaryOf } from './invoice-columns.ts';
import { conditionsOf } from './invoice-reads.ts';
import { openNotes } from './notes.ts';
import { fromJson, openRow, PATIENT, type PatientRow } from './patient-rows.ts';
import { matching } from './patient-search.ts';
import type { Query } from './pool.ts';

/** The whole number of an invoice, as its series gives them; a shorter text is searched for the ordinary way. */
const WHOLE_NUMBER = /^[A-Z0-9]{1,12}-\d{6}-\d{4,9}$/;

/** Each makes a statement of its own, so that the planner knows it; pages of other sizes go the ordinary way. */
const PAGE_SIZES: ReadonlySet<number> = new Set([1, 5, 10, 20, 25, 50, 100]);

type InvoiceRow = Omit<DeskInvoice, 'notes'> & { notes: Buffer | null; data_key: Buffer | null };
type PageRow = { rows: string | null; key: string | null; id: string | null };

/** The reads over a connection pool. */
export function deskReads(query: Query, encryption: Encryption): DeskReads {
  const run = deskStatements(query);
  return {
    async invoice(by, id, today) {
      const row = await run<InvoiceRow>(by, invoiceRead(id, today));
      if (!row) return undefined;
      const { data_key: key, notes, ...rest } = row;
      return { ...rest, notes: openNotes(encryption, key, notes) };
    },

    async invoices(by, filter, page) {
      const number = filter.query?.trim().toUpperCase();
      if (!PAGE_SIZES.has(page.limit) || (number !== undefined && !WHOLE_NUMBER.test(number)))
        return undefined;
      const after = readCursor(page, ['instant', 'uuid']);
      const row = await run<PageRow>(by, listRead(filter, number, page.limit, after));
      if (!row) return undefined;
      const next = row.key === null || row.id === null ? null : cursorOf([row.key, row.id]);
      return `{"data":[${row.rows ?? ''}],"next_cursor":${JSON.stringify(next)}}`;
    },

    async patients(by, text, page, phone) {
      if (page.cursor !== undefined || !PAGE_SIZES.has(page.limit)) return undefined;
      const values: DeskRead['values'][number][] = [];
      const bind = binder(values);
      const condition = text ? matching(encryption, { text, phone, days: daysIn(text) }, bind) : 'true';
      const rows = `select coalesce(json_agg(row_to_json(q) order by q.n), '[]') as rows,
          coalesce(jsonb_agg(q.id order by q.n) filter (where q.n <= ${page.limit}), '[]') as ids
        from (select f.*, row_number() over () as n from (select ${PATIENT} from patients p where ${condition}
          order by p.name_search, p.id limit ${page.limit + 1}) f) q`;
      const found = await run<{ rows: PatientRow[] }>(by, { rows, columns: 'rows', values });
      if (!found) return undefined;
      const data = found.rows.slice(0, page.limit).map((row) => summary(openRow(encryption, fromJson(row))));
      const last = data.at(-1);
      return { data, next_cursor: found.rows.length > page.limit && last ? cursorOf([last.id]) : null };
    },
  };
}

/** An archived invoice is not among them: its details are elsewhere. */
function invoiceRead(id: string, today: string): DeskRead {
  const values: DeskRead['values'][number][] = [];
  const bind = binder(values);
  const [key, day] = [bind(id, 'uuid'), bind(today, 'date')];
  const rows = `select row_to_json(x)::text as json, i.version, i.notes, p.data_key, ${LINK} as link, i.currency,
      case when i.status = 'draft' then i.total_amount_cents else i.balance_cents end as "unpaidCents", '[]'::jsonb as ids
    from ${INVOICES} cross join lateral (select ${detailsOf(day)}) x where i.id = ${key} and i.archived_at is null`;
  return { rows, columns: 'json, version, notes, data_key, link, currency, "unpaidCents"', values };
}

/** A page, and the place of its last row when there are more. For a number that is not there it gives no row. */
function listRead(
  filter: InvoiceFilter,
  number: string | undefined,
  limit: number,
  after: readonly (string | number)[] | undefined,
): DeskRead {
  const values: DeskRead['values'][number][] = [];
  const bind = binder(values);
  const today = bind(filter.today, 'date');
  const conditions = conditionsOf(filter, today, bind);
  if (number !== undefined) conditions.push(`i.invoice_number = ${bind(number, 'text')}`);
  if (after)
    conditions.push(`(i.created_at, i.id) < (${bind(after[0], 'timestamptz')}, ${bind(after[1], 'uuid')})`);
  const rows = `select string_agg(q.json, ',' order by q.n) filter (where q.n <= ${limit}) as rows,
      coalesce(jsonb_agg(q.id order by q.n) filter (where q.n <= ${limit}), '[]') as ids,
      max(q.key) filter (where q.n = ${limit} and q.more) as key, max(q.id::text) filter (where q.n = ${limit} and q.more) as id
    from (select f.*, row_number() over () as n, count(*) over () > ${limit} as more from (
      select i.id, i.created_at::text as key, row_to_json(x)::text as json
      from invoices i join patients p on p.id = i.patient_id cross join lateral (select ${summaryOf(today)}) x
      where ${['true', ...conditions].join(' and ')} order by i.created_at desc, i.id desc limit ${limit + 1}) f) q
    ${number === undefined ? '' : 'having count(*) > 0'}`;
  return { rows, columns: 'rows, key, id', values };
}

/** As lists show a patient. */
const summary = ({ id, name, email, phone, dob, balances, created_at }: StoredPatient) => ({
  ...{ id, name, email, phone, dob, balances, created_at },
});
