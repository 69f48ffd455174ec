/** Messages to patients: what is sent is made from ids, so that this table holds no address and no text. */
import type { Channel, MessageStore, PatientLink } from '../../capabilities/ports.ts';
import type { Language, MessageKind } from '../../domain/messages.ts';
import type { Encryption } from '../security/encryption.ts';
import type { Query } from './pool.ts';

type Row = {
  id: string;
  kind: MessageKind;
  channel: Channel;
  state: 'pending' | 'sent' | 'failed';
  language: Language;
  email: Buffer | null;
  phone: Buffer | null;
  data_key: Buffer | null;
  invoice_number: string;
  link_id: string;
  invoice_id: string;
  purpose: PatientLink['purpose'];
  expires_at: Date;
};

export const messageStore = (query: Query, encryption: Encryption): MessageStore => ({
  async add({ kind, channel, patientId, invoiceId, linkId, cause }) {
    const [row] = await query<{ id: string }>(
      `insert into messages (kind, channel, patient_id, invoice_id, link_id, cause) values ($1, $2, $3, $4, $5, $6)
       on conflict (channel, cause) do nothing returning id`,
      [kind, channel, patientId, invoiceId, linkId, cause],
    );
    return row?.id ?? 'known';
  },

  async get(id) {
    const [row] = await query<Row>(
      `select m.id, m.kind, m.channel, m.state, p.language, p.email, p.phone, p.data_key, i.invoice_number,
         l.id as link_id, l.invoice_id, l.purpose, l.expires_at
       from messages m join patients p on p.id = m.patient_id join invoices i on i.id = m.invoice_id
         join patient_links l on l.id = m.link_id
       where m.id = $1`,
      [id],
    );
    if (!row) return undefined;
    const sealed = row.channel === 'email' ? row.email : row.phone;
    const key = row.data_key ? encryption.unwrap(row.data_key) : undefined;
    return {
      id: row.id,
      kind: row.kind,
      channel: row.channel,
      state: row.state,
      language: row.language,
      address:
        sealed && key
          ? encryption.open(key, sealed, row.channel === 'email' ? 'patient.email' : 'patient.phone')
          : null,
      invoiceNumber: row.invoice_number,
      link: { id: row.link_id, invoiceId: row.invoice_id, purpose: row.purpose, expiresAt: row.expires_at },
    };
  },

  async sent(id, providerId) {
    await query(
      `update messages set state = 'sent', provider_id = $2, sent_at = now(), last_error = null where id = $1`,
      [id, providerId],
    );
  },

  async failed(id, error) {
    await query(
      `update messages set state = 'failed', last_error = left($2, 1000) where id = $1 and state = 'pending'`,
      [id, error],
    );
  },
});
