/** Refunds in PostgreSQL: locked together with their payment, so that two of them never give back one amount. */

import type { PaymentWithRefunds } from '../../capabilities/ports/payments.ts';
import type { LockedRefund, RefundStore } from '../../capabilities/ports/refunds.ts';
import type { Allocation } from '../../domain/allocation.ts';
import type { InvoiceMoney } from '../../domain/given-back.ts';
import { type Cents, ZERO } from '../../domain/money.ts';
import { type InvoiceFigures, NO_FIGURES } from '../../domain/money-back.ts';
import type { PaymentPart } from '../../domain/payment-part.ts';
import type { KnownRefund } from '../../domain/refund.ts';
import type { Encryption } from '../security/encryption.ts';
import { firstRow } from './first-row.ts';
import { DISPUTED, MONEY } from './money-sql.ts';
import type { Query } from './pool.ts';
import { bookedOfRefund, listRefunds, NOTE, readRefund, sharesOf } from './refund-reads.ts';

const KNOWN = `r.id, r.amount_cents as "amountCents", r.status, r.stripe_refund_id as "stripeRefundId",
  r.made_at_stripe as "madeAtStripe"`;

export const refundStore = (query: Query, encryption: Encryption): RefundStore => ({
  async add({ paymentId, amountCents, reason, note, effect, requestedBy, parts }) {
    const row = firstRow(
      await query<{ id: string }>(
        `insert into refunds (payment_id, currency, amount_cents, reason, note, effect, status, requested_by)
       select id, currency, $2, $3, $4, $5, 'requested', $6 from payments where id = $1 returning id`,
        [
          paymentId,
          amountCents,
          reason,
          await sealNote(query, encryption, paymentId, note),
          effect,
          requestedBy,
        ],
      ),
      'a refund is added to its payment',
    );
    await addParts(query, row.id, parts);
    return row.id;
  },

  async addMadeAtStripe({
    paymentId,
    amountCents,
    reason,
    effect,
    state,
    stripeRefundId,
    failureReason,
    parts,
  }) {
    const row = firstRow(
      await query<{ id: string }>(
        `insert into refunds (payment_id, currency, amount_cents, reason, effect, status, made_at_stripe, stripe_refund_id,
         failure_reason, settled_at)
       select id, currency, $2, $3, $7, $4::text, true, $5, $6, case when $4::text <> 'processing' then now() end
       from payments where id = $1 returning id`,
        [paymentId, amountCents, reason, state, stripeRefundId, failureReason, effect],
      ),
      'a refund made at Stripe is added to its payment',
    );
    await addParts(query, row.id, parts);
    return row.id;
  },

  get: (id) => readRefund(query, encryption, id),
  list: (filter, page) => listRefunds(query, encryption, filter, page),

  async lock(id) {
    const [row] = await query<LockedRefund>(
      `select ${KNOWN}, r.payment_id as "paymentId", r.currency, r.reason, r.effect, r.requested_by as "requestedBy",
         r.request, r.sent_at as "sentAt"
       from refunds r where r.id = $1 for update`,
      [id],
    );
    return row;
  },

  async lockPayment(paymentId) {
    await query('select from payments where id = $1 for update', [paymentId]);
    return readPaymentWithRefunds(query, paymentId);
  },
  payment: (paymentId) => readPaymentWithRefunds(query, paymentId),

  ofPayment: (paymentId) => refundsOf(query, paymentId),

  async decide(id, { status, staffId, selfApproved, reason, at }) {
    await query(
      `update refunds set status = $2, decided_by = $3, self_approved = $4, decision_reason = $5, decided_at = $6
       where id = $1`,
      [id, status, staffId, selfApproved, reason, at],
    );
  },

  async markSent(id, request, at) {
    await query(`update refunds set status = 'processing', request = $2, sent_at = $3 where id = $1`, [
      id,
      JSON.stringify(request),
      at,
    ]);
  },

  async setStripeId(id, stripeRefundId) {
    // It was made after all, whatever this row says: one that we gave up on, or one that a backup brought back as it was
    // before it was approved and sent.
    await query(
      `update refunds set stripe_refund_id = $2,
         recovered = recovered or status in ('requested', 'approved', 'rejected'),
         status = case status when 'succeeded' then status else 'processing' end,
         settled_at = case status when 'failed' then null else settled_at end
       where id = $1`,
      [id, stripeRefundId],
    );
  },

  async settle(id, state, failureReason) {
    await query(
      `update refunds set status = $2::text, failure_reason = $3,
         settled_at = case when $2::text <> 'processing' then now() end
       where id = $1`,
      [id, state, failureReason],
    );
  },

  async reject(id, reason) {
    await query(`update refunds set status = 'rejected', decision_reason = $2 where id = $1`, [id, reason]);
  },

  shares: async (id) => (await sharesOf(query, [id])).map(({ refundId: _, ...share }) => share),
  invoiceMoney: (invoiceId) => invoiceMoney(query, invoiceId),
  invoiceFigures: (invoiceId) => invoiceFigures(query, invoiceId),
  booked: (refundId) => bookedOfRefund(query, refundId),

  async switchEffect({ id, effect, reason, changeId, staffId, at }) {
    await query(
      `with switched as (update refunds set effect = $2 where id = $1 returning id)
       insert into refund_effect_changes (id, refund_id, effect, reason, staff_id, changed_at)
       select $3, id, $2, $4, $5, $6 from switched`,
      [id, effect, changeId, reason, staffId, at],
    );
  },

  async unsettled(limit) {
    return query<{ id: string; stripeRefundId: string | null; paymentIntentId: string }>(
      `select r.id, r.stripe_refund_id as "stripeRefundId", p.stripe_payment_id as "paymentIntentId"
       from refunds r join payments p on p.id = r.payment_id
       where r.status in ('approved', 'processing')
         or r.status = 'failed' and r.stripe_refund_id is not null and r.updated_at > now() - interval '90 days'
       order by r.status = 'failed', r.created_at limit $1`,
      [limit],
    );
  },
});

