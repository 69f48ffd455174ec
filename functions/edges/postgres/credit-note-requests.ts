/** Requested credit notes in PostgreSQL, locked for the decision of an admin. */
import type {
  CreditNoteRequestStore,
  LockedCreditNoteRequest,
} from '../../capabilities/ports/credit-note-requests.ts';
import type { CreditNoteRequest } from '../../contracts/credit-note-requests.ts';
import { pageOf, readCursor } from './cursor.ts';
import { iso } from './instants.ts';
import type { Query } from './pool.ts';

const SELECT = `select x.id, x.status, x.invoice_id, i.invoice_number, i.patient_id, p.name as patient_name, x.currency,
    x.amount_cents, x.reason, x.requested_by, a.name as requested_by_name, ${iso('x.requested_at')} as requested_at,
    x.decided_by, d.name as decided_by_name, ${iso('x.decided_at')} as decided_at, x.decision_reason,
    n.number as credit_note_number, x.created_at::text as key,
    (select coalesce(json_agg(json_build_object('invoice_item_id', l.key, 'description', t.description,
       'amount_cents', l.value::bigint) order by t.position, l.key), '[]')
     from jsonb_each_text(x.lines) l left join invoice_items t on t.id = l.key::uuid) as lines
  from credit_note_requests x join invoices i on i.id = x.invoice_id join patients p on p.id = i.patient_id
    join staff a on a.id = x.requested_by left join staff d on d.id = x.decided_by left join credit_notes n on n.id = x.id`;

type Row = CreditNoteRequest & { key: string };

const shown = ({ key: _, ...row }: Row): CreditNoteRequest => row;

export const creditNoteRequestStore = (query: Query): CreditNoteRequestStore => ({
  async add({ id, invoiceId, currency, amountCents, lines, reason, requestedBy }, at) {
    const amounts = Object.fromEntries(lines.map((line) => [line.invoiceItemId, line.amountCents]));
    const added = await query(
      `insert into credit_note_requests (id, invoice_id, currency, amount_cents, lines, reason, status, requested_by, requested_at)
       values ($1, $2, $3, $4, $5, $6, 'requested', $7, $8)
       on conflict (invoice_id) where status = 'requested' do nothing returning id`,
      [id, invoiceId, currency, amountCents, JSON.stringify(amounts), reason, requestedBy, at],
    );
    return added.length > 0;
  },

  async lock(id) {
    const [row] = await query<LockedCreditNoteRequest>(
      `select id, invoice_id as "invoiceId", currency, amount_cents as "amountCents", reason, status,
         requested_by as "requestedBy", (select coalesce(json_agg(json_build_object('invoiceItemId', l.key,
           'amountCents', l.value::bigint) order by l.key), '[]') from jsonb_each_text(lines) l) as lines
       from credit_note_requests where id = $1 for update`,
      [id],
    );
    return row;
  },

  async pendingOf(invoiceId) {
    const [row] = await query<{ id: string }>(
      `select id from credit_note_requests where invoice_id = $1 and status = 'requested'`,
      [invoiceId],
    );
    return row?.id;
  },

  async decide(id, { status, staffId, reason, at }) {
    await query(
      `update credit_note_requests set status = $2, decided_by = $3, decision_reason = $4, decided_at = $5 where id = $1`,
      [id, status, staffId, reason, at],
    );
  },

  async get(id) {
    const [row] = await query<Row>(`${SELECT} where x.id = $1`, [id]);
    return row && shown(row);
  },

  async list(filter, page) {
    const after = readCursor(page, ['instant', 'uuid']);
    const rows = await query<Row>(
      `${SELECT}
       where ($1::text is null or x.status = $1) and ($2::uuid is null or x.invoice_id = $2)
         and ($3::timestamptz is null or (x.created_at, x.id) < ($3, $4::uuid))
       order by x.created_at desc, x.id desc limit $5`,
      [
        filter.status ?? null,
        filter.invoiceId ?? null,
        after?.[0] ?? null,
        after?.[1] ?? null,
        page.limit + 1,
      ],
    );
    const found = pageOf(rows, page.limit, (row) => [row.key, row.id]);
    return { ...found, data: found.data.map(shown) };
  },
});
