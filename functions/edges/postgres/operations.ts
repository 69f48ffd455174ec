/** Dead letters and timers: what staff see when work has stopped. */
import type { FoundAlert, OperationsStore, WorkKey } from '../../capabilities/ports/work.ts';
import type { DeadLetter } from '../../contracts/work.ts';
import { ADMIN_ACCESS_ALERTS } from './access-alerts.ts';
import { notAcknowledged } from './alerts.ts';
import { pageOf, readCursor } from './cursor.ts';
import { NEEDS_ATTENTION } from './messages.ts';
import { INVOICE, MONEY_ALERTS } from './money-alerts.ts';
import type { Query } from './pool.ts';
import { SYSTEM_ALERTS } from './system-alerts.ts';

type DeadLetterRow = Omit<DeadLetter, 'since'> & { since: Date; key: string };

/** Work that was given up, and messages that no function could take, as one list. */
const DEAD_LETTERS = `select id, 'work' as kind, topic, subject_id, attempts, last_error, settled_at as since
    from outbox where state = 'dead'
  union all
  select id, 'message', queue, left(body, 400), 5, reason, arrived_at from poison_messages
    where redriven_at is null and dismissed_at is null`;

/** Payments that failed lately and were not made since. */
export const FAILED_PAYMENTS = `payments where status = 'failed' and received_at > now() - interval '30 days' and not exists (
  select from payments later where later.invoice_id = payments.invoice_id and later.status <> 'failed'
    and later.received_at >= payments.received_at)`;

/** The newest backup of storage and of folders, unless it was verified since it was made. */
const UNVERIFIED_BACKUPS = `select newest.* from (
    select distinct on (coalesce(details->>'place', 'storage')) coalesce(details->>'place', 'storage') as place,
      target_id, sequence, created_at from audit_logs where action = 'make_backup'
    order by coalesce(details->>'place', 'storage'), sequence desc) newest
  where not exists (select from audit_logs v where v.action = 'verify_backup' and v.target_id = newest.target_id
    and v.sequence > newest.sequence and v.details->>'outcome' = 'matched')`;

