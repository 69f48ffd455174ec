/** Stripe's events as they came: stored before anything else, applied once. */
import { createHash } from 'node:crypto';
import type { StripeEventStore } from '../../capabilities/ports.ts';
import type { Encryption } from '../security/encryption.ts';
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

export const stripeEventStore = (query: Query, encryption: Encryption): StripeEventStore => ({
  async add({ id, type, livemode, createdAt, payload, source, requestId }) {
    const rows = await query(
      `insert into stripe_events (id, type, livemode, created_at, payload, payload_sha256, source, request_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing returning id`,
      [
        id,
        type,
        livemode,
        createdAt,
        encryption.sealUnderRing(payload, 'stripe_event.payload'),
        createHash('sha256').update(payload).digest(),
        source,
        requestId,
      ],
    );
    return rows.length === 1;
  },

  async claim(id, pauseSeconds) {
    const [row] = await query<Row>(
      `update stripe_events set attempts = attempts + 1, due_at = now() + make_interval(secs => $2) where id = $1 and state = 'received'
       returning id, type, livemode, created_at, payload, attempts, request_id`,
      [id, pauseSeconds],
    );
    if (!row) return undefined;
    return {
      id: row.id,
      type: row.type,
      livemode: row.livemode,
      createdAt: row.created_at,
      payload: encryption.openUnderRing(row.payload, 'stripe_event.payload'),
      attempts: row.attempts,
      requestId: row.request_id,
    };
  },

  async lock(id) {
    const rows = await query(`select id from stripe_events where id = $1 and state = 'received' for update`, [
      id,
    ]);
    return rows.length === 1;
  },

  async settle(id, state, reason) {
    await query('update stripe_events set state = $2, reason = $3, settled_at = now() where id = $1', [
      id,
      state,
      reason,
    ]);
  },

  async due(limit) {
    return query<{ id: string; requestId: string }>(
      `select id, request_id as "requestId" from stripe_events where state = 'received' and due_at <= now()
       order by due_at limit $1`,
      [limit],
    );
  },
});
