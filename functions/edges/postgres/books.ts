/** What the ledger says of an invoice or a patient as of any instant; nothing here is stored twice. */

import type { Instant } from '../../capabilities/ports/common.ts';
import type { BooksStore, StatementMovement, StoredInvoiceBalance } from '../../capabilities/ports/ledger.ts';
import type { PatientBalance } from '../../contracts/patient-account.ts';
import { iso } from './instants.ts';
import type { Query } from './pool.ts';

/** Had happened by the instant `$1`, and was known by `$2` when that is given. */
const HAPPENED = 't.occurred_at <= $1 and ($2::timestamptz is null or t.recorded_at <= $2)';
const given = ({ asOf, knownAt }: Instant) => [asOf, knownAt ?? null];

const BALANCES = `coalesce(sum(e.amount_cents) filter (where e.account = 'receivable'), 0) as balance_cents,
  coalesce(-sum(e.amount_cents) filter (where e.account = 'patient_credit'), 0) as credit_cents`;
type Balances = Omit<PatientBalance, 'currency'>;

export const booksStore = (query: Query): BooksStore => ({
  async invoiceAsOf(id, instant) {
    const [row] = await query<StoredInvoiceBalance & { known: boolean }>(
      `select exists (select from invoices where id = $3) as known, coalesce(sum(e.amount_cents), 0) as balance_cents,
         coalesce(sum(e.amount_cents) filter (where e.effect = 'charge'), 0) as charged_cents,
         coalesce(-sum(e.amount_cents) filter (where e.effect = 'settle'), 0) as paid_cents,
         coalesce(sum(e.amount_cents) filter (where e.effect = 'refund'), 0) as refunded_cents,
         coalesce(-sum(e.amount_cents) filter (where e.effect = 'credit'), 0) as credited_cents,
         coalesce(-sum(e.amount_cents) filter (where e.effect = 'write_off'), 0) as written_off_cents
       from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
       where e.invoice_id = $3 and e.account = 'receivable' and ${HAPPENED}`,
      [...given(instant), id],
    );
    if (!row?.known) return undefined;
    const { known: _, ...figures } = row;
    return figures;
  },

  async patientAsOf(id, instant) {
    const [patient] = await query<{ id: string }>('select id from patients where id = $1', [id]);
    if (!patient) return undefined;
    return query<PatientBalance>(
      `select e.currency, ${BALANCES} from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
       where e.patient_id = $3 and e.account in ('receivable', 'patient_credit') and ${HAPPENED}
       group by e.currency order by e.currency`,
      [...given(instant), id],
    );
  },

  async statement(patientId, currency, from, instant) {
    const mine = `from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
      where e.patient_id = $3 and e.currency = $4 and e.account in ('receivable', 'patient_credit') and ${HAPPENED}`;
    // One statement, so that all three are of one snapshot.
    const [row] = await query<{ opening: Balances; movements: StatementMovement[]; closing: Balances }>(
      `with moves as (
         select t.id, t.kind, t.cause, t.occurred_at, min(e.id) as place, max(e.invoice_id::text)::uuid as invoice_id,
           max(e.payment_id::text)::uuid as payment_id, ${BALANCES}
         ${mine} and ($5::timestamptz is null or t.occurred_at >= $5) group by t.id)
       select
         (select row_to_json(o) from (select ${BALANCES} ${mine} and t.occurred_at < coalesce($5::timestamptz, '-infinity')) o) as opening,
         (select row_to_json(c) from (select ${BALANCES} ${mine}) c) as closing,
         (select coalesce(json_agg(json_build_object('at', ${iso('m.occurred_at')}, 'kind', m.kind,
            'invoice_number', i.invoice_number, 'document', coalesce(p.receipt_number, p.stripe_payment_id, n.number, i.invoice_number),
            'amount_cents', m.balance_cents, 'credit_cents', m.credit_cents) order by m.occurred_at, m.place), '[]')
          from moves m left join payments p on p.id = m.payment_id
            left join invoices i on i.id = coalesce(m.invoice_id, p.invoice_id)
            left join credit_notes n on m.kind = 'credit_note' and m.cause = 'credit_note:' || n.id) as movements`,
      [...given(instant), patientId, currency, from ?? null],
    );
    if (!row) throw new Error('A statement has no figures.');
    return row;
  },

  async owed(currency, instant) {
    type Debts = Awaited<ReturnType<BooksStore['owed']>>['debts'];
    const [row] = await query<{ debts: Debts; receivableCents: number }>(
      `with moved as (
         select e.invoice_id, e.patient_id, e.amount_cents from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
         where e.account = 'receivable' and e.currency = $3 and ${HAPPENED}),
       owed as (
         select invoice_id, patient_id, sum(amount_cents) as cents from moved group by 1, 2 having sum(amount_cents) <> 0),
       debts as (
         select o.patient_id, p.name as patient_name, sum(o.cents) as cents,
           coalesce((select c.from_date from due_date_changes c where c.invoice_id = o.invoice_id and c.changed_at > $1
             order by c.sequence limit 1), i.due_date)::text as due_date
         from owed o join invoices i on i.id = o.invoice_id join patients p on p.id = o.patient_id group by 1, 2, 4)
       select (select coalesce(json_agg(d order by patient_name, patient_id, due_date), '[]') from debts d) as debts,
         (select coalesce(sum(amount_cents), 0)::bigint from moved) as "receivableCents"`,
      [...given(instant), currency],
    );
    if (!row) throw new Error('The ageing has no figures.');
    return row;
  },
});
