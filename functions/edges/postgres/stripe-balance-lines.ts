/** Each of Stripe's balance transactions beside what we have booked for what it is about. */
import { type BalanceLine, type BookedLine, oursInBalance } from '../../domain/reconciliation.ts';
import type { Query } from './pool.ts';

/** @param condition on `b`, the transaction, with the values as its parameters */
export async function balanceLines(
  query: Query,
  condition: string,
  values: unknown[],
): Promise<BalanceLine[]> {
  const lines = await query<BookedLine>(
    `select b.id, b.type, b.source, b.currency, b.amount_cents as "amountCents", b.fee_cents as "feeCents",
       b.net_cents as "netCents", b.exchange_rate::float8 as "exchangeRate", b.made_at as "madeAt",
       b.stripe_payout_id as "stripePayoutId", coalesce(s.invoice_id, pending.invoice_id) as "invoiceId",
       coalesce(s.currency, pending.currency, b.currency) as "sourceCurrency",
       case
         when exists (select from ledger_transactions
           where kind = 'stripe_adjustment' and cause = 'balance_transaction:' || b.id) then b.amount_cents
         when b.type = 'payout' then -o.amount_cents
         -- What Stripe keeps back of a payout as the smallest balance, and releases at once: it stays in the balance.
         when b.type in ('payout_minimum_balance_hold', 'payout_minimum_balance_release') then b.amount_cents
         when b.type in ('payout_failure', 'payout_cancel') then o.amount_cents
         when b.type = 'stripe_fee' then (select b.amount_cents from ledger_transactions
           where kind = 'stripe_fee' and cause = 'balance_transaction:' || b.id)
         else coalesce(s.amount_cents, pending.amount_cents)
       end as "sourceCents",
       received.amount_cents as "receivedSourceCents", received.settled_cents as "receivedCents"
     from balance_transactions b
       left join lateral balance_source(b) s on true
       -- A bank debit on its way explains what Stripe has booked for it.
       left join bank_debits pending on b.type in ('charge', 'payment') and pending.stripe_charge_id = b.source
         and s.currency is null
       left join lateral (select y.amount_cents, c.amount_cents as settled_cents
         from (select stripe_charge_id, amount_cents from payments where id = s.payment_id
           union all select stripe_charge_id, amount_cents from bank_debits
             where s.payment_id is null and stripe_charge_id = b.source) y
         join balance_transactions c on c.source = y.stripe_charge_id and c.type in ('charge', 'payment')
           and c.currency = b.currency
         where s.currency <> b.currency limit 1) received on true
       left join payouts o on o.stripe_payout_id = b.source
     where ${condition} order by b.made_at, b.id`,
    values,
  );
  return lines.map((line) => ({ ...line, oursCents: oursInBalance(line) }));
}
