/** Patient links: a row for each, so that links can be listed, revoked and counted. */
import { randomUUID } from 'node:crypto';
import type {
  AccountLink,
  PatientLink,
  PatientLinkStore,
  StoredLink,
} from '../../capabilities/ports/links.ts';
import type { ListedLink } from '../../contracts/links.ts';
import type { InvoiceLinkPurpose } from '../../domain/patient-link.ts';
import { must } from '../../domain/refusal.ts';
import { single } from './many.ts';
import type { Query } from './pool.ts';

const COLUMNS = 'l.id, l.invoice_id as "invoiceId", l.purpose, l.expires_at as "expiresAt"';

type ListRow = Pick<ListedLink, 'id' | 'purpose' | 'state' | 'view_count' | 'created_by_name'> & {
  created_at: Date;
  expires_at: Date;
  revoked_at: Date | null;
  last_viewed_at: Date | null;
};

export type NewLink = {
  invoiceId: string;
  purpose: InvoiceLinkPurpose;
  expiresAt: Date;
  checkoutId?: string;
};

/**
 * A fresh link ends the older ones of its purpose, which lead to a page that offers the newest again; only links to the
 * results of payment pages stay. Whole seconds, as the signed token has them.
 */
export async function addLinks(query: Query, links: readonly NewLink[]): Promise<PatientLink[]> {
  const made = links.map(({ invoiceId, purpose, expiresAt, checkoutId = null }) => ({
    id: randomUUID(),
    invoiceId,
    purpose,
    expiresAt: new Date(Math.floor(expiresAt.getTime() / 1000) * 1000),
    checkoutId,
  }));
  await query(
    `with wanted as (
       select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::uuid[])
         as w (id, invoice_id, purpose, expires_at, checkout_id)),
     ended as (update patient_links l set expires_at = date_trunc('second', now()) from wanted w
       where l.invoice_id = w.invoice_id and l.purpose = w.purpose and w.purpose <> 'result'
         and l.revoked_at is null and l.expires_at > now())
     insert into patient_links (id, invoice_id, purpose, expires_at, checkout_id) select * from wanted`,
    [
      made.map(({ id }) => id),
      made.map(({ invoiceId }) => invoiceId),
      made.map(({ purpose }) => purpose),
      made.map(({ expiresAt }) => expiresAt),
      made.map(({ checkoutId }) => checkoutId),
    ],
  );
  return made.map(({ checkoutId: _, ...link }) => link);
}

async function addAccountLink(
  query: Query,
  patientId: string,
  { now, expiresAt, createdBy }: { now: Date; expiresAt: Date; createdBy: string | null },
): Promise<AccountLink> {
  await query(
    `update patient_links set expires_at = date_trunc('second', $2::timestamptz)
     where patient_id = $1 and revoked_at is null and expires_at > $2`,
    [patientId, now],
  );
  const [made] = await query<AccountLink>(
    `insert into patient_links (patient_id, purpose, expires_at, created_by)
       values ($1, 'account', date_trunc('second', $2::timestamptz), $3)
     returning id, patient_id as "patientId", purpose, expires_at as "expiresAt"`,
    [patientId, expiresAt, createdBy],
  );
  must(made, 'a link is added');
  return made;
}

async function listLinks(
  query: Query,
  owner: 'l.invoice_id' | 'l.patient_id',
  values: [id: string, now: Date],
): Promise<ListedLink[]> {
  const rows = await query<ListRow>(
    `select l.id, l.purpose, l.created_at, l.expires_at, l.revoked_at, l.view_count, l.last_viewed_at,
       s.name as created_by_name,
       case when l.revoked_at is not null or i.status = 'cancelled' then 'revoked' when l.expires_at <= $2 then 'expired'
         else 'active' end as state
     from patient_links l left join invoices i on i.id = l.invoice_id left join staff s on s.id = l.created_by
     where ${owner} = $1 order by l.created_at desc, l.id limit 200`,
    values,
  );
  return rows.map((row) => ({
    ...row,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    revoked_at: row.revoked_at?.toISOString() ?? null,
    last_viewed_at: row.last_viewed_at?.toISOString() ?? null,
  }));
}

export const patientLinkStore = (query: Query): PatientLinkStore => ({
  add: (invoiceId, purpose, expiresAt) => single(addLinks, query, { invoiceId, purpose, expiresAt }),

  addResult: ({ invoiceId, checkoutId }, expiresAt) =>
    single(addLinks, query, { invoiceId, purpose: 'result', expiresAt, checkoutId }),

  async resultOf(checkoutId) {
    const [row] = await query<PatientLink>(
      `select ${COLUMNS} from patient_links l where l.checkout_id = $1`,
      [checkoutId],
    );
    return row;
  },

  addAccount: (patientId, made) => addAccountLink(query, patientId, made),

  async get(id) {
    const [row] = await query<StoredLink>(
      // A link of an account that was being made while the patient was erased opens nothing either.
      `select ${COLUMNS}, coalesce(i.patient_id, l.patient_id) as "patientId",
         l.revoked_at is not null or coalesce(i.status = 'cancelled', false) or p.erased_at is not null as revoked
       from patient_links l left join invoices i on i.id = l.invoice_id left join patients p on p.id = l.patient_id
       where l.id = $1`,
      [id],
    );
    return row;
  },

  async newestToPay(invoiceId) {
    const [row] = await query<PatientLink>(
      `select ${COLUMNS} from patient_links l where l.invoice_id = $1 and l.purpose = 'pay' and l.revoked_at is null
       order by l.created_at desc, l.id limit 1`,
      [invoiceId],
    );
    return row;
  },

  async countView(id) {
    await query(
      'update patient_links set view_count = view_count + 1, last_viewed_at = now() where id = $1',
      [id],
    );
  },

  list: (invoiceId, now) => listLinks(query, 'l.invoice_id', [invoiceId, now]),

  listOfAccount: (patientId, now) => listLinks(query, 'l.patient_id', [patientId, now]),

  async revoke(id, at) {
    const rows = await query(
      'update patient_links set revoked_at = $2 where id = $1 and revoked_at is null returning id',
      [id, at],
    );
    return rows.length === 1;
  },
});
