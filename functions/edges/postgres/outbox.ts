/** Work to be done after a commit: kept here, whatever becomes of its queue message. */
import type { Outbox, Work } from '../../capabilities/ports/work.ts';
import { firstRow } from './first-row.ts';
import type { Query } from './pool.ts';

export const outbox = (query: Query): Outbox => ({
  async add(topic, subjectId, requestId) {
    // Asked for again, finished work is done again: its handlers look before they act.
    const row = firstRow(
      await query<{ id: string }>(
        `insert into outbox (topic, subject_id, request_id) values ($1, $2, $3)
       on conflict (topic, subject_id) do update set state = 'pending', settled_at = null, due_at = now(), attempts = 0, failures = 0
       returning id`,
        [topic, subjectId, requestId],
      ),
      'work is added',
    );
    return row.id;
  },

  async addAll(topic, subjectIds, requestId) {
    if (subjectIds.length === 0) return [];
    const rows = await query<{ id: string }>(
      `insert into outbox (topic, subject_id, request_id) select $1, subject, $3 from unnest($2::uuid[]) subject order by subject
       on conflict (topic, subject_id) do update set state = 'pending', settled_at = null, due_at = now(), attempts = 0, failures = 0
       returning id`,
      [topic, subjectIds, requestId],
    );
    return rows.map(({ id }) => id);
  },

  async claim(id, leaseSeconds) {
    const [row] = await query<Work>(
      `update outbox set attempts = attempts + 1,
         due_at = now() + make_interval(secs => $2 * (1 + random() / 4) * 2 ^ greatest(0, least(attempts, 10) - 3))
       where id = $1 and state = 'pending' and due_at <= now()
       returning id, topic, subject_id as "subjectId", attempts, attempts - 1 - failures as crashes, request_id as "requestId"`,
      [id, leaseSeconds],
    );
    return row;
  },

  async postpone(id, pauseSeconds) {
    await query(
      `update outbox set attempts = attempts - 1, due_at = now() + make_interval(secs => $2)
       where id = $1 and state = 'pending'`,
      [id, pauseSeconds],
    );
  },

  async done({ topic, subjectId }) {
    await query(
      `update outbox set state = 'done', settled_at = now(), last_error = null
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

  async due(limit) {
    return query<{ id: string; requestId: string }>(
      `select id, request_id as "requestId" from outbox where state = 'pending' and due_at <= now() order by due_at limit $1`,
      [limit],
    );
  },
});
