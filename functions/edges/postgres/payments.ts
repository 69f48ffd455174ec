/** Payments in PostgreSQL: one row per payment intent, whatever the number and order of its events. */
import { createHash } from 'node:crypto';
import type { PaymentStore, PaymentView, StripePaymentFacts } from '../../capabilities/ports.ts';
import type { Encryption } from '../security/encryption.ts';
import type { Query } from './pool.ts';

type Row = Omit<PaymentView, 'received_at'> & { received_at: Date };

export const paymentStore = (query: Query, encryption: Encryption): PaymentStore => {
  const values = (facts: StripePaymentFacts) => [
    facts.invoiceId,
    facts.stripePaymentId,
    facts.stripeChargeId,
    facts.amountCents,
    facts.currency,
    facts.method,
    facts.receivedAt,
    encryption.sealUnderRing(facts.rawEvent, 'payment.raw_event'),
    createHash('sha256').update(facts.rawEvent).digest(),
  ];
  return {
    async addSucceeded(facts) {
      // A failed attempt of the same payment intent becomes the success; a booked one only learns what it lacked.
      const [row] = await query<{ id: string }>(
        `insert into payments as p (invoice_id, stripe_payment_id, stripe_charge_id, amount_cents, currency, method, received_at,
           raw_event, raw_event_sha256, status)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'succeeded')
         on conflict (stripe_payment_id) do update set status = 'succeeded', failure_message = null,
           stripe_charge_id = coalesce(excluded.stripe_charge_id, p.stripe_charge_id), amount_cents = excluded.amount_cents,
           method = excluded.method, received_at = excluded.received_at, raw_event = excluded.raw_event,
           raw_event_sha256 = excluded.raw_event_sha256
         where p.status = 'failed'
         returning id`,
        values(facts),
      );
      if (row) return row;
      await query(
        `update payments set stripe_charge_id = coalesce(stripe_charge_id, $2),
           method = case when method = 'online' then $3 else method end
         where stripe_payment_id = $1 and (stripe_charge_id is null or method = 'online')`,
        [facts.stripePaymentId, facts.stripeChargeId, facts.method],
      );
      return 'seen';
    },

    async recordFailed(facts) {
      const [row] = await query<{ id: string }>(
        `insert into payments as p (invoice_id, stripe_payment_id, stripe_charge_id, amount_cents, currency, method, received_at,
           raw_event, raw_event_sha256, status, failure_message)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'failed', $10)
         on conflict (stripe_payment_id) do update set failure_message = excluded.failure_message,
           received_at = greatest(p.received_at, excluded.received_at)
         where p.status = 'failed'
         returning id`,
        [...values(facts), facts.message],
      );
      return row ?? 'seen';
    },

    async ofInvoice(invoiceId) {
      const rows = await query<Row>(
        `select id, amount_cents, currency, status, method, stripe_payment_id, refunded_cents, failure_message, received_at
         from payments where invoice_id = $1 order by received_at desc, id desc`,
        [invoiceId],
      );
      return rows.map((row) => ({ ...row, received_at: row.received_at.toISOString() }));
    },
  };
};
