/** The comparison of Stripe's books with ours: its runs, how far events were listed, and what is compared. */
import type {
  OurPayment,
  OurRefund,
  ReconciliationStore,
  StoredPayout,
} from '../../capabilities/ports/reconciliation.ts';
import type { ReconciliationRun } from '../../contracts/reconciliation.ts';
import { PROCESS_ENDED } from '../../domain/reconciliation.ts';
import { pageOf, readCursor } from './cursor.ts';
import { firstRow } from './first-row.ts';
import { iso } from './instants.ts';
import type { Query } from './pool.ts';
import { balanceLines } from './stripe-balance-lines.ts';

const RUN = `id, state, requested_by, found, last_error, ${iso('created_at')} as created_at, ${iso('started_at')} as started_at,
  ${iso('finished_at')} as finished_at`;

/** Renewed every fifteen seconds while it runs. */
const LOST_ITS_PROCESS = `coalesce(seen_alive_at, '-infinity') < now() - interval '1 minute'`;

export const reconciliationStore = (query: Query): ReconciliationStore => ({
  ...runs(query),
  ...reconciliationReads(query),
});

type Runs = Pick<
  ReconciliationStore,
  | 'watermark'
  | 'setWatermark'
  | 'ask'
  | 'begin'
  | 'keepAlive'
  | 'finish'
  | 'interrupted'
  | 'run'
  | 'runs'
  | 'lastRun'
>;

const runs = (query: Query): Runs => ({
  async watermark(name) {
    const [row] = await query<{ value: string }>('select value from stripe_watermarks where name = $1', [
      name,
    ]);
    return row?.value;
  },

  async setWatermark(name, value) {
    await query(
      `insert into stripe_watermarks (name, value) values ($1, $2)
       on conflict (name) do update set value = excluded.value, updated_at = now()`,
      [name, value],
    );
  },

  async ask(requestedBy) {
    const row = firstRow(
      await query<{ id: string }>(
        `insert into reconciliation_runs (requested_by) values ($1)
       on conflict ((true)) where state = 'waiting' do update set state = reconciliation_runs.state returning id`,
        [requestedBy],
      ),
      'a reconciliation is requested',
    );
    return row.id;
  },

  async begin(id) {
    // Another comparison that lost its process is covered by this one.
    await query(
      `update reconciliation_runs set state = 'failed', finished_at = now(), last_error = $2
       where state = 'running' and id <> $1 and ${LOST_ITS_PROCESS}`,
      [id, PROCESS_ENDED],
    );
    const rows = await query(
      `update reconciliation_runs set state = 'running', started_at = now(), seen_alive_at = now()
       where id = $1 and (state = 'waiting' or state = 'running' and ${LOST_ITS_PROCESS})
         and not exists (select from reconciliation_runs other where other.state = 'running' and other.id <> $1)
       returning id`,
      [id],
    );
    return rows.length === 1;
  },

  async keepAlive(id) {
    await query(`update reconciliation_runs set seen_alive_at = now() where id = $1 and state = 'running'`, [
      id,
    ]);
  },

  async finish(id, found) {
    await query(
      `update reconciliation_runs set state = 'done', found = $2, last_error = null, finished_at = now()
       where id = $1 and state = 'running'`,
      [id, JSON.stringify(found)],
    );
  },

  async interrupted(id, error) {
    await query(
      `update reconciliation_runs set last_error = left($2, 500),
         state = case when w.waits then 'failed' else 'waiting' end,
         finished_at = case when w.waits then now() end
       from (select exists (select from reconciliation_runs where state = 'waiting') as waits) w
       where id = $1 and state = 'running'`,
      [id, error],
    );
  },

  async run(id) {
    const [row] = await query<ReconciliationRun>(`select ${RUN} from reconciliation_runs where id = $1`, [
      id,
    ]);
    return row;
  },

  async runs(page) {
    const after = readCursor(page, ['instant', 'uuid']);
    const rows = await query<ReconciliationRun & { key: string }>(
      `select ${RUN}, r.created_at::text as key from reconciliation_runs r
       where $1::timestamptz is null or (r.created_at, r.id) < ($1, $2::uuid)
       order by r.created_at desc, r.id desc limit $3`,
      [after?.[0] ?? null, after?.[1] ?? null, page.limit + 1],
    );
    const found = pageOf(rows, page.limit, (row) => [row.key, row.id]);
    return { ...found, data: found.data.map(({ key: _, ...row }) => row) };
  },

  async lastRun() {
    const [row] = await query<ReconciliationRun>(
      `select ${RUN} from reconciliation_runs r order by r.created_at desc limit 1`,
    );
    return row;
  },
});

