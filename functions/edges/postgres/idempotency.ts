/** What was answered to a request with an Idempotency-Key, so that a repeat gets the same answer (decision 27). */
import type {
  EarlierRequest,
  IdempotencyKey,
  IdempotencyStore,
} from '../../capabilities/ports/idempotency.ts';
import type { Encryption } from '../security/encryption.ts';
import { type Many, nothing, single } from './many.ts';
import type { Query } from './pool.ts';

type Row = { request_hash: Buffer; status: number | null; reply: Buffer | null; subject_id: string | null };

/** The status of a request whose subject was erased since. */
export const GONE = 410;

/** A reply may say what is known of a patient. */
const PURPOSE = 'idempotency.reply';

const callers = (keys: readonly IdempotencyKey[]) => keys.map(({ caller }) => caller);
const operations = (keys: readonly IdempotencyKey[]) => keys.map(({ operation }) => operation);
const names = (keys: readonly IdempotencyKey[]) => keys.map(({ key }) => key);
/** The keys in their order, as rows `k (caller, operation, key, place)`. */
const KEYS =
  'unnest($1::text[], $2::text[], $3::text[]) with ordinality as k (caller, operation, key, place)';
const SAME = '(i.caller, i.operation, i.key) = (k.caller, k.operation, k.key)';

/** What earlier requests under the keys did; undefined where there was none. */
export const findEarlier =
  (encryption: Encryption): Many<IdempotencyKey, EarlierRequest | undefined> =>
  async (query, keys) => {
    const rows = await query<Row & { place: number }>(
      `select k.place, i.request_hash, i.status, i.reply, i.subject_id from ${KEYS} join idempotency_keys i on ${SAME}`,
      [callers(keys), operations(keys), names(keys)],
    );
    const found = new Map(rows.map((row) => [row.place, row]));
    return keys.map((_, index) => {
      const row = found.get(index + 1);
      return row && earlierOf(encryption, row);
    });
  };

function earlierOf(encryption: Encryption, row: Row): EarlierRequest {
  if (row.status === GONE) return 'erased';
  const reply: unknown = row.reply && JSON.parse(encryption.openUnderRing(row.reply, PURPOSE));
  return { requestHash: row.request_hash, status: row.status, reply, subjectId: row.subject_id };
}

/** Takes each key, or answers what an earlier request under it did. No key comes twice. */
export const takeKeys =
  (encryption: Encryption): Many<IdempotencyKey, 'taken' | EarlierRequest> =>
  async (query, keys) => {
    // Waits here while another request with one of the keys has not committed; in one order for all.
    const rows = await query<{ caller: string; operation: string; key: string }>(
      `insert into idempotency_keys (caller, operation, key, request_hash)
       select * from unnest($1::text[], $2::text[], $3::text[], $4::bytea[]) as k (caller, operation, key, request_hash)
       order by caller, operation, key on conflict do nothing returning caller, operation, key`,
      [callers(keys), operations(keys), names(keys), keys.map(({ requestHash }) => Buffer.from(requestHash))],
    );
    const taken = new Set(rows.map(nameOf));
    const others = keys.filter((key) => !taken.has(nameOf(key)));
    const earlier = others.length > 0 ? await findEarlier(encryption)(query, others) : [];
    const known = new Map(others.map((key, index) => [nameOf(key), earlier[index]]));
    return keys.map((key) => {
      if (taken.has(nameOf(key))) return 'taken';
      const found = known.get(nameOf(key));
      if (!found) throw new Error('An idempotency key vanished while it was read.');
      return found;
    });
  };

const nameOf = ({ caller, operation, key }: { caller: string; operation: string; key: string }): string =>
  JSON.stringify([caller, operation, key]);

export type Remembered = { key: IdempotencyKey; subjectId: string };

/** Stores what the requests made or changed. */
export async function rememberSubjects(query: Query, done: readonly Remembered[]): Promise<undefined[]> {
  const keys = done.map(({ key }) => key);
  await query(`update idempotency_keys i set subject_id = ($4::text[])[k.place] from ${KEYS} where ${SAME}`, [
    callers(keys),
    operations(keys),
    names(keys),
    done.map(({ subjectId }) => subjectId),
  ]);
  return nothing(done);
}

export type Answered = { key: IdempotencyKey; status: number; reply: unknown };

/** Stores the replies, encrypted. */
export const storeReplies =
  (encryption: Encryption): Many<Answered, undefined> =>
  async (query, answers) => {
    const keys = answers.map(({ key }) => key);
    await query(
      `update idempotency_keys i set status = ($4::integer[])[k.place], reply = ($5::bytea[])[k.place]
       from ${KEYS} where ${SAME}`,
      [
        callers(keys),
        operations(keys),
        names(keys),
        answers.map(({ status }) => status),
        answers.map(({ reply }) => encryption.sealUnderRing(JSON.stringify(reply ?? null), PURPOSE)),
      ],
    );
    return nothing(answers);
  };

export const idempotencyStore = (query: Query, encryption: Encryption): IdempotencyStore => ({
  find: (key) => single(findEarlier(encryption), query, key),
  take: (key) => single(takeKeys(encryption), query, key),
  remember: (key, subjectId) => single(rememberSubjects, query, { key, subjectId }),
  answered: (key, status, reply) => single(storeReplies(encryption), query, { key, status, reply }),
});
