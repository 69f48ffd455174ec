/** Each of Stripe's balance transactions beside what we have booked for what it is about. */
import type { BalanceLine } from '../../domain/reconciliation.ts';
import type { Query } from './pool.ts';

/** @param condition on `b`, the transaction, with the values as its parameters */
export const balanceLines = (query: Query, condition: string, values: unknown[]): Promise<BalanceLine[]> =>
  query<BalanceLine>(
    `select b.id, b.type, b.source, b.currency, b.amount_cents as "amountCents", b.fee_cents as "feeCents",
       b.net_cents as "netCents", b.made_at as "madeAt", b.stripe_payout_id as "stripePayoutId",
       coalesce(y.invoice_id, ry.invoice_id, dy.invoice_id, bd.invoice_id) as "invoiceId",
       case
         when exists (select from ledger_transactions
           where kind = 'stripe_adjustment' and cause = 'balance_transaction:' || b.id) then b.amount_cents
         when b.type in ('charge', 'payment') then coalesce(y.amount_cents, bd.amount_cents)
         when b.type = 'payment_failure_refund' and bd.state = 'failed' then -bd.amount_cents
         when b.type in ('refund', 'payment_refund') then -r.amount_cents
         when b.type in ('refund_failure', 'payment_failure_refund') then case when r.status = 'failed' then r.amount_cents end
         when b.type = 'adjustment' and b.amount_cents < 0 then -nullif(d.withdrawn_cents, 0)
         when b.type = 'adjustment' then nullif(d.reinstated_cents, 0)
         when b.type = 'payout' then -o.amount_cents
         when b.type in ('payout_failure', 'payout_cancel') then o.amount_cents
         when b.type = 'stripe_fee' then (select b.amount_cents from ledger_transactions
           where kind = 'stripe_fee' and cause = 'balance_transaction:' || b.id)
       end as "oursCents"
     from balance_transactions b
       left join payments y on y.stripe_charge_id = b.source and y.status <> 'failed'
       left join refunds r on r.stripe_refund_id = b.source left join payments ry on ry.id = r.payment_id
       left join disputes d on d.stripe_dispute_id = b.source left join payments dy on dy.id = d.payment_id
       left join bank_debits bd on bd.stripe_charge_id = b.source
       left join payouts o on o.stripe_payout_id = b.source
     where ${condition} order by b.made_at, b.id`,
    values,
  );
