/** Pay-outs of credit in PostgreSQL: requested, and locked for the decision of another admin. */
import type {
  CreditPayoutStore,
  LockedCreditPayout,
  StoredCreditPayout,
} from '../../capabilities/ports/credit-payouts.ts';
import { type Cents, ZERO } from '../../domain/money.ts';
import { pageOf, readCursor } from './cursor.ts';
import { iso } from './instants.ts';
import type { Query } from './pool.ts';

/** Those above the limit, and those that needed no approval, which are paid by whoever requested them. */
const ALL = `(select id, status, patient_id, currency, amount_cents, method, reference, requested_by, requested_at, decided_by,
    decided_at, decision_reason, self_approved, created_at from credit_payouts
  union all
  select id, 'paid', patient_id, currency, amount_cents, method, reference, staff_id, used_at, null, null, null, false, created_at
    from credit_uses u where kind = 'refunded' and not exists (select from credit_payouts o where o.id = u.id))`;

const select = (
  from: string,
) => `select x.id, x.status, x.patient_id, p.name as patient_name, x.currency, x.amount_cents,
    x.method, x.reference, x.requested_by, a.name as requested_by_name, ${iso('x.requested_at')} as requested_at,
    x.decided_by, d.name as decided_by_name, ${iso('x.decided_at')} as decided_at, x.decision_reason, x.self_approved,
    ${iso('u.used_at')} as used_at, x.created_at::text as key
  from ${from} x join patients p on p.id = x.patient_id join staff a on a.id = x.requested_by
    left join staff d on d.id = x.decided_by left join credit_uses u on u.id = x.id`;

type Row = StoredCreditPayout & { key: string };

const shown = ({ key: _, ...row }: Row): StoredCreditPayout => row;

export const creditPayoutStore = (query: Query): CreditPayoutStore => ({
  async limit(at) {
    const [row] = await query<{ cents: Cents }>('select credit_payout_limit($1) as cents', [at]);
    return row?.cents ?? ZERO;
  },

  async unapprovedCents(patientId, currency, since) {
    const [row] = await query<{ cents: Cents }>(
      `select coalesce(sum(u.amount_cents), 0)::bigint as cents from credit_uses u
       where u.kind = 'refunded' and u.patient_id = $1 and u.currency = $2 and u.used_at > $3
         and not exists (select from credit_payouts o where o.id = u.id)`,
      [patientId, currency, since],
    );
    return row?.cents ?? ZERO;
  },

  async add({ id, patientId, currency, amountCents, method, reference }, requestedBy, at) {
    await query(
      `insert into credit_payouts (id, patient_id, currency, amount_cents, method, reference, status, requested_by, requested_at)
       values ($1, $2, $3, $4, $5, $6, 'requested', $7, $8)`,
      [id, patientId, currency, amountCents, method, reference, requestedBy, at],
    );
  },

  async lock(id) {
    const [row] = await query<LockedCreditPayout>(
      `select id, patient_id as "patientId", currency, amount_cents as "amountCents", method, reference, status,
         requested_by as "requestedBy" from credit_payouts where id = $1 for update`,
      [id],
    );
    return row;
  },

  async decide(id, { status, staffId, selfApproved, reason, at }) {
    await query(
      `update credit_payouts set status = $2, decided_by = $3, self_approved = $4, decision_reason = $5, decided_at = $6
       where id = $1`,
      [id, status, staffId, selfApproved, reason, at],
    );
  },

  async get(id) {
    const [row] = await query<Row>(`${select(ALL)} where x.id = $1`, [id]);
    return row && shown(row);
  },

  async list(filter, page) {
    const after = readCursor(page, ['instant', 'uuid']);
    const rows = await query<Row>(
      `${select('credit_payouts')}
       where ($1::text is null or x.status = $1) and ($2::uuid is null or x.patient_id = $2)
         and ($3::timestamptz is null or (x.created_at, x.id) < ($3, $4::uuid))
       order by x.created_at desc, x.id desc limit $5`,
      [
        filter.status ?? null,
        filter.patientId ?? null,
        after?.[0] ?? null,
        after?.[1] ?? null,
        page.limit + 1,
      ],
    );
    const found = pageOf(rows, page.limit, (row) => [row.key, row.id]);
    return { ...found, data: found.data.map(shown) };
  },
});
