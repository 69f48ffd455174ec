/** Patient links: a row for each, so that links can be listed, revoked and counted. */
import type { PatientLink, PatientLinkStore } from '../../capabilities/ports.ts';
import type { Query } from './pool.ts';

const COLUMNS = 'l.id, l.invoice_id as "invoiceId", l.purpose, l.expires_at as "expiresAt"';

export const patientLinkStore = (query: Query): PatientLinkStore => ({
  async add(invoiceId, purpose, expiresAt) {
    // Whole seconds, as the signed token has them.
    const [row] = await query<PatientLink>(
      `insert into patient_links as l (invoice_id, purpose, expires_at) values ($1, $2, date_trunc('second', $3::timestamptz))
       returning ${COLUMNS}`,
      [invoiceId, purpose, expiresAt],
    );
    return row as PatientLink;
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
});
