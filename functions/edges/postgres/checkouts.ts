/** Payment pages at Stripe, as we asked for them. */
import type {
  Checkout,
  CheckoutRequest,
  CheckoutStore,
  NewCheckout,
  PaymentResult,
} from '../../capabilities/ports/checkouts.ts';
import type { Encryption } from '../security/encryption.ts';
import { type Many, nothing, single } from './many.ts';
import { PAYMENT_ON_ITS_WAY } from './moving-money.ts';
import { keysOfInvoices, sealFor } from './patient-keys.ts';
import type { Query } from './pool.ts';

/** What the page `c` covers. */
const COVERS = `(select json_agg(json_build_object('invoiceId', k.invoice_id, 'amountCents', k.amount_cents) order by k.place)
  from checkout_invoices k where k.checkout_id = c.id) as covers`;
const COLUMNS = `c.id, c.invoice_id as "invoiceId", c.amount_cents as "amountCents", c.kind, c.state,
  c.idempotency_key as "idempotencyKey", c.stripe_id as "stripeId", c.url, c.expires_at as "expiresAt",
  c.created_at as "createdAt", ${COVERS}`;

/** The request holds the patient's link. */
const PURPOSE = 'checkout_session.request';

/**
 * Events come in any order: a card that was declined before the page was finished can be reported after it, and before the
 * payment that finished it. A failure is the end of a page only when nothing else has come for so long.
 */
const LATELY = `now() - interval '1 minute'`;

/**
 * One page is open for an invoice at a time: what Stripe reported after it was made and before the next was made came of
 * it. A failure before the page was finished was followed by another attempt.
 */
const RESULT = `select (select string_agg(v.invoice_number, ', ' order by k.place) from checkout_invoices k
      join invoices v on v.id = k.invoice_id where k.checkout_id = c.id) as "invoiceNumber", c.currency, c.amount_cents as "amountCents",
    case when paid.id is not null then 'paid' when c.state = 'complete' and failed.code is null then 'waiting'
      else 'not_paid' end as state,
    paid.id is null and (c.state in ('creating', 'open', 'closing') or coalesce(failed.at > ${LATELY}, false)) as unsettled,
    case when paid.id is null then failed.code end as "failureCode"
  from patient_links l join checkout_sessions c on c.id = l.checkout_id and c.invoice_id = l.invoice_id
    cross join lateral (select coalesce(min(n.created_at), 'infinity') as at from checkout_sessions n
      where n.invoice_id = c.invoice_id and n.created_at > c.created_at) later
    left join lateral (select y.id from payments y where y.invoice_id = c.invoice_id and y.stripe_payment_id is not null
      and y.status <> 'failed' and y.created_at >= c.created_at and y.created_at < later.at limit 1) paid on true
    left join lateral (select coalesce(y.failure_code, 'declined') as code, y.updated_at as at from payments y where y.invoice_id = c.invoice_id
      and y.status = 'failed' and y.created_at >= c.created_at and y.created_at < later.at
      and (c.state <> 'complete' or y.updated_at >= c.updated_at) order by y.updated_at desc limit 1) failed on true
  where l.id = $1`;

/** The states of a page that can still take money; an invoice is covered by one such page at most. */
const LIVE = `'creating', 'open', 'closing'`;

/** Adds pages that are to be made, each with its request under the patient's key. */
export const addPages =
  (encryption: Encryption): Many<NewCheckout, undefined> =>
  async (query, pages) => {
    const keys = await keysOfInvoices(
      query,
      pages.map(({ invoiceId }) => invoiceId),
    );
    const sealed = pages.map(({ invoiceId, request }) => {
      const key = keys.get(invoiceId);
      return key ? sealFor(encryption, key, JSON.stringify(request), PURPOSE) : null;
    });
    await addCovers(query, pages);
    await query(
      `insert into checkout_sessions (id, invoice_id, currency, amount_cents, kind, state, idempotency_key, request)
       select id, invoice_id, currency, amount_cents, kind, 'creating', idempotency_key, request
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::bytea[])
         as p (id, invoice_id, currency, amount_cents, kind, idempotency_key, request)`,
      [
        pages.map(({ id }) => id),
        pages.map(({ invoiceId }) => invoiceId),
        pages.map(({ currency }) => currency),
        pages.map(({ amountCents }) => amountCents),
        pages.map(({ kind }) => kind),
        pages.map(({ idempotencyKey }) => idempotencyKey),
        sealed,
      ],
    );
    return nothing(pages);
  };

/** Before the pages: one that names nothing covers its invoice (migration 310). */
async function addCovers(query: Query, pages: readonly NewCheckout[]): Promise<void> {
  const rows = pages.flatMap(({ id, covers = [] }) =>
    covers.map((part, index) => ({ id, place: index + 1, ...part })),
  );
  if (rows.length === 0) return;
  await query(
    `insert into checkout_invoices (checkout_id, invoice_id, place, amount_cents)
     select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::bigint[])`,
    [
      rows.map(({ id }) => id),
      rows.map(({ invoiceId }) => invoiceId),
      rows.map(({ place }) => place),
      rows.map(({ amountCents }) => amountCents),
    ],
  );
}

