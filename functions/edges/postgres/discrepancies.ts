/** Differences between Stripe's books and ours; the tables call them breaks. */
import type { DiscrepancyStore, StoredDiscrepancy } from '../../capabilities/ports/discrepancies.ts';
import type { Discrepancy } from '../../domain/reconciliation.ts';
import { iso } from './instants.ts';
import type { Query } from './pool.ts';

const DISCREPANCY = `b.id, b.class, b.object, b.currency, b.ours_cents, b.stripe_cents, b.detail, ${iso('b.happened_at')} as happened_at,
  b.invoice_id, i.invoice_number, b.stripe_payout_id, ${iso('b.found_at')} as found_at, ${iso('b.resolved_at')} as resolved_at,
  b.accepted_by, b.accepted_note`;

async function keep(query: Query, found: readonly Discrepancy[]): Promise<void> {
  if (found.length === 0) return;
  await query(
    `insert into reconciliation_breaks (class, object, currency, ours_cents, stripe_cents, detail, happened_at, invoice_id,
       stripe_payout_id)
     select f.class, f.object, f.currency, f."oursCents", f."stripeCents", f.detail, f."happenedAt", f."invoiceId",
       f."stripePayoutId"
     from jsonb_to_recordset($1) as f (class text, object text, currency text, "oursCents" bigint, "stripeCents" bigint,
       detail text, "happenedAt" timestamptz, "invoiceId" uuid, "stripePayoutId" text)
     where not exists (select from reconciliation_breaks a
       where a.class = f.class and a.object = f.object and a.accepted_by is not null)
     on conflict (class, object) where resolved_at is null
       do update set ours_cents = excluded.ours_cents, stripe_cents = excluded.stripe_cents, detail = excluded.detail`,
    [JSON.stringify(found)],
  );
}

export const discrepancyStore = (query: Query): DiscrepancyStore => ({
  async oldest() {
    const [row] = await query<{ at: Date | null }>(
      'select min(happened_at) as at from reconciliation_breaks where resolved_at is null',
    );
    return row?.at ?? undefined;
  },

  async save(found, since) {
    await keep(query, found);
    await query(
      `update reconciliation_breaks b set resolved_at = now()
       where b.resolved_at is null and b.happened_at >= $2
         and not exists (select from jsonb_to_recordset($1) as f (class text, object text)
           where f.class = b.class and f.object = b.object)`,
      [JSON.stringify(found.map(({ class: of, object }) => ({ class: of, object }))), since],
    );
  },

  add: (found) => keep(query, found),

  list: (from, to) =>
    query<StoredDiscrepancy>(
      `select ${DISCREPANCY} from reconciliation_breaks b left join invoices i on i.id = b.invoice_id
       where b.happened_at >= $1 and b.happened_at < $2 and (b.resolved_at is null or b.accepted_by is not null)
       order by b.resolved_at is not null, b.happened_at desc, b.id`,
      [from, to],
    ),

  async get(id) {
    const [row] = await query<StoredDiscrepancy>(
      `select ${DISCREPANCY} from reconciliation_breaks b left join invoices i on i.id = b.invoice_id where b.id = $1`,
      [id],
    );
    return row;
  },

  async resolve(id, at) {
    const rows = await query(
      `update reconciliation_breaks set resolved_at = $2 where id = $1 and resolved_at is null returning id`,
      [id, at],
    );
    return rows.length === 1;
  },

  async accept(id, staffId, note, at) {
    const rows = await query(
      `update reconciliation_breaks set accepted_by = $2, accepted_note = $3, resolved_at = $4
       where id = $1 and resolved_at is null returning id`,
      [id, staffId, note, at],
    );
    return rows.length === 1;
  },
});
