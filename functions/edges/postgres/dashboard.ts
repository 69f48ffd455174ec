/** The figures of the first page, read in one statement from running totals and from partial indexes. */
import type { DashboardFigures } from '../../capabilities/ports/invoices.ts';
import type { Day } from '../../domain/calendar.ts';
import type { Currency } from '../../domain/currency.ts';
import { FAILED_PAYMENTS } from './found-alerts.ts';
import { NEEDS_ATTENTION } from './messages.ts';
import { NEEDS_DECISION } from './moving-money.ts';
import type { Query } from './pool.ts';

type Figures = Pick<DashboardFigures, 'currencies' | 'recent_payments' | 'months'> & {
  attention: Omit<DashboardFigures['attention'], 'overdue_invoices'>;
};

const NONE = { count: 0, amount_cents: 0 };

/** What is open per currency, and how much of it is late on day `$2`, from the running totals. */
const CURRENCIES = `select coalesce(json_agg(json_build_object('currency', o.currency,
      'outstanding', json_build_object('count', o.count, 'amount_cents', o.amount),
      'overdue', json_build_object('count', o.late, 'amount_cents', o.late_amount))
    order by o.currency <> $1, o.currency), '[]')
  from (select currency, sum(invoices) as count, sum(balance_cents) as amount,
      coalesce(sum(invoices) filter (where due_date < $2::date), 0) as late,
      coalesce(sum(balance_cents) filter (where due_date < $2::date), 0) as late_amount
    from open_totals group by currency having sum(invoices) <> 0) o`;

/** The twelve months up to day `$2` in time zone `$3`; what was owed at each end is what is owed now without what came later. */
const MONTHS = `with months as (
    select generate_series(date_trunc('month', $2::date) - interval '11 months', date_trunc('month', $2::date),
      interval '1 month')::date as first),
  moves as (
    select date_trunc('month', period at time zone $3)::date as first, sum(invoiced_cents) as invoiced,
      sum(collected_cents) as collected, sum(receivable_cents) as receivable
    from ledger_totals where currency = $1
      and period >= (date_trunc('month', $2::date) - interval '11 months')::timestamp at time zone $3
    group by 1),
  now_owed as (select coalesce(sum(receivable_cents), 0) as total from ledger_totals where currency = $1 and period = '-infinity')
  select json_agg(json_build_object('month', to_char(m.first, 'YYYY-MM'), 'invoiced_cents', coalesce(v.invoiced, 0),
      'collected_cents', coalesce(v.collected, 0), 'outstanding_cents', (select total from now_owed)
        - coalesce((select sum(later.receivable) from moves later where later.first > m.first), 0)) order by m.first)
  from months m left join moves v on v.first = m.first`;

export async function readDashboard(
  query: Query,
  currency: Currency,
  today: Day,
  timeZone: string,
): Promise<DashboardFigures> {
  const [found] = await query<Figures>(
    `select (${CURRENCIES}) as currencies, (${MONTHS}) as months,
       (select json_build_object('count', count(*), 'amount_cents', coalesce(sum(amount_cents), 0)) from payments
        where status <> 'failed' and reversed_at is null and currency = $1 and received_at > now() - interval '7 days') as recent_payments,
       json_build_object(
         'quarantined_events', (select count(*) from stripe_events where state = 'quarantined'),
         'failed_payments', (select count(*) from ${FAILED_PAYMENTS}),
         'failed_messages', (select count(*) from messages m left join invoices i on i.id = m.invoice_id where ${NEEDS_ATTENTION}),
         'requested_refunds', (select count(*) from refunds where status = 'requested'),
         'requested_credit_payouts', (select count(*) from credit_payouts where status = 'requested'),
         'requested_credit_notes', (select count(*) from credit_note_requests where status = 'requested'),
         'open_disputes', (select count(*) from disputes d where d.status like '%needs\\_response' or ${NEEDS_DECISION}),
         'patients_with_credit', (select count(distinct patient_id) from patient_balances where credit_cents > 0),
         'open_breaks', (select count(*) from reconciliation_breaks where resolved_at is null)) as attention`,
    [currency, today, timeZone],
  );
  if (!found) throw new Error('The dashboard has no figures.');
  const { months } = found;
  const own = found.currencies.find((one) => one.currency === currency);
  const late = found.currencies.reduce((sum, one) => sum + one.overdue.count, 0);
  return {
    ...found,
    outstanding: own?.outstanding ?? NONE,
    overdue: own?.overdue ?? NONE,
    attention: { ...found.attention, overdue_invoices: late },
    collected_this_month_cents: months.at(-1)?.collected_cents ?? 0,
    collected_last_month_cents: months.at(-2)?.collected_cents ?? 0,
  };
}