/** Whether each invoice has a live page. */
export async function haveLivePages(query: Query, invoiceIds: readonly string[]): Promise<boolean[]> {
  const rows = await query<{ invoiceId: string }>(
    'select invoice_id as "invoiceId" from checkout_invoices where invoice_id = any ($1::uuid[]) and is_live',
    [invoiceIds],
  );
  const found = new Set(rows.map(({ invoiceId }) => invoiceId));
  return invoiceIds.map((invoiceId) => found.has(invoiceId));
}

/** The live page of each invoice, under lock. */
export async function livePages(
  query: Query,
  invoiceIds: readonly string[],
): Promise<(Checkout | undefined)[]> {
  const rows = await query<Checkout>(
    `select ${COLUMNS} from checkout_sessions c where c.state in (${LIVE}) and c.id in
       (select checkout_id from checkout_invoices where invoice_id = any ($1::uuid[]) and is_live)
     order by c.id for update of c`,
    [invoiceIds],
  );
  const found = new Map(rows.flatMap((row) => row.covers.map((part) => [part.invoiceId, row])));
  return invoiceIds.map((invoiceId) => found.get(invoiceId));
}

export const checkoutStore = (query: Query, encryption: Encryption): CheckoutStore => ({
  add: (page) => single(addPages(encryption), query, page),
  live: (invoiceId) => single(livePages, query, invoiceId),
  hasLive: (invoiceId) => single(haveLivePages, query, invoiceId),

  async isPaymentOnItsWay(invoiceId) {
    const [row] = await query<{ waits: boolean }>(
      `select ${PAYMENT_ON_ITS_WAY} as waits from invoices i where i.id = $1`,
      [invoiceId],
    );
    return row?.waits ?? false;
  },

  async get(id) {
    const [row] = await query<Checkout>(`select ${COLUMNS} from checkout_sessions c where c.id = $1`, [id]);
    return row;
  },

  async requestOf(id) {
    const [row] = await query<{ request: Buffer | null; data_key: Buffer | null }>(
      `select c.request, p.data_key from checkout_sessions c join invoices i on i.id = c.invoice_id
         join patients p on p.id = i.patient_id where c.id = $1`,
      [id],
    );
    if (!row?.request || !row.data_key) return undefined;
    const text = encryption.open(encryption.unwrap(row.data_key), row.request, PURPOSE);
    return JSON.parse(text) as CheckoutRequest;
  },

  async opened(id, { stripeId, url, expiresAt }) {
    // Asked to close meanwhile, it stays so: only what it is called is learnt.
    await query(
      `update checkout_sessions set state = case state when 'creating' then 'open' else state end,
         request = null, stripe_id = $2, url = $3, expires_at = $4, last_error = null where id = $1`,
      [id, stripeId, url, expiresAt],
    );
  },

  async setState(id, state, lastError) {
    await query('update checkout_sessions set state = $2, last_error = $3 where id = $1', [
      id,
      state,
      lastError ?? null,
    ]);
  },

  async noteError(id, error) {
    await query(
      'update checkout_sessions set last_error = left($2, 500) where id = $1 and stripe_id is null',
      [id, error],
    );
  },

  async renewKey(id, usedKey) {
    await query(
      `update checkout_sessions set idempotency_key = 'checkout:' || id || ':' || gen_random_uuid()
       where id = $1 and idempotency_key = $2 and stripe_id is null and state in ('creating', 'closing')`,
      [id, usedKey],
    );
  },

  async result(linkId) {
    const [row] = await query<PaymentResult>(RESULT, [linkId]);
    return row;
  },

  async isUnsettled(stripeId, invoiceId) {
    const rows = await query(
      `select from checkout_sessions c join checkout_invoices k on k.checkout_id = c.id and k.invoice_id = $2
       where c.stripe_id = $1 and (c.state in (${LIVE}) or (c.state = 'complete'
         and exists (select from payments y where y.invoice_id = c.invoice_id and y.status = 'failed'
           and y.updated_at >= c.updated_at and y.updated_at > ${LATELY})
         and not exists (select from payments y where y.invoice_id = c.invoice_id and y.status <> 'failed'
           and y.stripe_payment_id is not null and y.created_at >= c.created_at)))`,
      [stripeId, invoiceId],
    );
    return rows.length > 0;
  },

  async byStripeId(stripeId) {
    const [row] = await query<Pick<Checkout, 'id' | 'invoiceId' | 'state' | 'amountCents' | 'covers'>>(
      `select c.id, c.invoice_id as "invoiceId", c.state, c.amount_cents as "amountCents", ${COVERS}
       from checkout_sessions c where c.stripe_id = $1`,
      [stripeId],
    );
    return row;
  },
});
