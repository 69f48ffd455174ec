/** Stripe's events as they came: stored before anything else, applied once. */
import { createHash } from 'node:crypto';
import type {
  StoredStripeEvent,
  StripeEventRecord,
  StripeEventStore,
} from '../../capabilities/ports/stripe-events.ts';
import type { Encryption } from '../security/encryption.ts';
import { pageOf, readCursor } from './cursor.ts';
import { iso } from './instants.ts';
import { keyOfEvent, sealFor } from './patient-keys.ts';
import type { Query } from './pool.ts';

type Row = {
  id: string;
  type: string;
  livemode: boolean;
  created_at: Date;
  payload: Buffer;
};

const RECORD = 'id, type, livemode, created_at, payload';

/** An event with what its work says of it: the attempts, and until it is settled the last error. */
const VIEW = `e.id, e.type, e.state, coalesce(e.reason, case when e.state = 'received' then w.last_error end) as reason,
    coalesce(w.attempts, 0) as attempts, e.source, ${iso('e.created_at')} as created_at, ${iso('e.received_at')} as received_at,
    ${iso('e.settled_at')} as settled_at
  from stripe_events e left join outbox w on w.topic = 'apply_event' and w.subject_id = e.id`;

const PURPOSE = 'stripe_event.payload';

export const stripeEventStore = (query: Query, encryption: Encryption): StripeEventStore => {
  /** Seals a payload with the patient's key, so that erasing the patient erases it too; with the clinic's key if it names no patient. */
  const sealed = async (payload: string): Promise<{ payload: Buffer; patientId: string | null }> => {
    const key = await keyOfEvent(query, payload);
    if (!key) return { payload: encryption.sealUnderRing(payload, PURPOSE), patientId: null };
    return { payload: sealFor(encryption, key, payload, PURPOSE) ?? Buffer.of(0), patientId: key.patientId };
  };
  const recordOf = (row: Row): StripeEventRecord => ({
    id: row.id,
    type: row.type,
    livemode: row.livemode,
    createdAt: row.created_at,
    payload: encryption.openUnderRing(row.payload, PURPOSE),
  });
  const readPayload = async (id: string): Promise<string | undefined> => {
    const [row] = await query<{ payload: Buffer }>(
      'select payload from stripe_events where id = $1 and patient_id is null',
      [id],
    );
    return row && encryption.openUnderRing(row.payload, PURPOSE);
  };
  return {
    async add({ id, type, livemode, createdAt, payload, source, requestId, isIgnored = false }) {
      const kept = isIgnored
        ? await sealed(payload)
        : { payload: encryption.sealUnderRing(payload, PURPOSE), patientId: null };
      const [row] = await query<{ workId: string | null }>(
        `with event as (
           insert into stripe_events (id, type, livemode, created_at, payload, payload_sha256, source, request_id, patient_id,
             state, settled_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $10 then 'ignored' else 'received' end,
             case when $10 then now() end)
           on conflict (id) do nothing returning id, request_id, state),
         work as (
           insert into outbox (topic, subject_id, request_id)
             select 'apply_event', id, request_id from event where state = 'received' returning id)
         select (select id from work) as "workId" from event`,
        [
          id,
          type,
          livemode,
          createdAt,
          kept.payload,
          createHash('sha256').update(payload).digest(),
          source,
          requestId,
          kept.patientId,
          isIgnored,
        ],
      );
      return row ?? 'known';
    },

    async received(ids) {
      const rows = await query<Row>(
        `select ${RECORD} from stripe_events where id = any ($1) and state = 'received'`,
        [ids],
      );
      return rows.map(recordOf);
    },

    async lock(id) {
      const rows = await query(
        `select id from stripe_events where id = $1 and state = 'received' for update`,
        [id],
      );
      return rows.length === 1;
    },

    async settle({ id, payload: known }, state, reason) {
      // What is set aside is read again. Anything else can be read with the patient's key only from now on.
      const payload = state === 'quarantined' ? undefined : (known ?? (await readPayload(id)));
      const kept = payload === undefined ? undefined : await sealed(payload);
      const given = kept?.patientId ? kept : { payload: null, patientId: null };
      await query(
        `with event as (
           update stripe_events set state = $2, reason = left($3, 500), settled_at = now(),
             payload = case when patient_id is null then coalesce($4, payload) else payload end,
             patient_id = coalesce(patient_id, $5)
           where id = $1 returning id)
         update outbox set state = 'done', settled_at = now(), last_error = null, waits_for = null
         from event where topic = 'apply_event' and subject_id = event.id and outbox.state = 'pending'`,
        [id, state, reason, given.payload, given.patientId],
      );
    },

    async list(state, page) {
      const after = readCursor(page, ['instant', 'text']);
      const rows = await query<StoredStripeEvent & { key: string }>(
        `select e.received_at::text as key, ${VIEW}
       where ($1::text is null or e.state = $1) and ($2::timestamptz is null or (e.received_at, e.id) < ($2, $3::text))
       order by e.received_at desc, e.id desc limit $4`,
        [state ?? null, after?.[0] ?? null, after?.[1] ?? null, page.limit + 1],
      );
      const found = pageOf(rows, page.limit, (row) => [row.key, row.id]);
      return { ...found, data: found.data.map(({ key: _, ...row }) => row) };
    },

    async get(id) {
      const [row] = await query<StoredStripeEvent>(`select ${VIEW} where e.id = $1`, [id]);
      return row;
    },

    async quarantined(ids) {
      const rows = await query<Row>(
        `select ${RECORD} from stripe_events
         where id = any ($1) and state = 'quarantined' and patient_id is null`,
        [ids],
      );
      return rows.map(recordOf);
    },

    async lockQuarantined(id) {
      const rows = await query(
        `select from stripe_events where id = $1 and state = 'quarantined' for update`,
        [id],
      );
      return rows.length === 1;
    },

    async isAssigned(paymentId) {
      const rows = await query(`select from stripe_events where state = 'applied' and reason = $1 limit 1`, [
        `assigned: ${paymentId}`,
      ]);
      return rows.length === 1;
    },

    async isRaised(paymentIntentId) {
      const rows = await query(
        `select from stripe_events where state = 'quarantined' and reason = $1
           or state = 'ignored' and reason like 'not\\_ours:%' and right(reason, length($2)) = $2 limit 1`,
        [`no_invoice_named: ${paymentIntentId}`, ` [${paymentIntentId}]`],
      );
      return rows.length === 1;
    },

    async replay(id) {
      const rows = await query(
        `update stripe_events set state = 'received', reason = null, settled_at = null
       where id = $1 and state = 'quarantined' returning id`,
        [id],
      );
      return rows.length === 1;
    },
  };
};
