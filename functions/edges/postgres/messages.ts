/** Messages to patients: what is sent is made from ids, so that this table holds no address and no text. */

import { randomUUID } from 'node:crypto';
import type { AnyLink } from '../../capabilities/ports/links.ts';
import type { Channel, MessageState, MessageStore, NewMessage } from '../../capabilities/ports/messages.ts';
import type { Message } from '../../contracts/messages.ts';
import { maskedAddress } from '../../domain/masked-address.ts';
import type { Language, MessageKind } from '../../domain/messages.ts';
import type { Encryption } from '../security/encryption.ts';
import { pageOf, readCursor } from './cursor.ts';
import { firstRow } from './first-row.ts';
import { single } from './many.ts';
import type { Query } from './pool.ts';

type Row = {
  id: string;
  kind: MessageKind;
  channel: Channel;
  state: MessageState;
  language: Language;
  email: Buffer | null;
  phone: Buffer | null;
  data_key: Buffer | null;
  patient_id: string;
  invoice_number: string | null;
  link: Omit<AnyLink, 'expiresAt'>;
  expires_at: Date;
};

/** The id of each message; `known` where its channel and cause have one. */
export async function addMessageRows(query: Query, messages: readonly NewMessage[]): Promise<string[]> {
  const made = messages.map((message) => ({ id: randomUUID(), ...message }));
  const rows = await query<{ id: string }>(
    `insert into messages (id, kind, channel, patient_id, invoice_id, link_id, cause)
     select * from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[])
     on conflict (channel, cause) do nothing returning id`,
    [
      made.map(({ id }) => id),
      made.map(({ kind }) => kind),
      made.map(({ channel }) => channel),
      made.map(({ patientId }) => patientId),
      made.map(({ invoiceId }) => invoiceId),
      made.map(({ linkId }) => linkId),
      made.map(({ cause }) => cause),
    ],
  );
  const added = new Set(rows.map(({ id }) => id));
  return made.map(({ id }) => (added.has(id) ? id : 'known'));
}

export const messageStore = (query: Query, encryption: Encryption): MessageStore => ({
  add: (message) => single(addMessageRows, query, message),

  async get(id) {
    const [row] = await query<Row>(
      `select m.id, m.kind, m.channel, m.state, p.language, p.email, p.phone, p.data_key, m.patient_id, i.invoice_number,
         json_build_object('id', l.id, 'invoiceId', l.invoice_id, 'purpose', l.purpose) as link, l.expires_at
       from messages m join patients p on p.id = m.patient_id left join invoices i on i.id = m.invoice_id
         join patient_links l on l.id = m.link_id
       where m.id = $1`,
      [id],
    );
    if (!row) return undefined;
    return {
      id: row.id,
      kind: row.kind,
      channel: row.channel,
      state: row.state,
      language: row.language,
      address: addressesOf(encryption, row).onFile,
      patientId: row.patient_id,
      invoiceNumber: row.invoice_number,
      link: { ...row.link, expiresAt: row.expires_at } as AnyLink,
    };
  },

  async sent(id, providerId) {
    const rows = await query(
      `update messages set state = 'sent', provider_id = $2, sent_at = now(), last_error = null
       where id = $1 and state = 'pending' returning id`,
      [id, providerId],
    );
    return rows.length === 1;
  },

  async recordStatus({ messageId, providerId, outcome, reason }) {
    // News may come before we have noted that it was taken: that it was taken is news too.
    const rows =
      outcome === 'delivered'
        ? await query(
            `update messages set state = 'sent', provider_id = coalesce(provider_id, $2), sent_at = coalesce(sent_at, now()),
               delivered_at = now(), last_error = null
             where id = $1 and state in ('pending', 'sent') and delivered_at is null returning id`,
            [messageId, providerId],
          )
        : await query(
            `update messages set state = 'failed', bounced = $3, provider_id = coalesce(provider_id, $2), last_error = $4
             where id = $1 and state in ('pending', 'sent') returning id`,
            [messageId, providerId, outcome === 'bounced', reason],
          );
    return rows.length === 1;
  },

  async delayed(id, error) {
    await query(`update messages set last_error = left($2, 1000) where id = $1 and state = 'pending'`, [
      id,
      error,
    ]);
  },

  async byCause(channel, cause) {
    const row = firstRow(
      await query<{ id: string }>('select id from messages where (channel, cause) = ($1, $2)', [
        channel,
        cause,
      ]),
      'a message with this cause was added',
    );
    return row.id;
  },

  async countAttempt(id, address) {
    const [patient] = await query<{ data_key: Buffer | null }>(
      'select p.data_key from messages m join patients p on p.id = m.patient_id where m.id = $1',
      [id],
    );
    const key = patient?.data_key ? encryption.unwrap(patient.data_key) : undefined;
    const row = firstRow(
      await query<{ attempts: number }>(
        'update messages set attempts = attempts + 1, sent_to = $2 where id = $1 returning attempts',
        [id, key ? encryption.seal(key, address, SENT_TO) : null],
      ),
      'the message exists',
    );
    return row.attempts;
  },

  async failed(id, error, bounced = false) {
    await query(
      `update messages set state = 'failed', bounced = $3, last_error = left($2, 1000) where id = $1 and state = 'pending'`,
      [id, error, bounced],
    );
  },

  async skipped(id, reason) {
    await query(
      `update messages set state = 'skipped', last_error = $2 where id = $1 and state = 'pending'`,
      [id, reason],
    );
  },

  async requeue(id) {
    await query(
      `update messages set state = 'pending', last_error = null where id = $1 and state = 'failed' and not bounced
         and not exists (select from messages later where later.patient_id = messages.patient_id
           and later.invoice_id is not distinct from messages.invoice_id
           and later.kind = messages.kind and later.created_at > messages.created_at)`,
      [id],
    );
  },

  async view(id) {
    const [row] = await query<ViewRow>(`${VIEW} where m.id = $1`, [id]);
    return row && viewOf(encryption, row);
  },

  async list({ invoiceId, patientId, state }, page) {
    const after = readCursor(page, ['instant', 'uuid']);
    const rows = await query<ViewRow>(
      `${VIEW} where ($1::uuid is null or m.invoice_id = $1) and ($2::uuid is null or m.patient_id = $2)
         and ($3::text is null or m.state = $3) and ${state === 'needs_attention' ? NEEDS_ATTENTION : 'true'} and ($4::timestamptz is null or (m.created_at, m.id) < ($4, $5::uuid))
       order by m.created_at desc, m.id desc limit $6`,
      [
        invoiceId ?? null,
        patientId ?? null,
        state === 'needs_attention' ? null : (state ?? null),
        after?.[0] ?? null,
        after?.[1] ?? null,
        page.limit + 1,
      ],
    );
    const found = pageOf(rows, page.limit, (row) => [row.key, row.id]);
    return { ...found, data: found.data.map((row) => viewOf(encryption, row)) };
  },
});