export const operationsStore = (query: Query): OperationsStore => ({
  async deadLetters(page) {
    const after = readCursor(page, ['instant', 'uuid']);
    const rows = await query<DeadLetterRow>(
      `select *, since::text as key from (${DEAD_LETTERS}) dead_letters
       where $1::timestamptz is null or (since, id) < ($1, $2::uuid) order by since desc, id desc limit $3`,
      [after?.[0] ?? null, after?.[1] ?? null, page.limit + 1],
    );
    const found = pageOf(rows, page.limit, (row) => [row.key, row.id]);
    return { ...found, data: found.data.map(({ key: _, ...row }) => deadLetterOf(row)) };
  },

  async lockDead(id) {
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

  async addPoison({ queue, messageId, body, reason }) {
    await query(
      `insert into poison_messages (queue, message_id, body, reason) values ($1, $2, $3, left($4, 500))
       on conflict (message_id) do nothing`,
      [queue, messageId, body, reason],
    );
  },

  async timerStarted(name, periodSeconds) {
    await query(
      `insert into timer_runs (name, period_seconds, started_at) values ($1, $2, now())
       on conflict (name) do update set period_seconds = excluded.period_seconds,
         -- One that never ended is late since its first start, however often it begins.
         started_at = case when timer_runs.finished_at is null then timer_runs.started_at else excluded.started_at end`,
      [name, periodSeconds],
    );
  },

  async timerEnded(name, error) {
    await query(
      `update timer_runs set last_error = left($2::text, 500),
         finished_at = case when $2::text is null then now() else finished_at end,
         failures_in_a_row = case when $2::text is null then 0 else failures_in_a_row + 1 end where name = $1`,
      [name, error],
    );
  },

  async timers() {
    return query(
      `select name, period_seconds as "periodSeconds", started_at as "startedAt", finished_at as "finishedAt",
         last_error as "lastError", failures_in_a_row as "failuresInARow" from timer_runs order by name`,
    );
  },

  async alerts(limit) {
    return query<FoundAlert>(
      `select found.*, about.*, (select coalesce(a.actor_id::text, case when a.target_type = 'staff' then a.target_id end)
         from audit_logs a where a.id = case when found.kind in ('probing', 'many_reads', 'sending_limit') then found.id::uuid end) as staff_id
       from (
       (select 'failed_payment' as kind, id::text, jsonb_build_object('failure_message', failure_message, 'invoice_id', invoice_id) as facts,
          received_at as since
        from ${FAILED_PAYMENTS} order by received_at desc limit $1)
       union all
       (select 'given_back_twice', i.id::text, jsonb_build_object(${INVOICE}, 'is_canceled', false), i.updated_at
        from invoices i, lateral invoice_money(i.id) m
        where i.balance_cents > 0 and i.refunded_cents > 0 and m.kept_cents < 0 order by i.updated_at desc limit $1)
       union all
       (select distinct on (i.id) 'given_back_twice', i.id::text, jsonb_build_object(${INVOICE}, 'is_canceled', true), r.settled_at
        from refunds r join payments y on y.id = r.payment_id join invoices i on i.id = y.invoice_id, lateral invoice_money(i.id) m
        where r.status = 'succeeded' and r.created_at > now() - interval '90 days' and i.status = 'cancelled' and m.kept_cents < 0
        order by i.id, r.settled_at desc limit $1)
       union all
       ${MONEY_ALERTS}
       union all
       (select 'quarantined_event', id, jsonb_build_object('type', type, 'reason', reason), received_at
        from stripe_events where state = 'quarantined' order by received_at desc limit $1)
       union all
       (select 'stuck_event', e.id,
          jsonb_build_object('type', type, 'attempts', attempts, 'last_error', last_error, 'waits_for', waits_for), received_at
        from stripe_events e left join outbox w on w.topic = 'apply_event' and w.subject_id = e.id
        where e.state = 'received' and received_at < now() - interval '15 minutes' order by received_at limit $1)
       union all
       (select 'dead_letter', id::text, jsonb_build_object('topic', topic, 'last_error', last_error), since
        from (${DEAD_LETTERS}) dead_letters order by since desc limit $1)
       union all
       (select 'failed_message', m.id::text, jsonb_build_object('last_error', m.last_error, 'bounced', m.bounced, 'invoice_id', i.id), m.created_at
        from messages m left join invoices i on i.id = m.invoice_id where ${NEEDS_ATTENTION} order by m.created_at desc limit $1)
       union all
       (select 'reconciliation_break', id::text, jsonb_build_object('class', class, 'object', object, 'detail', detail), found_at
        from reconciliation_breaks where resolved_at is null order by found_at desc limit $1)
       union all
       (select 'backup_overdue', coalesce(newest.target_id, 'none'), jsonb_build_object('newest_backup', newest.target_id),
          coalesce(newest.created_at, begun.created_at)
        from (select created_at from audit_logs order by sequence limit 1) begun
          left join lateral (select target_id, created_at from audit_logs where action = 'make_backup'
            order by sequence desc limit 1) newest on true
        where coalesce(newest.created_at, begun.created_at) < now() - interval '2 days')
       union all
       (select 'sending_limit', a.id::text,
          jsonb_build_object('name', s.name, 'limited', a.target_type, 'limit', a.details ->> 'limit'), a.created_at
        from audit_logs a left join staff s on s.id = a.actor_id
        where a.action = 'reach_sending_limit' and a.created_at > now() - interval '1 day' and ${notAcknowledged('a.id')} order by a.sequence desc limit $1)
       union all
       (select case a.action when 'probe_records' then 'probing' else 'many_reads' end, a.id::text,
          jsonb_build_object('name', s.name, 'address', a.address, 'records', a.details -> 'records'), a.created_at
        from audit_logs a left join staff s on s.id = coalesce(a.actor_id, case when a.target_type = 'staff' then a.target_id::uuid end)
        where a.action in ('probe_records', 'exceed_read_budget') and a.created_at > now() - interval '1 day'
          and ${notAcknowledged('a.id')}
        order by a.sequence desc limit $1)
       union all
       ${ADMIN_ACCESS_ALERTS}
       union all
       ${SYSTEM_ALERTS}
       union all
       (select 'backup_unverified', made.target_id, jsonb_build_object('outcome', seen.details->>'outcome',
            'difference', seen.details->'found'->>0, 'reason', seen.details->>'reason'), made.created_at
        from (${UNVERIFIED_BACKUPS}) made left join lateral (select details from audit_logs
            where action = 'verify_backup' and target_id = made.target_id and sequence > made.sequence
            order by sequence desc limit 1) seen on true
        where seen.details is not null or made.created_at < now() - interval '1 hour'
        order by made.created_at desc limit $1)) found
       left join lateral (select i.id as invoice_id, i.invoice_number, i.patient_id from invoices i
         where i.id = (found.facts ->> 'invoice_id')::uuid limit 1) about on true`,
      [limit],
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
