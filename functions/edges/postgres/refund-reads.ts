/** How refunds are shown: with the payment, the invoice and the people who asked and decided. */
import type { Page, PageOf } from '../../capabilities/ports/common.ts';
import type { RefundFilter, StoredRefund } from '../../capabilities/ports/refunds.ts';
import type { InvoiceMoney } from '../../domain/given-back.ts';
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
    ${iso('r.settled_at')} as settled_at, ${iso('r.created_at')} as created_at, r.created_at::text as key
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
       and ($3::uuid is null or y.invoice_id = $3) and ($4::boolean is null or r.made_at_stripe = $4)
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

/** Adds what an approver has to know of the invoice to refunds that were not sent yet. */
async function withMoney(
  query: Query,
  refunds: readonly Omit<StoredRefund, 'open'>[],
): Promise<StoredRefund[]> {
  const ids = refunds
    .filter(({ status }) => status === 'requested' || status === 'approved')
    .map(({ id }) => id);
  type Found = InvoiceMoney & { id: string; disputed: boolean };
  const found =
    ids.length === 0
      ? []
      : await query<Found>(
          `select r.id, ${DISPUTED} as disputed, ${MONEY} from refunds r join payments on payments.id = r.payment_id,
             lateral invoice_money(payments.invoice_id) m where r.id = any ($1)`,
          [ids],
        );
  return refunds.map((refund) => {
    const row = found.find(({ id }) => id === refund.id);
    if (!row) return { ...refund, open: null };
    const { id: _, disputed, ...invoiceMoney } = row;
    return { ...refund, open: { disputed, invoiceMoney } };
  });
}
