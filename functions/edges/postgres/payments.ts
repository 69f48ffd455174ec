/** Payments in PostgreSQL: one row per payment intent, whatever the number and order of its events. */
import { createHash } from 'node:crypto';
import type {
  LockedPayment,
  NamedPayment,
  OfflinePayment,
  PaymentStore,
  StripePaymentFacts,
} from '../../capabilities/ports/payments.ts';
import type { Encryption } from '../security/encryption.ts';
import { nothing, single } from './many.ts';
import { keyOfInvoice, sealFor } from './patient-keys.ts';
import { listPayments, paymentsOfInvoice, paymentTimelines, readPayments } from './payment-reads.ts';
import type { Query } from './pool.ts';

/** Adds payments that were taken at the desk. */
export async function addOfflinePayments(
  query: Query,
  payments: readonly OfflinePayment[],
): Promise<undefined[]> {
  await query(
    `insert into payments (id, invoice_id, amount_cents, currency, method, reference, receipt_number, recorded_by, received_at, status)
     select id, invoice_id, amount_cents, currency, method, reference, receipt_number, recorded_by, received_at, 'succeeded'
     from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::timestamptz[])
       as p (id, invoice_id, amount_cents, currency, method, reference, receipt_number, recorded_by, received_at)`,
    [
      payments.map(({ id }) => id),
      payments.map(({ invoiceId }) => invoiceId),
      payments.map(({ amountCents }) => amountCents),
      payments.map(({ currency }) => currency),
      payments.map(({ method }) => method),
      payments.map(({ reference }) => reference),
      payments.map(({ receiptNumber }) => receiptNumber),
      payments.map(({ staffId }) => staffId),
      payments.map(({ receivedAt }) => receivedAt),
    ],
  );
  return nothing(payments);
}

export const paymentStore = (query: Query, encryption: Encryption): PaymentStore => {
  const sealedEvent = async (facts: StripePaymentFacts) => {
    const key = await keyOfInvoice(query, facts.invoiceId);
    return key ? sealFor(encryption, key, facts.rawEvent, 'payment.raw_event') : null;
  };
  const values = async (facts: StripePaymentFacts) => [
    facts.invoiceId,
    facts.stripePaymentId,
    facts.stripeChargeId,
    facts.amountCents,
    facts.currency,
    facts.method,
    facts.receivedAt,
    await sealedEvent(facts),
    createHash('sha256').update(facts.rawEvent).digest(),
  ];
  return {
    async addSucceeded(facts) {
      // A failed attempt of the same payment intent becomes the success, whose charge is another one; a booked payment
      // only learns what it lacked.
      const [row] = await query<{ id: string }>(
        `insert into payments as p (invoice_id, stripe_payment_id, stripe_charge_id, amount_cents, currency, method, received_at,
           raw_event, raw_event_sha256, status)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'succeeded')
         on conflict (stripe_payment_id) do update set status = 'succeeded', failure_message = null, failure_code = null,
           stripe_charge_id = excluded.stripe_charge_id, amount_cents = excluded.amount_cents,
           method = excluded.method, received_at = excluded.received_at, raw_event = excluded.raw_event,
           raw_event_sha256 = excluded.raw_event_sha256
         where p.status = 'failed'
         returning id`,
        await values(facts),
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
           raw_event, raw_event_sha256, status, failure_message, failure_code)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'failed', $10, $11)
         on conflict (stripe_payment_id) do update set failure_message = excluded.failure_message,
           failure_code = excluded.failure_code,
           received_at = greatest(p.received_at, excluded.received_at)
         where p.status = 'failed'
         returning id`,
        [...(await values(facts)), facts.message, facts.code],
      );
      return row ?? 'seen';
    },

    async findByStripeIds({ paymentIntentId, chargeId }) {
      const [row] = await query<NamedPayment>(
        `select id, invoice_id as "invoiceId", stripe_charge_id as "chargeId", amount_cents as "amountCents", currency, method
         from payments
         where status <> 'failed' and (stripe_payment_id = $1 or $1::text is null and stripe_charge_id = $2)`,
        [paymentIntentId, chargeId],
      );
      return row;
    },

    ofInvoice: (invoiceId) => paymentsOfInvoice(query, invoiceId),
    get: (id) => single(readPayments, query, id),
    list: (filter, page) => listPayments(query, filter, page),
    timeline: (id) => single(paymentTimelines, query, id),

    addOffline: (payment) => single(addOfflinePayments, query, payment),

    async resolveInvoice(id) {
      const [row] = await query<{ id: string }>('select invoice_id as id from payments where id = $1', [id]);
      return row?.id;
    },

    async invoicesOf(id) {
      const rows = await query<{ id: string }>(
        'select invoice_id as id from payment_parts where payment_id = $1 and allocated_cents > 0 order by place',
        [id],
      );
      return rows.map((row) => row.id);
    },

    async lockBooked(id) {
      const [row] = await query<LockedPayment>(
        `select y.id, y.invoice_id as "invoiceId", y.amount_cents as "amountCents", y.currency, y.method, y.status,
           y.refunded_cents as "refundedCents", y.reversed_at as "reversedAt",
           (select coalesce(json_agg(json_build_object('invoiceId', a.invoice_id, 'amountCents', a.allocated_cents)
                order by a.place), '[]') from payment_parts a where a.payment_id = y.id and a.allocated_cents > 0) as allocations,
           (select coalesce(sum(a.credit_cents), 0)::bigint from payment_parts a where a.payment_id = y.id) as "surplusCents"
         from payments y where y.id = $1 for update`,
        [id],
      );
      return row;
    },

    async addMove({ id, paymentId, currency, fromInvoiceId, toInvoiceId, amountCents, reason, staffId, at }) {
      await query(
        `insert into allocation_moves (id, payment_id, currency, from_invoice_id, to_invoice_id, amount_cents, reason, staff_id, moved_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [id, paymentId, currency, fromInvoiceId, toInvoiceId, amountCents, reason, staffId, at],
      );
    },

    async addReversal({ paymentId, reason, staffId, at }) {
      await query(
        'insert into payment_reversals (payment_id, reason, reversed_by, reversed_at) values ($1, $2, $3, $4)',
        [paymentId, reason, staffId, at],
      );
    },
  };
};
