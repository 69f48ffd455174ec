/** Patient links: a row for each, so that links can be listed, revoked and counted. */
import type { PatientLink, PatientLinkStore } from '../../capabilities/ports/links.ts';
import type { ListedLink } from '../../contracts/links.ts';
import { firstRow } from './first-row.ts';
import type { Query } from './pool.ts';

const COLUMNS = 'l.id, l.invoice_id as "invoiceId", l.purpose, l.expires_at as "expiresAt"';

type ListRow = Pick<ListedLink, 'id' | 'purpose' | 'state' | 'view_count'> & {
  created_at: Date;
  expires_at: Date;
  revoked_at: Date | null;
  last_viewed_at: Date | null;
};

export const patientLinkStore = (query: Query): PatientLinkStore => ({
  async add(invoiceId, purpose, expiresAt) {
    // A fresh link ends the older ones of its purpose; they lead to a page that offers the newest again. Whole seconds, as
    // the signed token has them.
    const row = firstRow(
      await query<PatientLink>(
        `with ended as (update patient_links set expires_at = date_trunc('second', now())
         where invoice_id = $1 and purpose = $2 and revoked_at is null and expires_at > now())
       insert into patient_links as l (invoice_id, purpose, expires_at) values ($1, $2, date_trunc('second', $3::timestamptz))
       returning ${COLUMNS}`,
        [invoiceId, purpose, expiresAt],
      ),
      'a link is added',
    );
    return row;
  },

  async addResult({ invoiceId, checkoutId }, expiresAt) {
    const row = firstRow(
      await query<PatientLink>(
        `insert into patient_links as l (invoice_id, purpose, expires_at, checkout_id)
       values ($1, 'result', date_trunc('second', $2::timestamptz), $3) returning ${COLUMNS}`,
        [invoiceId, expiresAt, checkoutId],
      ),
      'a link is added',
    );
    return row;
  },

  async resultOf(checkoutId) {
    const [row] = await query<PatientLink>(
      `select ${COLUMNS} from patient_links l where l.checkout_id = $1`,
      [checkoutId],
    );
    return row;
  },

  async get(id) {
    const [row] = await query<PatientLink & { revoked: boolean; patientId: string }>(
      `select ${COLUMNS}, l.revoked_at is not null or i.status = 'cancelled' as revoked, i.patient_id as "patientId"
       from patient_links l join invoices i on i.id = l.invoice_id where l.id = $1`,
      [id],
    );
    return row;
  },

  async countView(id) {
    await query(
      'update patient_links set view_count = view_count + 1, last_viewed_at = now() where id = $1',
      [id],
    );
  },

  async list(invoiceId, now) {
    const rows = await query<ListRow>(
      `select l.id, l.purpose, l.created_at, l.expires_at, l.revoked_at, l.view_count, l.last_viewed_at,
         case when l.revoked_at is not null or i.status = 'cancelled' then 'revoked' when l.expires_at <= $2 then 'expired'
           else 'active' end as state
       from patient_links l join invoices i on i.id = l.invoice_id
       where l.invoice_id = $1 order by l.created_at desc, l.id limit 200`,
      [invoiceId, now],
    );
    return rows.map((row) => ({
      ...row,
      created_at: row.created_at.toISOString(),
      expires_at: row.expires_at.toISOString(),
      revoked_at: row.revoked_at?.toISOString() ?? null,
      last_viewed_at: row.last_viewed_at?.toISOString() ?? null,
    }));
  },

  async revoke(id, at) {
    const rows = await query(
      'update patient_links set revoked_at = $2 where id = $1 and revoked_at is null returning id',
      [id, at],
    );
    return rows.length === 1;
  },
});
