/** The alerts that the database knows of. */
import type { FoundAlert } from '../../capabilities/ports/alerts.ts';
import { ADMIN_ACCESS_ALERTS } from './access-alerts.ts';
import { notAcknowledged } from './alert-acknowledgements.ts';
import { DEAD_LETTERS } from './dead-letters.ts';
import { NEEDS_ATTENTION } from './messages.ts';
import { INVOICE, MONEY_ALERTS } from './money-alerts.ts';
import type { Query } from './pool.ts';
import { SYSTEM_ALERTS } from './system-alerts.ts';

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

/** At most `limit` of each kind. */
export const findAlerts = (query: Query, limit: number): Promise<FoundAlert[]> =>
  query<FoundAlert>(
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
