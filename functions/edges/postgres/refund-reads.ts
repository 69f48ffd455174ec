/** How refunds are shown: with the payment, the invoice and the people who asked and decided. */
import type { Page, PageOf } from '../../capabilities/ports/common.ts';
import type { RefundFilter, StoredRefund } from '../../capabilities/ports/refunds.ts';
import type { InvoiceMoney } from '../../domain/given-back.ts';
import type { LedgerEntry } from '../../domain/ledger.ts';
import type { Cents } from '../../domain/money.ts';
import type { RefundShare } from '../../domain/refund.ts';
import type { Encryption } from '../security/encryption.ts';
import { pageOf, readCursor } from './cursor.ts';
import { DISPUTED, MONEY } from './money-sql.ts';
import type { Query } from './pool.ts';

/** Binds the ciphertext of the note to its column. */
export const NOTE = 'refund.note';

const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const SELECT = `select r.id, r.payment_id, y.invoice_id, i.invoice_number, i.patient_id, p.name as patient_name, p.data_key,
    r.amount_cents, r.currency, r.status, r.reason, r.note, r.effect, r.made_at_stripe as outside_approval, r.self_approved,
    r.requested_by, a.name as requested_by_name, r.decided_by, d.name as decided_by_name,
    ${iso('r.decided_at')} as decided_at, r.decision_reason, r.stripe_refund_id, r.failure_reason,
    ${iso('r.settled_at')} as settled_at, ${iso('r.created_at')} as created_at, r.created_at::text as key,
    (select coalesce(json_agg(json_build_object('invoice_id', s.id, 'invoice_number', s.invoice_number, 'amount_cents', s.amount_cents)
        order by s.invoice_number), '[]')
      from (select v.id, v.invoice_number, q.amount_cents from refund_parts q join invoices v on v.id = q.invoice_id where q.refund_id = r.id
        union all select i.id, i.invoice_number, r.amount_cents
          where not exists (select from refund_parts q where q.refund_id = r.id)) s) as parts
  from refunds r join payments y on y.id = r.payment_id join invoices i on i.id = y.invoice_id
    join patients p on p.id = i.patient_id left join staff a on a.id = r.requested_by left join staff d on d.id = r.decided_by`;

type Row = Omit<StoredRefund, 'note' | 'open'> & {
  note: Buffer | null;
  data_key: Buffer | null;
  key: string;
};

export async function readRefund(
  query: Query,
  encryption: Encryption,
  id: string,
): Promise<StoredRefund | undefined> {
  const [row] = await query<Row>(`${SELECT} where r.id = $1`, [id]);
  return row && (await withMoney(query, [shown(encryption, row)]))[0];
}

export async function listRefunds(
  query: Query,
  encryption: Encryption,
  filter: RefundFilter,
  page: Page,
): Promise<PageOf<StoredRefund>> {
  const after = readCursor(page, ['instant', 'uuid']);
  const rows = await query<Row>(
    `${SELECT}
     where ($1::text is null or r.status = $1) and ($2::uuid is null or r.payment_id = $2)
       and ($3::uuid is null or r.id in (select s.refund_id from refund_shares($3) s)) and ($4::boolean is null or r.made_at_stripe = $4)
       and ($5::timestamptz is null or (r.created_at, r.id) < ($5, $6::uuid))
     order by r.created_at desc, r.id desc limit $7`,
    [
      filter.status ?? null,
      filter.paymentId ?? null,
      filter.invoiceId ?? null,
      filter.outsideApproval ?? null,
      after?.[0] ?? null,
      after?.[1] ?? null,
      page.limit + 1,
    ],
  );
  const found = pageOf(rows, page.limit, (row) => [row.key, row.id]);
  const data = found.data.map((row) => shown(encryption, row));
  return { ...found, data: await withMoney(query, data) };
}

function shown(
  encryption: Encryption,
  { data_key: dataKey, note, key: _, ...row }: Row,
): Omit<StoredRefund, 'open'> {
  return { ...row, note: note && dataKey ? encryption.open(encryption.unwrap(dataKey), note, NOTE) : null };
}

/** Adds what an approver has to know of the invoices to refunds that were not sent yet. */
async function withMoney(
  query: Query,
  refunds: readonly Omit<StoredRefund, 'open'>[],
): Promise<StoredRefund[]> {
  const ids = refunds
    .filter(({ status }) => status === 'requested' || status === 'approved')
    .map(({ id }) => id);
  if (ids.length === 0) return refunds.map((refund) => ({ ...refund, open: null }));
  const disputes = await query<{ id: string; disputed: boolean }>(
    `select r.id, ${DISPUTED} as disputed from refunds r join payments on payments.id = r.payment_id where r.id = any ($1)`,
    [ids],
  );
  const shares = await sharesOf(query, ids);
  return refunds.map((refund) => {
    const found = disputes.find(({ id }) => id === refund.id);
    if (!found) return { ...refund, open: null };
    const own = shares.filter(({ refundId }) => refundId === refund.id);
    return { ...refund, open: { disputed: found.disputed, shares: own } };
  });
}

/** What each refund takes from which invoice, oldest allocation first. */
export async function sharesOf(
  query: Query,
  ids: readonly string[],
): Promise<(RefundShare & { refundId: string })[]> {
  type Row = InvoiceMoney & { refundId: string; invoiceId: string; amountCents: Cents };
  const rows = await query<Row>(
    `select s.refund_id as "refundId", s.invoice_id as "invoiceId", s.amount_cents as "amountCents", ${MONEY}
     from (select r.id as refund_id, coalesce(p.invoice_id, y.invoice_id) as invoice_id, r.payment_id,
           coalesce(p.amount_cents, r.amount_cents) as amount_cents
         from refunds r join payments y on y.id = r.payment_id left join refund_parts p on p.refund_id = r.id
         where r.id = any ($1)) s
       left join payment_parts a on a.payment_id = s.payment_id and a.invoice_id = s.invoice_id,
       lateral invoice_money(s.invoice_id) m order by a.place, s.invoice_id`,
    [ids],
  );
  return rows.map(({ refundId, invoiceId, amountCents, ...money }) => ({
    refundId,
    invoiceId,
    amountCents,
    money,
  }));
}

/** What a refund booked when it succeeded, with what switches of its effect changed; nothing that they took back. */
export async function bookedOfRefund(query: Query, refundId: string): Promise<LedgerEntry[]> {
  const rows = await query<{ [Key in keyof LedgerEntry]-?: NonNullable<LedgerEntry[Key]> | null }>(
    `select e.account, sum(e.amount_cents)::bigint as "amountCents", e.patient_id as "patientId",
       e.invoice_id as "invoiceId", e.payment_id as "paymentId", e.effect
     from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
     where (t.kind = 'refund' and t.cause = 'refund:' || $1::uuid)
       or (t.kind = 'refund_effect' and t.cause in (
         select 'refund_effect:' || c.id from refund_effect_changes c where c.refund_id = $1))
     group by e.account, e.patient_id, e.invoice_id, e.payment_id, e.effect having sum(e.amount_cents) <> 0
     order by min(e.id)`,
    [refundId],
  );
  return rows.map(
    (row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as LedgerEntry,
  );
}