type Addressed = Pick<Row, 'channel' | 'email' | 'phone' | 'data_key'>;

type ViewRow = Omit<Message, 'created_at' | 'sent_at' | 'delivered_at' | 'address' | 'address_changed'> &
  Addressed & {
    sent_to: Buffer | null;
    created_at: Date;
    sent_at: Date | null;
    delivered_at: Date | null;
    key: string;
  };

/**
 * Of a message `m` about an invoice `i`, which the link of an account has not: it did not arrive and needs attention. Not
 * once something newer was sent about the same, when it asks for money that is no longer owed, or a month later.
 */
export const NEEDS_ATTENTION = `(m.state = 'failed' and m.created_at > now() - interval '30 days'
  and case when m.kind = 'account' then exists (select from invoices owed where owed.patient_id = m.patient_id
      and owed.status in ('issued', 'partially_paid'))
    else m.kind in ('receipt', 'refund', 'refund_failed') or i.status in ('issued', 'partially_paid') end
  and not exists (select from messages later where later.patient_id = m.patient_id
    and later.invoice_id is not distinct from m.invoice_id and later.created_at > m.created_at))`;

const VIEW = `select m.id, m.kind, m.channel, m.state, m.bounced, ${NEEDS_ATTENTION} as needs_attention, m.attempts, m.patient_id,
    p.name as patient_name, p.email, p.phone, p.data_key, m.sent_to, m.invoice_id, i.invoice_number, m.last_error,
    m.created_at, m.sent_at, m.delivered_at, m.created_at::text as key
  from messages m join patients p on p.id = m.patient_id left join invoices i on i.id = m.invoice_id`;

const SENT_TO = 'message.sent_to';

/** The address on file and the one that was written to. An erased patient has neither. */
function addressesOf(
  encryption: Encryption,
  { channel, email, phone, data_key, sent_to = null }: Addressed & { sent_to?: Buffer | null },
): { onFile: string | null; used: string | null } {
  const key = data_key ? encryption.unwrap(data_key) : undefined;
  const open = (sealed: Buffer | null, purpose: string) =>
    key && sealed ? encryption.open(key, sealed, purpose) : null;
  const onFile = channel === 'email' ? open(email, 'patient.email') : open(phone, 'patient.phone');
  return { onFile, used: open(sent_to, SENT_TO) };
}

function viewOf(encryption: Encryption, row: ViewRow): Message {
  const { key: _, email, phone, data_key, sent_to, ...view } = row;
  const { onFile, used } = addressesOf(encryption, row);
  const address = used ?? onFile;
  return {
    ...view,
    address: address && maskedAddress(address),
    address_changed: used !== null && used !== onFile,
    created_at: row.created_at.toISOString(),
    sent_at: row.sent_at?.toISOString() ?? null,
    delivered_at: row.delivered_at?.toISOString() ?? null,
  };
}
