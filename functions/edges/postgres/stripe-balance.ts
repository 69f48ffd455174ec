/** Stripe's own books as it reports them: balance transactions and the payouts that they left in. */
import type {
  BalanceStore,
  PayoutRecord,
  UnbookedConversion,
  UnbookedFee,
} from '../../capabilities/ports/stripe-balance.ts';
import type { BookCurrency } from '../../domain/currency.ts';
import type { Cents } from '../../domain/money.ts';
import type { Query } from './pool.ts';

const PAYOUT = `id, stripe_payout_id as "stripePayoutId", amount_cents as "amountCents", currency, status, automatic`;

export const balanceStore = (query: Query): BalanceStore => ({
  async add(transactions, stripePayoutId) {
    if (transactions.length === 0) return;
    await query(
      `insert into balance_transactions as b (id, type, reporting_category, source, amount_cents, fee_cents, net_cents, currency,
         exchange_rate, made_at, available_at, stripe_payout_id)
       select id, type, "reportingCategory", source, "amountCents", "feeCents", "netCents", currency, "exchangeRate", "madeAt", "availableAt", $2
       from jsonb_to_recordset($1) as t (id text, type text, "reportingCategory" text, source text, "amountCents" bigint,
         "feeCents" bigint, "netCents" bigint, currency text, "exchangeRate" numeric, "madeAt" timestamptz, "availableAt" timestamptz)
       on conflict (id) do update set stripe_payout_id = coalesce(excluded.stripe_payout_id, b.stripe_payout_id),
         available_at = excluded.available_at, exchange_rate = coalesce(b.exchange_rate, excluded.exchange_rate)`,
      [JSON.stringify(transactions), stripePayoutId],
    );
  },

  async unbookedFees(which) {
    // Only fees of what is in our books, and those that Stripe charges the account as such. A fee in the currency of
    // settlement is not an entry of an invoice in another currency: it is booked on its own, and its cause names it.
    const rows = await query<
      Omit<UnbookedFee, 'for'> & {
        paymentId: string | null;
        invoiceId: string | null;
        sameCurrency: boolean | null;
      }
    >(
      `select b.id as "balanceTransactionId", b.currency, b.made_at as at, y.id as "paymentId", y.invoice_id as "invoiceId",
         y.currency = b.currency as "sameCurrency",
         case when b.type = 'stripe_fee' then -b.net_cents else b.fee_cents end as "feeCents"
       from balance_transactions b
         left join refunds r on r.stripe_refund_id = b.source left join disputes d on d.stripe_dispute_id = b.source
         left join payments y
           on y.id = coalesce((select id from payments where stripe_charge_id = b.source), r.payment_id, d.payment_id)
         left join bank_debits f on f.stripe_charge_id = b.source and f.state = 'failed'
       where (b.id = any ($1) or b.source = any ($2) or b.made_at >= $3) and (b.fee_cents <> 0 and (y.id is not null or f.invoice_id is not null) or b.type = 'stripe_fee' and b.net_cents <> 0)
         and not exists (select from ledger_transactions where kind = 'stripe_fee' and cause = 'balance_transaction:' || b.id)
       order by b.made_at, b.id`,
      [which.ids ?? [], which.sources ?? [], which.since ?? null],
    );
    return rows.map(({ paymentId, invoiceId, sameCurrency, ...fee }) => ({
      ...fee,
      for: paymentId !== null && invoiceId !== null && sameCurrency ? { paymentId, invoiceId } : null,
    }));
  },

  async unbookedConversions(which) {
    const rows = await query<{
      id: string;
      fromCurrency: BookCurrency;
      fromCents: Cents;
      toCurrency: BookCurrency;
      toCents: Cents;
      exchangeRate: number | null;
      invoiceId: string;
      paymentId: string | null;
      at: Date;
    }>(
      `select b.id, s.currency as "fromCurrency", s.amount_cents as "fromCents", b.currency as "toCurrency",
         b.amount_cents as "toCents", b.exchange_rate::float8 as "exchangeRate", s.invoice_id as "invoiceId",
         s.payment_id as "paymentId", b.made_at as at
       from balance_transactions b cross join lateral balance_source(b) s
       where (b.id = any ($1) or b.source = any ($2) or b.made_at >= $3) and s.currency <> b.currency
         and not exists (select from ledger_transactions where kind = 'exchange_from' and cause = 'balance_transaction:' || b.id)
       order by b.made_at, b.id`,
      [which.ids ?? [], which.sources ?? [], which.since ?? null],
    );
    return rows.map(
      ({ id, at, exchangeRate, ...row }): UnbookedConversion => ({
        balanceTransactionId: id,
        from: { currency: row.fromCurrency, amountCents: row.fromCents },
        to: { currency: row.toCurrency, amountCents: row.toCents },
        for: { paymentId: row.paymentId, invoiceId: row.invoiceId },
        exchangeRate,
        at,
      }),
    );
  },

  async keepDebit({ state, money }) {
    const rows = await query(
      `insert into bank_debits as d (stripe_charge_id, stripe_payment_id, invoice_id, amount_cents, currency, state)
       select $1, $2, i.id, $4, $5, $6 from invoices i where i.id = $3 and i.currency = $5
       on conflict (stripe_charge_id) do update
         set state = case when d.state = 'failed' then d.state else excluded.state end returning 1`,
      [money.chargeId, money.paymentIntentId, money.invoiceId, money.amountCents, money.currency, state],
    );
    return rows.length === 1;
  },

  async lockPayout(reported) {
    const added = await query(
      `insert into payouts (stripe_payout_id, amount_cents, currency, status, failure_message, arrives_on, made_at, automatic)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (stripe_payout_id) do nothing returning id`,
      [
        reported.stripePayoutId,
        reported.amountCents,
        reported.currency,
        reported.status,
        reported.failureMessage,
        reported.arrivesOn,
        reported.madeAt,
        reported.automatic,
      ],
    );
    const [row] = await query<PayoutRecord>(
      `select ${PAYOUT} from payouts where stripe_payout_id = $1 for update`,
      [reported.stripePayoutId],
    );
    return { ...(row as PayoutRecord), isNew: added.length === 1 };
  },

  async changePayout(id, reported, status) {
    await query(
      `update payouts set status = $2, arrives_on = $3, failure_message = coalesce($4, failure_message) where id = $1`,
      [id, status, reported.arrivesOn, reported.failureMessage],
    );
  },

  async payout(id) {
    const [row] = await query<PayoutRecord>(`select ${PAYOUT} from payouts where id = $1`, [id]);
    return row;
  },

  async knowsPayout({ stripePayoutId, status, reconciled }) {
    const rows = await query(
      `select 1 from payouts where stripe_payout_id = $1 and status = $2 and (reconciled or not $3::boolean)`,
      [stripePayoutId, status, reconciled],
    );
    return rows.length === 1;
  },

  async markReconciled(id) {
    await query('update payouts set reconciled = true where id = $1', [id]);
  },
});
