/** What was answered to a request with an Idempotency-Key, so that a repeat gets the same answer (decision 27). */
import type {
  EarlierRequest,
  IdempotencyKey,
  IdempotencyStore,
} from '../../capabilities/ports/idempotency.ts';
import type { Encryption } from '../security/encryption.ts';
import type { Query } from './pool.ts';

type Row = { request_hash: Buffer; status: number | null; reply: Buffer | null; subject_id: string | null };

/** The status of a request whose subject was erased since. */
export const GONE = 410;

/** A reply may say what is known of a patient. */
const PURPOSE = 'idempotency.reply';

export const idempotencyStore = (query: Query, encryption: Encryption): IdempotencyStore => {
  const find = async ({ caller, operation, key }: IdempotencyKey): Promise<EarlierRequest | undefined> => {
    const [row] = await query<Row>(
      'select request_hash, status, reply, subject_id from idempotency_keys where (caller, operation, key) = ($1, $2, $3)',
      [caller, operation, key],
    );
    if (!row) return undefined;
    if (row.status === GONE) return 'erased';
    const reply: unknown = row.reply && JSON.parse(encryption.openUnderRing(row.reply, PURPOSE));
    return { requestHash: row.request_hash, status: row.status, reply, subjectId: row.subject_id };
  };
  return {
    find,
    async take(idempotencyKey) {
      const { caller, operation, key, requestHash } = idempotencyKey;
      // Waits here while another request with the same key has not committed.
      const taken = await query(
        `insert into idempotency_keys (caller, operation, key, request_hash) values ($1, $2, $3, $4)
       on conflict do nothing returning key`,
        [caller, operation, key, requestHash],
      );
      if (taken.length === 1) return 'taken';
      const earlier = await find(idempotencyKey);
      if (!earlier) throw new Error('An idempotency key vanished while it was read.');
      return earlier;
    },

    async remember({ caller, operation, key }, subjectId) {
      await query(
        'update idempotency_keys set subject_id = $4 where (caller, operation, key) = ($1, $2, $3)',
        [caller, operation, key, subjectId],
      );
    },

    async answered({ caller, operation, key }, status, reply) {
      await query(
        'update idempotency_keys set status = $4, reply = $5 where (caller, operation, key) = ($1, $2, $3)',
        [caller, operation, key, status, encryption.sealUnderRing(JSON.stringify(reply ?? null), PURPOSE)],
      );
    },
  };
};
