/** Stripe's events as they came: stored before anything else, applied once. */
import { createHash } from 'node:crypto';
import type { StoredStripeEvent, StripeEventStore } from '../../capabilities/ports/stripe-events.ts';
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
  attempts: number;
  request_id: string;
};

const VIEW = `id, type, state, reason, attempts, source, ${iso('created_at')} as created_at, ${iso('received_at')} as received_at,
  ${iso('settled_at')} as settled_at`;

const PURPOSE = 'stripe_event.payload';

export const stripeEventStore = (query: Query, encryption: Encryption): StripeEventStore => {
  /** Seals a payload with the patient's key, so that erasing the patient erases it too; with the clinic's key if it names no patient. */
  const sealed = async (payload: string): Promise<{ payload: Buffer; patientId: string | null }> => {
    const key = await keyOfEvent(query, payload);
    if (!key) return { payload: encryption.sealUnderRing(payload, PURPOSE), patientId: null };
    return { payload: sealFor(encryption, key, payload, PURPOSE) ?? Buffer.of(0), patientId: key.patientId };
  };
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
      const rows = await query(
        `insert into stripe_events (id, type, livemode, created_at, payload, payload_sha256, source, request_id, patient_id,
           state, settled_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $10 then 'ignored' else 'received' end,
           case when $10 then now() end)
         on conflict (id) do nothing returning id`,
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
      return rows.length === 1;
    },

    async claim(id, leaseSeconds) {
      const [row] = await query<Row>(
        `update stripe_events set attempts = attempts + 1, due_at = now() + make_interval(secs => $2 * (1 + random() / 2)) 
       where id = $1 and state = 'received' and (due_at <= now() or attempts = 0 or waits_for is not null)
       returning id, type, livemode, created_at, payload, attempts, request_id`,
        [id, leaseSeconds],
      );
      if (!row) return undefined;
      return {
        id: row.id,
        type: row.type,
        livemode: row.livemode,
        createdAt: row.created_at,
        payload: encryption.openUnderRing(row.payload, PURPOSE),
        attempts: row.attempts,
        requestId: row.request_id,
      };
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
        `update stripe_events set state = $2, reason = left($3, 500), settled_at = now(),
           payload = case when patient_id is null then coalesce($4, payload) else payload end,
           patient_id = coalesce(patient_id, $5)
         where id = $1`,
        [id, state, reason, given.payload, given.patientId],
      );
    },

    async failed(id, error, pauseSeconds) {
      await query(
        `update stripe_events set reason = left($2, 500), due_at = now() + make_interval(secs => $3)
         where id = $1 and state = 'received'`,
        [id, error, pauseSeconds],
      );
    },

    async park(id, waitsFor) {
      // The longer it has waited, the rarer it is tried by the clock alone; its attempts were none of its own fault.
      const rows = await query(
        `update stripe_events set waits_for = $2, attempts = 0,
         due_at = now() + least(interval '1 hour', greatest(interval '30 seconds', (now() - received_at) / 4))
       where id = $1 and state = 'received' and received_at > now() - interval '3 days' returning id`,
        [id, waitsFor],
      );
      return rows.length === 1 ? 'parked' : 'too_old';
    },

    async waiting(ids) {
      return query<{ id: string; requestId: string }>(
        `select id, request_id as "requestId" from stripe_events where state = 'received' and waits_for = any ($1)`,
        [ids],
      );
    },

    async due(limit) {
      return query<{ id: string; requestId: string }>(
        `select id, request_id as "requestId" from stripe_events where state = 'received' and due_at <= now()
       order by due_at limit $1`,
        [limit],
      );
    },

    async list(state, page) {
      const after = readCursor(page, ['instant', 'text']);
      const rows = await query<StoredStripeEvent & { key: string }>(
        `select ${VIEW}, e.received_at::text as key from stripe_events e
       where ($1::text is null or state = $1) and ($2::timestamptz is null or (e.received_at, e.id) < ($2, $3::text))
       order by e.received_at desc, e.id desc limit $4`,
        [state ?? null, after?.[0] ?? null, after?.[1] ?? null, page.limit + 1],
      );
      const found = pageOf(rows, page.limit, (row) => [row.key, row.id]);
      return { ...found, data: found.data.map(({ key: _, ...row }) => row) };
    },

    async get(id) {
      const [row] = await query<StoredStripeEvent>(`select ${VIEW} from stripe_events where id = $1`, [id]);
      return row;
    },

    async quarantined(ids) {
      const rows = await query<Row>(
        `select id, type, livemode, created_at, payload from stripe_events
         where id = any ($1) and state = 'quarantined' and patient_id is null`,
        [ids],
      );
      return rows.map((row) => ({
        id: row.id,
        type: row.type,
        livemode: row.livemode,
        createdAt: row.created_at,
        payload: encryption.openUnderRing(row.payload, PURPOSE),
      }));
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
        `update stripe_events set state = 'received', reason = null, settled_at = null, attempts = 0, due_at = now()
       where id = $1 and state = 'quarantined' returning id`,
        [id],
      );
      return rows.length === 1;
    },
  };
};
