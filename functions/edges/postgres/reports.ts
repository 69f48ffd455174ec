/** What the reports read of the ledger as of any instant. */
import type { InvoiceFilter } from '../../capabilities/ports/invoices.ts';
import type { InvoiceSum, PaymentSum, ReportStore } from '../../capabilities/ports/reports.ts';
import { SUMMED_ROWS_MAX } from '../../domain/list-sums.ts';
import { given, HAPPENED } from './as-of.ts';
import { matchingConditions } from './invoice-reads.ts';
import { matchingPayments } from './payment-reads.ts';
import type { Query } from './pool.ts';

export const reportStore = (query: Query): ReportStore => ({
  async owed(currency, instant) {
    type Debts = Awaited<ReturnType<ReportStore['owed']>>['debts'];
    const [row] = await query<{ debts: Debts; receivableCents: number }>(
      `with moved as (
         select e.invoice_id, e.patient_id, e.amount_cents from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
         where e.account = 'receivable' and e.currency = $3 and ${HAPPENED}),
       owed as (
         select invoice_id, patient_id, sum(amount_cents) as cents from moved group by 1, 2 having sum(amount_cents) <> 0),
       debts as (
         select o.patient_id, p.name as patient_name, sum(o.cents) as cents,
           coalesce((select c.from_date from due_date_changes c where c.invoice_id = o.invoice_id and c.changed_at > $1
             order by c.sequence limit 1), i.due_date)::text as due_date,
           exists (select from payment_plan_invoices c join payment_plans q on q.id = c.plan_id
             where c.invoice_id = o.invoice_id and q.created_at <= $1 and (q.cancelled_at is null or q.cancelled_at > $1))
             as under_plan
         from owed o join invoices i on i.id = o.invoice_id join patients p on p.id = o.patient_id group by 1, 2, 4, 5)
       select (select coalesce(json_agg(d order by patient_name, patient_id, due_date), '[]') from debts d) as debts,
         (select coalesce(sum(amount_cents), 0)::bigint from moved) as "receivableCents"`,
      [...given(instant), currency],
    );
    if (!row) throw new Error('The ageing has no figures.');
    return row;
  },

  async invoiceSums(filter) {
    if (hasRunningTotal(filter)) {
      return query<InvoiceSum>(
        `select currency, sum(invoices)::int as count, null::bigint as total_cents, sum(balance_cents)::bigint as balance_cents
         from open_totals where $1 = 'outstanding' or due_date < $2::date
         group by currency having sum(invoices) <> 0 order by currency`,
        [filter.status, filter.today],
      );
    }
    const { conditions, values } = matchingConditions(filter);
    return query<InvoiceSum>(
      `select currency, count(*)::int as count, sum(total_amount_cents)::bigint as total_cents,
         sum(balance_cents)::bigint as balance_cents
       from (select i.currency, i.total_amount_cents, i.balance_cents from invoices i
         where $1::date is not null ${conditions} limit $${values.push(SUMMED_ROWS_MAX + 1)}) matching
       group by currency order by currency`,
      values,
    );
  },

  async paymentSums(filter) {
    const { from, values } = matchingPayments(filter);
    return query<PaymentSum>(
      `select currency, count(*)::int as count, sum(amount_cents)::bigint as amount_cents,
         sum(refunded_cents)::bigint as refunded_cents
       from (select y.currency, y.amount_cents, y.refunded_cents from ${from} limit $${values.push(SUMMED_ROWS_MAX + 1)}) matching
       group by currency order by currency`,
      values,
    );
  },
});

/** What is open has running totals by currency and due date, when nothing else is filtered by. */
function hasRunningTotal({ status, patientId, from, to, query }: InvoiceFilter): boolean {
  const open = status === 'outstanding' || status === 'overdue';
  return open && [patientId, from, to, query].every((value) => value === undefined);
}