async function readPaymentWithRefunds(
  query: Query,
  paymentId: string,
): Promise<PaymentWithRefunds | undefined> {
  const [row] = await query<Omit<PaymentWithRefunds, 'refunds' | 'parts'>>(
    `select id, invoice_id as "invoiceId", status, amount_cents as "amountCents", currency,
       stripe_payment_id as "stripePaymentId", stripe_charge_id as "stripeChargeId",
       ${DISPUTED} as disputed
     from payments where id = $1`,
    [paymentId],
  );
  if (!row) return undefined;
  return {
    ...row,
    refunds: await refundsOf(query, paymentId),
    parts: await partsOfPayment(query, row),
  };
}

/** Parts of a refund that is wholly of the invoice of its payment are not written down. */
async function addParts(query: Query, refundId: string, parts: readonly Allocation[]): Promise<void> {
  await query(
    `insert into refund_parts (refund_id, invoice_id, amount_cents)
     select $1, p.invoice_id, p.amount_cents from unnest($2::uuid[], $3::bigint[]) as p (invoice_id, amount_cents)
     where array_length($2::uuid[], 1) > 1 or p.invoice_id <> (select y.invoice_id from refunds r
       join payments y on y.id = r.payment_id where r.id = $1)`,
    [refundId, parts.map((part) => part.invoiceId), parts.map((part) => part.amountCents)],
  );
}

type PartRow = Pick<PaymentPart, 'invoiceId' | 'allocatedCents' | 'creditCents'> &
  InvoiceMoney & { partRefundedCents: Cents; partDisputedCents: Cents };

