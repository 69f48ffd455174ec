/** Work that was given up, and messages that no function could take: what staff see when work has stopped. */
import type { DeadLetterStore } from '../../capabilities/ports/dead-letters.ts';
import type { WorkKey } from '../../capabilities/ports/work.ts';
import type { DeadLetter } from '../../contracts/work.ts';
import { pageOf, readCursor } from './cursor.ts';
import type { Query } from './pool.ts';

type DeadLetterRow = Omit<DeadLetter, 'since'> & { since: Date; key: string };

/** Work that was given up, and messages that no function could take, as one list. */
export const DEAD_LETTERS = `select id, 'work' as kind, topic, subject_id, attempts, last_error, settled_at as since
    from outbox where state = 'dead'
  union all
  select id, 'message', queue, left(body, 400), 5, reason, arrived_at from poison_messages
    where redriven_at is null and dismissed_at is null`;

export const deadLetterStore = (query: Query): DeadLetterStore => ({
  async list(page) {
    const after = readCursor(page, ['instant', 'uuid']);
    const rows = await query<DeadLetterRow>(
      `select *, since::text as key from (${DEAD_LETTERS}) dead_letters
       where $1::timestamptz is null or (since, id) < ($1, $2::uuid) order by since desc, id desc limit $3`,
      [after?.[0] ?? null, after?.[1] ?? null, page.limit + 1],
    );
    const found = pageOf(rows, page.limit, (row) => [row.key, row.id]);
    return { ...found, data: found.data.map(({ key: _, ...row }) => deadLetterOf(row)) };
  },

  async lock(id) {
    const [work] = await query<WorkKey>(
      `select topic, subject_id as "subjectId" from outbox where id = $1 and state = 'dead' for update`,
      [id],
    );
    if (work) return { kind: 'work', ...work };
    const [message] = await query<{ queue: string; body: string }>(
      `update poison_messages set redriven_at = now() where id = $1 and redriven_at is null and dismissed_at is null
       returning queue, body`,
      [id],
    );
    return message && { kind: 'message', ...message };
  },

  async dismiss(id) {
    const rows = await query(
      `update poison_messages set dismissed_at = now() where id = $1 and redriven_at is null and dismissed_at is null
       returning id`,
      [id],
    );
    return rows.length === 1;
  },

  async addMessage({ queue, messageId, body, reason }) {
    await query(
      `insert into poison_messages (queue, message_id, body, reason) values ($1, $2, $3, left($4, 500))
       on conflict (message_id) do nothing`,
      [queue, messageId, body, reason],
    );
  },
});

const deadLetterOf = (row: Omit<DeadLetterRow, 'key'>): DeadLetter => ({
  ...row,
  subject_id: row.kind === 'message' ? readable(row.subject_id) : row.subject_id,
  since: row.since.toISOString(),
});

/** The beginning of a message as staff can read it; what is no text stays as it lay in the queue. */
function readable(body: string): string {
  const text = Buffer.from(body, 'base64').toString('utf8');
  return /^[\x20-\x7e\s]+$/.test(text) ? text : body;
}