type ReconciliationReads = Pick<
  ReconciliationStore,
  'lines' | 'linesAbout' | 'ourPayments' | 'ourRefunds' | 'payouts' | 'payoutTransactions' | 'clearing'
>;

const reconciliationReads = (query: Query): ReconciliationReads => ({
  linesAbout: (object) => balanceLines(query, '(b.id = $1 or b.source = $1)', [object]),
  lines: (from, to) => balanceLines(query, 'b.made_at >= $1 and b.made_at < $2', [from, to]),
  payoutTransactions: (ids) => balanceLines(query, 'b.stripe_payout_id = any ($1)', [ids]),

  ourPayments: (from, to) =>
    query<OurPayment>(
      `select y.id, y.invoice_id as "invoiceId", y.stripe_payment_id as "stripePaymentId",
         y.stripe_charge_id as "stripeChargeId", y.amount_cents as "amountCents", y.currency, y.received_at as "receivedAt",
         exists (select from balance_transactions where source = y.stripe_charge_id) as settled
       from payments y where y.stripe_payment_id is not null and y.status <> 'failed'
         and y.received_at >= $1 and y.received_at < $2 order by y.received_at, y.id`,
      [from, to],
    ),

  ourRefunds: (from, to) =>
    query<OurRefund>(
      `select r.id, y.invoice_id as "invoiceId", y.stripe_payment_id as "stripePaymentId",
         r.stripe_refund_id as "stripeRefundId", r.amount_cents as "amountCents", r.currency,
         r.made_at_stripe as "madeAtStripe", r.created_at as "createdAt",
         exists (select from balance_transactions where source = r.stripe_refund_id) as "inBalance"
       from refunds r join payments y on y.id = r.payment_id
       where r.status = 'succeeded' and r.created_at >= $1 and r.created_at < $2 order by r.created_at, r.id`,
      [from, to],
    ),

  payouts: (from, to) =>
    query<StoredPayout & { parts_cents: number }>(
      `select o.id, o.stripe_payout_id, o.amount_cents, o.currency, o.status, o.failure_message,
         o.arrives_on::text as arrives_on, ${iso('o.made_at')} as made_at, o.reconciled, o.automatic,
         (select coalesce(sum(net_cents), 0)::bigint from balance_transactions b
          where b.stripe_payout_id = o.stripe_payout_id and not (b.source is not distinct from o.stripe_payout_id
            and b.type in ('payout', 'payout_failure', 'payout_cancel'))) as parts_cents
       from payouts o where o.made_at >= $1 and o.made_at < $2 order by o.made_at desc, o.id`,
      [from, to],
    ),

  clearing: () =>
    query<{ currency: string; ledger_cents: number; stripe_cents: number }>(
      `select coalesce(l.currency, s.currency) as currency, coalesce(l.cents, 0) as ledger_cents,
         coalesce(s.cents, 0) as stripe_cents
       from (select currency, sum(amount_cents)::bigint as cents from ledger_entries where account = 'stripe_clearing'
             group by currency) l
         full join (select currency, sum(net_cents)::bigint as cents from balance_transactions b
             -- A bank debit on its way is in Stripe's balance, and in ours when it has succeeded.
             where not exists (select from bank_debits d where d.stripe_charge_id = b.source and d.state = 'pending'
               and not exists (select from payments y where y.stripe_charge_id = b.source)) group by currency) s
           on s.currency = l.currency order by 1`,
    ),
});
