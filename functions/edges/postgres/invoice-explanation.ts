/** What an invoice's balance is made of, in one statement; nothing here is stored twice. */
import type {
  InvoiceExplanationStore,
  StoredExplanation,
} from '../../capabilities/ports/invoice-explanation.ts';
import { iso } from './instants.ts';
import type { Query } from './pool.ts';

/** The entries on the receivable of the invoice `i`, one row for each effect of a posting. */
const BOOKED = `select t.id as transaction_id, t.kind, t.cause, t.occurred_at, e.effect, min(e.id) as place,
    sum(e.amount_cents)::bigint as amount_cents, max(e.payment_id::text)::uuid as payment_id,
    json_agg(json_build_object('id', e.id, 'amount_cents', e.amount_cents) order by e.id) as entries
  from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
  where e.invoice_id = i.id and e.account = 'receivable' group by t.id, e.effect`;

/** The events that the audit names beside a payment `g.payment_id`. */
const EVENTS = `select coalesce(json_agg(distinct a.details ->> 'event_id'), '[]') as ids from audit_logs a
  where g.kind = 'payment' and a.details ->> 'payment_id' = g.payment_id::text
    and a.details ->> 'event_id' is not null`;

/** The refund of a posting: its own, or that of which the effect was switched. */
const REFUND = `select r.id, r.stripe_refund_id from refunds r
  where r.payment_id = g.payment_id and (g.kind in ('refund', 'refund_failed') and g.cause = 'refund:' || r.id
    or g.kind = 'refund_effect' and exists (select from refund_effect_changes c
      where c.refund_id = r.id and g.cause = 'refund_effect:' || c.id))`;

/** The other invoice of a part that was moved. */
const MOVED = `select o.invoice_number from allocation_moves m
    join invoices o on o.id = case when m.from_invoice_id = i.id then m.to_invoice_id else m.from_invoice_id end
  where g.kind = 'allocation_moved' and m.payment_id = g.payment_id and g.cause = 'allocation_move:' || m.id`;

const NOTE = `select n.number from credit_notes n
  where g.kind = 'credit_note' and n.invoice_id = i.id and g.cause = 'credit_note:' || n.id`;

const DISPUTE = `case when g.kind like 'dispute\\_%' then substr(g.cause, length('dispute:') + 1) end`;

const BOOKINGS = `select coalesce(json_agg(json_build_object('kind', g.kind, 'effect', g.effect, 'occurred_at', ${iso('g.occurred_at')},
    'amount_cents', g.amount_cents, 'transaction_id', g.transaction_id, 'entries', g.entries, 'payment_id', g.payment_id,
    'refund_id', r.id, 'method', y.method, 'reference', coalesce(n.number, m.invoice_number, y.receipt_number),
    'stripe_ids', array_remove(array[y.stripe_payment_id, y.stripe_charge_id, r.stripe_refund_id, ${DISPUTE}], null),
    'stripe_event_ids', v.ids) order by g.occurred_at, g.place), '[]')
  from (${BOOKED}) g left join payments y on y.id = g.payment_id
    left join lateral (${REFUND}) r on true left join lateral (${MOVED}) m on true
    left join lateral (${NOTE}) n on true left join lateral (${EVENTS}) v on true`;

const LINES = `select coalesce(json_agg(json_build_object('id', t.id, 'description', t.description, 'quantity', t.quantity,
    'unit', t.unit, 'unit_price_cents', t.unit_price_cents, 'discount_cents', t.discount_cents, 'tax_cents', t.tax_cents,
    'total_cents', t.total_cents) order by t.position), '[]')
  from invoice_items t where t.invoice_id = i.id`;

export const invoiceExplanationStore = (query: Query): InvoiceExplanationStore => ({
  async of(id) {
    const [row] = await query<StoredExplanation>(
      `select i.currency, d.language, ${iso('i.issued_at')} as issued_at, i.discount_cents, i.balance_cents,
         i.archived_at is not null as archived, (${LINES}) as lines, (${BOOKINGS}) as bookings
       from invoices i left join issued_documents d on d.kind = 'invoice' and d.document_id = i.id where i.id = $1`,
      [id],
    );
    return row;
  },
});
