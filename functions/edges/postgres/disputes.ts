/** Disputes in PostgreSQL: one row per dispute of Stripe's, with what of its money is booked. */

import type { Page, PageOf } from '../../capabilities/ports/common.ts';
import type {
  DisputeFilter,
  DisputeStore,
  LockedDispute,
  StoredDispute,
} from '../../capabilities/ports/disputes.ts';
import type { Allocation } from '../../domain/allocation.ts';
import type { DisputeStage } from '../../domain/dispute.ts';
import { type Cents, ZERO } from '../../domain/money.ts';
import { pageOf, readCursor } from './cursor.ts';
import { iso } from './instants.ts';
import type { Query } from './pool.ts';

const LOCKED = `id, stripe_dispute_id as "stripeDisputeId", payment_id as "paymentId", status,
  withdrawn_cents as "withdrawnCents", reinstated_cents as "reinstatedCents", outcome`;

const SELECT = `select d.id, d.stripe_dispute_id, d.payment_id, y.invoice_id, i.invoice_number, i.patient_id,
    p.name as patient_name, d.amount_cents, d.currency, d.reason, d.status, d.is_charge_refundable,
    ${iso('d.evidence_due_at')} as evidence_due_at, d.withdrawn_cents, d.reinstated_cents, d.fee_cents, d.fee_currency, d.outcome,
    d.decided_by, s.name as decided_by_name, ${iso('d.decided_at')} as decided_at, ${iso('d.opened_at')} as opened_at,
    d.opened_at::text as key
  from disputes d join payments y on y.id = d.payment_id join invoices i on i.id = y.invoice_id
    join patients p on p.id = i.patient_id left join staff s on s.id = d.decided_by`;

const STAGES: Record<DisputeStage, string> = {
  needs_response: `d.status like '%needs\\_response'`,
  under_review: `d.status like '%under\\_review'`,
  won: `d.status = 'won'`,
  lost: `d.status = 'lost'`,
  closed: `d.status in ('won', 'lost', 'warning_closed', 'prevented')`,
};

export const disputeStore = (query: Query): DisputeStore => ({
  async lockReported(paymentId, reported) {
    const added = await query(
      `insert into disputes (stripe_dispute_id, payment_id, currency, amount_cents, reason, status, is_charge_refundable,
         evidence_due_at, opened_at)
       select $1, id, currency, $3, $4, $5, $6, $7, $8 from payments where id = $2
       on conflict (stripe_dispute_id) do nothing returning id`,
      [
        reported.stripeDisputeId,
        paymentId,
        reported.amountCents,
        reported.reason,
        reported.status,
        reported.isChargeRefundable,
        reported.evidenceDueAt,
        reported.openedAt,
      ],
    );
    const [row] = await query<LockedDispute>(
      `select ${LOCKED} from disputes where stripe_dispute_id = $1 for update`,
      [reported.stripeDisputeId],
    );
    return { ...(row as LockedDispute), isNew: added.length === 1 };
  },

  async lock(id) {
    const [row] = await query<LockedDispute>(`select ${LOCKED} from disputes where id = $1 for update`, [id]);
    return row;
  },

  async change(id, reported, status) {
    await query(
      `update disputes set status = $2, amount_cents = $3, reason = $4, is_charge_refundable = $5, evidence_due_at = $6
       where id = $1`,
      [
        id,
        status,
        reported.amountCents,
        reported.reason,
        reported.isChargeRefundable,
        reported.evidenceDueAt,
      ],
    );
  },

  async moved(id, { withdrawnCents, reinstatedCents, feeCents, feeCurrency }) {
    await query(
      `update disputes set withdrawn_cents = coalesce($2, withdrawn_cents), reinstated_cents = coalesce($3, reinstated_cents),
         fee_cents = case when fee_cents = 0 then coalesce($4, 0) else fee_cents end,
         fee_currency = case when fee_cents = 0 and $4 > 0 then $5 else fee_currency end where id = $1`,
      [id, withdrawnCents ?? null, reinstatedCents ?? null, feeCents ?? null, feeCurrency ?? null],
    );
  },

  async decide(id, outcome, staffId, at) {
    await query('update disputes set outcome = $2, decided_by = $3, decided_at = $4 where id = $1', [
      id,
      outcome,
      staffId,
      at,
    ]);
  },

  async get(id) {
    const [row] = await query<StoredDispute & { key?: string }>(`${SELECT} where d.id = $1`, [id]);
    if (row) delete row.key;
    return row;
  },

  list: (filter, page) => listDisputes(query, filter, page),

  held: (stripeDisputeId) =>
    query<Allocation & { absorbedCents: Cents }>(
      `select e.invoice_id as "invoiceId",
         coalesce(-sum(e.amount_cents) filter (where e.account = 'stripe_clearing'), 0)::bigint as "amountCents",
         coalesce(sum(e.amount_cents) filter (where e.account = 'write_offs' and t.kind = 'dispute_lost'), 0)::bigint as "absorbedCents"
       from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
       where t.kind in ('dispute_withdrawn', 'dispute_lost', 'dispute_reinstated') and t.cause = $1 and e.invoice_id is not null
       group by 1 order by min(e.id) desc`,
      [`dispute:${stripeDisputeId}`],
    ),

  async uncoveredCredit(paymentId) {
    const [row] = await query<{ uncovered: Cents }>(
      `select greatest(0, c.credit - (p.amount_cents - p.refunded_cents - d.taken))::bigint as uncovered
       from payments p,
         lateral (select coalesce(-sum(amount_cents), 0) as credit from ledger_entries
           where payment_id = p.id and account = 'patient_credit') c,
         lateral (select coalesce(sum(withdrawn_cents - reinstated_cents), 0) as taken from disputes where payment_id = p.id) d
       where p.id = $1`,
      [paymentId],
    );
    return row?.uncovered ?? ZERO;
  },

  async open() {
    const rows = await query<{ id: string }>(
      `select stripe_dispute_id as id from disputes where status not in ('won', 'lost', 'warning_closed', 'prevented')`,
    );
    return rows.map((row) => row.id);
  },

  async agrees(reported) {
    const has = (direction: string) =>
      reported.movements.some((movement) => movement.direction === direction);
    const rows = await query(
      `select 1 from disputes where stripe_dispute_id = $1 and status = $2
         and (withdrawn_cents > 0 or not $3) and (reinstated_cents > 0 or not $4)`,
      [reported.stripeDisputeId, reported.status, has('withdrawn'), has('reinstated')],
    );
    return rows.length === 1;
  },
});

async function listDisputes(query: Query, filter: DisputeFilter, page: Page): Promise<PageOf<StoredDispute>> {
  const after = readCursor(page, ['instant', 'uuid']);
  const rows = await query<StoredDispute & { key: string }>(
    `${SELECT}
     where ($1::uuid is null or d.payment_id = $1) and ($2::uuid is null or y.invoice_id = $2 or d.payment_id in (select e.payment_id from ledger_entries e
           where e.invoice_id = $2 and e.account = 'receivable'))
       and ${filter.stage ? STAGES[filter.stage] : 'true'}
       and ($3::timestamptz is null or (d.opened_at, d.id) < ($3, $4::uuid))
     order by d.opened_at desc, d.id desc limit $5`,
    [
      filter.paymentId ?? null,
      filter.invoiceId ?? null,
      after?.[0] ?? null,
      after?.[1] ?? null,
      page.limit + 1,
    ],
  );
  const found = pageOf(rows, page.limit, (row) => [row.key, row.id]);
  return { ...found, data: found.data.map(({ key: _, ...row }) => row) };
}
