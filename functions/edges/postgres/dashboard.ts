/** The figures of the first page, read from the ledger and from partial indexes. */
import type { DashboardView } from '../../capabilities/ports/invoices.ts';
import type { Day } from '../../domain/calendar.ts';
import type { Currency } from '../../domain/currency.ts';
import { NEEDS_ATTENTION } from './messages.ts';
import type { Query } from './pool.ts';
import { FAILED_PAYMENTS } from './watch.ts';

type Figures = Pick<DashboardView, 'currencies' | 'recent_payments'> & {
  attention: Omit<DashboardView['attention'], 'overdue_invoices'>;
};

const NONE = { count: 0, amount_cents: 0 };

export async function readDashboard(
  query: Query,
  currency: Currency,
  today: Day,
  timeZone: string,
): Promise<DashboardView> {
  const [figures, months] = await Promise.all([
    query<Figures>(
      `select
         (select coalesce(json_agg(json_build_object('currency', o.currency,
              'outstanding', json_build_object('count', o.count, 'amount_cents', o.amount),
              'overdue', json_build_object('count', o.late, 'amount_cents', o.late_amount))
            order by o.currency <> $1, o.currency), '[]')
          from (select currency, count(*), sum(balance_cents) as amount, count(*) filter (where due_date < $2::date) as late,
              coalesce(sum(balance_cents) filter (where due_date < $2::date), 0) as late_amount
            from invoices where status in ('issued', 'partially_paid') group by currency) o) as currencies,
         (select json_build_object('count', count(*), 'amount_cents', coalesce(sum(amount_cents), 0)) from payments
          where status <> 'failed' and reversed_at is null and currency = $1 and received_at > now() - interval '7 days') as recent_payments,
         json_build_object(
           'quarantined_events', (select count(*) from stripe_events where state = 'quarantined'),
           'failed_payments', (select count(*) from ${FAILED_PAYMENTS}),
           'failed_messages', (select count(*) from messages m join invoices i on i.id = m.invoice_id where ${NEEDS_ATTENTION}),
           'requested_refunds', (select count(*) from refunds where status = 'requested'),
           'open_disputes', (select count(*) from disputes where status like '%needs\\_response'
             or status = 'lost' and outcome is null and withdrawn_cents > reinstated_cents),
           'patients_with_credit', (select count(distinct patient_id) from patient_balances where credit_cents > 0),
           'open_breaks', (select count(*) from reconciliation_breaks where resolved_at is null)) as attention`,
      [currency, today],
    ),
    query<DashboardView['months'][number]>(
      `with months as (
         select generate_series(date_trunc('month', $2::date) - interval '11 months', date_trunc('month', $2::date),
           interval '1 month')::date as first),
       moves as (
         select date_trunc('month', t.occurred_at at time zone $3)::date as first,
           coalesce(sum(e.amount_cents) filter (where e.account = 'receivable' and e.effect = 'charge'), 0) as invoiced,
           coalesce(sum(e.amount_cents) filter (where e.account in ('stripe_clearing', 'cash', 'bank')
             and t.kind in ('payment', 'payment_reversal', 'refund', 'refund_failed', 'credit_refund')), 0) as collected,
           coalesce(sum(e.amount_cents) filter (where e.account = 'receivable'), 0) as receivable
         from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
         where t.currency = $1
           and t.occurred_at >= (date_trunc('month', $2::date) - interval '11 months')::timestamp at time zone $3
         group by 1),
       now_owed as (select coalesce(sum(balance_cents), 0) as total from patient_balances where currency = $1)
       select to_char(m.first, 'YYYY-MM') as month, coalesce(v.invoiced, 0)::bigint as invoiced_cents,
         coalesce(v.collected, 0)::bigint as collected_cents,
         ((select total from now_owed) - coalesce((select sum(later.receivable) from moves later where later.first > m.first), 0))::bigint
           as outstanding_cents
       from months m left join moves v on v.first = m.first order by m.first`,
      [currency, today, timeZone],
    ),
  ]);
  const found = figures[0];
  if (!found) throw new Error('The dashboard has no figures.');
  const own = found.currencies.find((one) => one.currency === currency);
  const late = found.currencies.reduce((sum, one) => sum + one.overdue.count, 0);
  return {
    ...found,
    outstanding: own?.outstanding ?? NONE,
    overdue: own?.overdue ?? NONE,
    attention: { ...found.attention, overdue_invoices: late },
    collected_this_month_cents: months.at(-1)?.collected_cents ?? 0,
    collected_last_month_cents: months.at(-2)?.collected_cents ?? 0,
    months,
  };
}
