/** Work to be done after a commit: kept here, whatever becomes of its queue message. */
import type { AddedWork, Outbox, Work, WorkKey } from '../../capabilities/ports/work.ts';
import { must } from '../../domain/refusal.ts';
import { single } from './many.ts';
import type { Query } from './pool.ts';

/** Asked for again, finished work is done again: its handlers look before they act. */
const DO_AGAIN = `on conflict (topic, subject_id) do update set state = 'pending', settled_at = null, due_at = now(), attempts = 0,
  failures = 0, waits_for = null`;

const ADDED = 'id, topic, request_id as "requestId"';

const CLAIMED = `id, topic, subject_id as "subjectId", attempts, attempts - 1 - failures as crashes, request_id as "requestId"`;

export type NewWork = WorkKey & { requestId: string };

/** Adds the work, in one order so that two transactions do not wait for each other crosswise; its ids. */
export async function addWork(query: Query, works: readonly NewWork[]): Promise<string[]> {
  const rows = await query<WorkKey & { id: string }>(
    `insert into outbox (topic, subject_id, request_id)
     select * from unnest($1::text[], $2::text[], $3::text[]) as w (topic, subject_id, request_id) order by topic, subject_id
     ${DO_AGAIN} returning id, topic, subject_id as "subjectId"`,
    [
      works.map(({ topic }) => topic),
      works.map(({ subjectId }) => subjectId),
      works.map(({ requestId }) => requestId),
    ],
  );
  const ids = new Map(rows.map(({ id, topic, subjectId }) => [`${topic} ${subjectId}`, id]));
  return works.map(({ topic, subjectId }) => {
    const id = ids.get(`${topic} ${subjectId}`);
    must(id !== undefined, 'work is added');
    return id;
  });
}

export const outbox = (query: Query): Outbox => ({ ...adding(query), ...trying(query) });

/** Adding work, and finding what is due. */
const adding = (query: Query): Pick<Outbox, 'add' | 'addAll' | 'wake' | 'due'> => ({
  add: (topic, subjectId, requestId) => single(addWork, query, { topic, subjectId, requestId }),

  async addAll(topic, subjectIds, requestId) {
    if (subjectIds.length === 0) return [];
    return addWork(
      query,
      subjectIds.map((subjectId) => ({ topic, subjectId, requestId })),
    );
  },

  async wake(arrived) {
    return query<AddedWork>(
      `update outbox set due_at = now() where state = 'pending' and waits_for = any ($1) returning ${ADDED}`,
      [arrived],
    );
  },

  async due(limit) {
    return query<AddedWork>(
      `(select ${ADDED} from outbox where state = 'pending' and due_at <= now() and topic = 'apply_event' order by due_at limit $1)
       union all
       (select ${ADDED} from outbox where state = 'pending' and due_at <= now() and topic <> 'apply_event' order by due_at limit $1)`,
      [limit],
    );
  },
});

/** One attempt, and what came of it. */
const trying = (
  query: Query,
): Pick<Outbox, 'claim' | 'claimFresh' | 'renew' | 'postpone' | 'park' | 'done' | 'failed'> => ({
  async claim(id, leaseSeconds) {
    const [row] = await query<Work>(
      `update outbox set attempts = attempts + 1,
         due_at = now() + make_interval(secs => $2 * (1 + random() / 4) * 2 ^ greatest(0, least(attempts, 10) - 3))
       where id = $1 and state = 'pending' and (due_at <= now() or waits_for is not null)
       returning ${CLAIMED}`,
      [id, leaseSeconds],
    );
    return row;
  },

  async claimFresh(topic, limit, leaseSeconds) {
    return query<Work>(
      `update outbox set attempts = 1, due_at = now() + make_interval(secs => $3 * (1 + random() / 4))
       where id in (select id from outbox where state = 'pending' and topic = $1 and due_at <= now() and attempts = 0
         order by due_at limit $2 for update skip locked)
       returning ${CLAIMED}`,
      [topic, limit, leaseSeconds],
    );
  },

  async renew(id, leaseSeconds) {
    await query(
      `update outbox set due_at = greatest(due_at, now() + make_interval(secs => $2)) where id = $1 and state = 'pending'`,
      [id, leaseSeconds],
    );
  },

  async postpone(id, pauseSeconds) {
    await query(
      `update outbox set attempts = attempts - 1, due_at = now() + make_interval(secs => $2)
       where id = $1 and state = 'pending'`,
      [id, pauseSeconds],
    );
  },

  async park(id, waitsFor) {
    // The longer it has waited, the rarer it is tried by the clock alone; its attempts were none of its own fault.
    const rows = await query(
      `update outbox set waits_for = $2, attempts = 0, failures = 0, last_error = null,
         due_at = now() + least(interval '1 hour', greatest(interval '30 seconds', (now() - created_at) / 4))
       where id = $1 and state = 'pending' and created_at > now() - interval '3 days' returning id`,
      [id, waitsFor],
    );
    return rows.length === 1 ? 'parked' : 'too_old';
  },

  async done({ topic, subjectId }) {
    await query(
      `update outbox set state = 'done', settled_at = now(), last_error = null, waits_for = null
       where topic = $1 and subject_id = $2 and state = 'pending'`,
      [topic, subjectId],
    );
  },

  async failed(id, error, pauseSeconds, dead) {
    await query(
      `update outbox set last_error = left($2, 1000), failures = failures + 1, due_at = now() + make_interval(secs => $3),
         state = case when $4 then 'dead' else 'pending' end, settled_at = case when $4 then now() end
       where id = $1 and state = 'pending'`,
      [id, error, pauseSeconds, dead],
    );
  },
});
