/** How the ledger is read: its entries page by page, its accounts summed, and what is left of an invoice's charge. */

import type { Page, PageOf } from '../../capabilities/ports/common.ts';
import type { LedgerFilter, LedgerStore } from '../../capabilities/ports/ledger.ts';
import type { LedgerEntry } from '../../contracts/ledger.ts';
import type { Cents } from '../../domain/money.ts';
import { pageOf, readCursor } from './cursor.ts';
import { iso, midnight } from './instants.ts';
import type { Query } from './pool.ts';

export const ledgerReads = (query: Query): Omit<LedgerStore, 'post' | 'postOnce' | 'isPosted'> => ({
  async chargeLeft(invoiceId) {
    const [row] = await query<{ revenueCents: Cents; taxCents: Cents }>(
      `select coalesce(-sum(amount_cents) filter (where account in ('revenue', 'adjustments')), 0)::bigint as "revenueCents",
         coalesce(-sum(amount_cents) filter (where account = 'tax_payable'), 0)::bigint as "taxCents"
       from ledger_entries where invoice_id = $1`,
      [invoiceId],
    );
    return row as { revenueCents: Cents; taxCents: Cents };
  },

  entries: (filter, page) => readEntries(query, filter, page),

  wrongTotals: () =>
    query(
      `select 'patient' as total, currency, patient_id::text as of from wrong_patient_balances
       union all select total, currency, of from wrong_totals order by 1, 2, 3`,
    ),

  trialBalance: (asOf) =>
    query(
      `select e.currency, e.account, sum(e.amount_cents)::bigint as balance_cents
       from ledger_entries e join ledger_transactions t on t.id = e.transaction_id where t.occurred_at <= $1
       group by 1, 2 order by 1, 2`,
      [asOf],
    ),
});

/** What was converted by the balance transaction that a ledger transaction `t` is about. */
const CONVERSION = `select jsonb_build_object('from_cents', s.amount_cents, 'from_currency', s.currency,
    'to_cents', b.amount_cents, 'to_currency', b.currency, 'exchange_rate', b.exchange_rate) as conversion
  from balance_transactions b, lateral balance_source(b) s where b.id = substr(t.cause, length('balance_transaction:') + 1)`;

/** Newest first, in the order in which they were written. */
async function readEntries(query: Query, filter: LedgerFilter, page: Page): Promise<PageOf<LedgerEntry>> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions: string[] = ['true'];
  if (filter.account) conditions.push(`e.account = ${bind(filter.account)}`);
  if (filter.invoiceId) conditions.push(`e.invoice_id = ${bind(filter.invoiceId)}`);
  if (filter.patientId) conditions.push(`e.patient_id = ${bind(filter.patientId)}`);
  if (filter.from) conditions.push(`t.occurred_at >= ${midnight(bind(filter.from), bind(filter.timeZone))}`);
  if (filter.to) conditions.push(`t.occurred_at < ${midnight(bind(filter.to), bind(filter.timeZone), 1)}`);
  const after = readCursor(page, ['whole']);
  if (after) conditions.push(`e.id < ${bind(after[0])}::bigint`);
  const rows = await query<LedgerEntry>(
    `select e.id, e.transaction_id, t.kind, t.cause, e.account, e.currency, e.amount_cents, e.effect, e.patient_id, e.invoice_id,
       i.invoice_number, e.payment_id, c.conversion, ${iso('t.occurred_at')} as occurred_at, ${iso('t.recorded_at')} as recorded_at
     from ledger_entries e join ledger_transactions t on t.id = e.transaction_id left join invoices i on i.id = e.invoice_id
       left join lateral (${CONVERSION}) c on t.kind in ('exchange_from', 'exchange_to')
     where ${conditions.join(' and ')} order by e.id desc limit ${bind(page.limit + 1)}`,
    values,
  );
  return pageOf(rows, page.limit, (row) => [row.id]);
}
