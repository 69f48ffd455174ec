/** Credit notes, write-offs and moved due dates: rows that are only ever added. */
import type { Page } from '../../capabilities/ports/common.ts';
import type {
  CorrectionStore,
  CreditNoteFilter,
  ListedCreditNote,
} from '../../capabilities/ports/invoice-corrections.ts';
import type { CreditNote, DueDateChange, WriteOff } from '../../contracts/invoice-corrections.ts';
import { type Cents, ZERO } from '../../domain/money.ts';
import { pageOf, readCursor } from './cursor.ts';
import { iso, midnight } from './instants.ts';
import type { Query } from './pool.ts';

const NOTE = `n.id, n.number, n.invoice_id, n.currency, n.amount_cents, n.tax_cents, n.owed_cents, n.to_credit_cents, n.reason,
  ${iso('n.issued_at')} as issued_at`;
const CREDIT_NOTE = `${NOTE},
  (select coalesce(json_agg(json_build_object('invoice_item_id', l.invoice_item_id, 'description', t.description,
     'amount_cents', l.amount_cents, 'tax_cents', l.tax_cents) order by t.position), '[]')
   from credit_note_lines l left join invoice_items t on t.id = l.invoice_item_id where l.credit_note_id = n.id) as lines`;
const WRITE_OFF = `id, invoice_id, currency, amount_cents, reason, reverses, ${iso('written_off_at')} as written_off_at`;

export const correctionStore = (query: Query): CorrectionStore => ({
  async addCreditNote(note) {
    await query(
      `insert into credit_notes (id, number, invoice_id, currency, amount_cents, tax_cents, owed_cents, to_credit_cents, reason,
         staff_id, issued_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        note.id,
        note.number,
        note.invoiceId,
        note.currency,
        note.amountCents,
        note.taxCents,
        note.owedCents,
        note.toCreditCents,
        note.reason,
        note.staffId,
        note.issuedAt,
      ],
    );
    await query(
      `insert into credit_note_lines (credit_note_id, invoice_item_id, amount_cents, tax_cents)
       select $1, "invoiceItemId", "amountCents", "taxCents"
       from jsonb_to_recordset($2) as l ("invoiceItemId" uuid, "amountCents" bigint, "taxCents" bigint)`,
      [note.id, JSON.stringify(note.lines)],
    );
  },

  async creditNote(id) {
    const [row] = await query<CreditNote>(`select ${CREDIT_NOTE} from credit_notes n where n.id = $1`, [id]);
    return row;
  },

  listCreditNotes: (filter, page) => listCreditNotes(query, filter, page),

  creditNotesOf: (invoiceId) =>
    query<CreditNote>(
      `select ${CREDIT_NOTE} from credit_notes n where n.invoice_id = $1 order by n.issued_at, n.number`,
      [invoiceId],
    ),

  async creditedOf(invoiceId) {
    type Credited = Awaited<ReturnType<CorrectionStore['creditedOf']>>;
    const [row] = await query<Credited>(
      `select coalesce(json_agg(l), '[]') as lines from (
         select l.invoice_item_id as "invoiceItemId", sum(l.amount_cents) as "amountCents", sum(l.tax_cents) as "taxCents"
         from credit_note_lines l join credit_notes m on m.id = l.credit_note_id where m.invoice_id = $1 group by 1) l`,
      [invoiceId],
    );
    return row ?? { lines: [] };
  },

  async clerksCredited(invoiceId, at) {
    const [row] = await query<{ cents: Cents }>('select clerks_credited($1, $2) as cents', [invoiceId, at]);
    return row?.cents ?? ZERO;
  },

  async addWriteOff(writeOff) {
    await query(
      `insert into write_offs (id, invoice_id, currency, amount_cents, reason, staff_id, written_off_at, reverses)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        writeOff.id,
        writeOff.invoiceId,
        writeOff.currency,
        writeOff.amountCents,
        writeOff.reason,
        writeOff.staffId,
        writeOff.at,
        writeOff.reverses,
      ],
    );
  },

  async writeOff(id) {
    const [row] = await query<WriteOff>(`select ${WRITE_OFF} from write_offs where id = $1`, [id]);
    return row;
  },

  async standingWriteOff(invoiceId) {
    const [row] = await query<{ id: string; amountCents: Cents }>(
      `select w.id, w.amount_cents as "amountCents" from write_offs w where w.invoice_id = $1 and w.reverses is null
         and not exists (select from write_offs r where r.reverses = w.id)
       order by w.sequence desc limit 1`,
      [invoiceId],
    );
    return row;
  },

  async addDueDateChange({ invoiceId, from, to, reason, staffId, at }) {
    await query(
      `insert into due_date_changes (invoice_id, from_date, to_date, reason, staff_id, changed_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [invoiceId, from, to, reason, staffId, at],
    );
  },

  dueDateChangesOf: (invoiceId) =>
    query<DueDateChange>(
      `select from_date::text, to_date::text, reason, staff_id, ${iso('changed_at')} as changed_at
       from due_date_changes where invoice_id = $1 order by sequence`,
      [invoiceId],
    ),
});

async function listCreditNotes(query: Query, filter: CreditNoteFilter, page: Page) {
  const after = readCursor(page, ['instant', 'uuid']);
  const rows = await query<ListedCreditNote & { key: string }>(
    `select ${NOTE}, i.invoice_number, p.name as patient_name, n.issued_at::text as key
     from credit_notes n join invoices i on i.id = n.invoice_id join patients p on p.id = i.patient_id
     where ($1::uuid is null or i.patient_id = $1)
       and ($2::date is null or n.issued_at >= ${midnight('$2', '$4')})
       and ($3::date is null or n.issued_at < ${midnight('$3', '$4', 1)})
       and ($5::timestamptz is null or (n.issued_at, n.id) < ($5, $6::uuid))
     order by n.issued_at desc, n.id desc limit $7`,
    [
      filter.patientId ?? null,
      filter.from ?? null,
      filter.to ?? null,
      filter.timeZone,
      after?.[0] ?? null,
      after?.[1] ?? null,
      page.limit + 1,
    ],
  );
  const found = pageOf(rows, page.limit, (row) => [row.key, row.id]);
  return { ...found, data: found.data.map(({ key: _, ...row }) => row) };
}