/** What the payment has on each invoice; a failed attempt has nothing on the invoice that it was for. */
async function partsOfPayment(
  query: Query,
  payment: { id: string; invoiceId: string },
): Promise<PaymentPart[]> {
  const rows = await query<PartRow>(
    `select a.invoice_id as "invoiceId", a.allocated_cents as "allocatedCents", a.credit_cents as "creditCents",
       (select coalesce(sum(s.amount_cents), 0)::bigint from refund_shares(a.invoice_id) s
         where s.payment_id = $1 and s.status not in ('failed', 'rejected')) as "partRefundedCents",
       (select coalesce(-sum(e.amount_cents), 0)::bigint from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
         where e.payment_id = $1 and e.invoice_id = a.invoice_id and e.account = 'stripe_clearing'
           and t.kind in ('dispute_withdrawn', 'dispute_reinstated')) as "partDisputedCents", ${MONEY}
     from (select invoice_id, allocated_cents, credit_cents, place from payment_parts where payment_id = $1
         union all select $2, 0, 0, 0 where not exists (select from payment_parts where payment_id = $1 and invoice_id = $2)) a,
       lateral invoice_money(a.invoice_id) m
     where a.allocated_cents + a.credit_cents > 0 or a.invoice_id = $2 order by a.place`,
    [payment.id, payment.invoiceId],
  );
  return rows.map(
    ({ invoiceId, allocatedCents, creditCents, partRefundedCents, partDisputedCents, ...money }) => ({
      ...{ invoiceId, allocatedCents, creditCents, money },
      refundedCents: partRefundedCents,
      disputedCents: partDisputedCents,
    }),
  );
}

const refundsOf = (query: Query, paymentId: string): Promise<KnownRefund[]> =>
  query<KnownRefund>(`select ${KNOWN} from refunds r where r.payment_id = $1 order by r.created_at, r.id`, [
    paymentId,
  ]);

async function sealNote(
  query: Query,
  encryption: Encryption,
  paymentId: string,
  note: string | null,
): Promise<Buffer | null> {
  if (note === null) return null;
  const [row] = await query<{ data_key: Buffer | null }>(
    `select p.data_key from payments y join invoices i on i.id = y.invoice_id join patients p on p.id = i.patient_id
     where y.id = $1`,
    [paymentId],
  );
  return row?.data_key ? encryption.seal(encryption.unwrap(row.data_key), note, NOTE) : null;
}

const NO_MONEY: InvoiceMoney = {
  takenCents: ZERO,
  refundedCents: ZERO,
  disputedCents: ZERO,
  keptCents: ZERO,
  creditHeldCents: ZERO,
  committedCents: ZERO,
  requestedCents: ZERO,
};

export async function invoiceMoney(query: Query, invoiceId: string): Promise<InvoiceMoney> {
  const [row] = await query<InvoiceMoney>(`select ${MONEY} from invoice_money($1) m`, [invoiceId]);
  return row ?? NO_MONEY;
}

/** The credit held is what of this invoice's surplus and credit notes was not used, reserved or not. */
export async function invoiceFigures(query: Query, invoiceId: string): Promise<InvoiceFigures> {
  const [row] = await query<InvoiceFigures>(
    `select i.balance_cents as "balanceCents", i.status = 'cancelled' as cancelled, c.revenue as "revenueCents", c.tax as "taxCents",
       h.held as "creditHeldCents", h.held - m.held_cents as "creditReservedCents", m.kept_cents as "keptCents"
     from invoices i, lateral invoice_money(i.id) m,
       lateral (select coalesce(-sum(amount_cents) filter (where account in ('revenue', 'adjustments')), 0)::bigint as revenue,
         coalesce(-sum(amount_cents) filter (where account = 'tax_payable'), 0)::bigint as tax
         from ledger_entries where invoice_id = i.id) c
       , lateral (select coalesce((select l.held_cents from credit_lots(i.patient_id, i.currency) l where l.invoice_id = i.id), 0)::bigint
         as held) h
     where i.id = $1`,
    [invoiceId],
  );
  return row ?? NO_FIGURES;
}
