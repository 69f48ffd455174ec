/** Notices of alerts for operators, and alerts that an admin has acknowledged. */
import type { AlertStore, ChannelState, StoredNotice } from '../../capabilities/ports/alerts.ts';
import { notAcknowledged } from './alert-acknowledgements.ts';
import { findAlerts } from './found-alerts.ts';
import type { Query } from './pool.ts';

export const alertStore = (query: Query): AlertStore => ({
  find: (limit) => findAlerts(query, limit),

  async sync(alerts, { now, gone, cut }) {
    const column = (of: (alert: (typeof alerts)[number]) => unknown): unknown[] => alerts.map(of);
    await query(
      `insert into alert_notices (kind, subject_id, since, opened_at, seen_at)
       select distinct on (kind, id) kind, left(id, 300), since, $4, $4 from unnest($1::text[], $2::text[], $3::timestamptz[]) a (kind, id, since)
       order by kind, id
       on conflict (kind, subject_id) where resolved_at is null do update set seen_at = excluded.seen_at`,
      [column(({ kind }) => kind), column(({ id }) => id), column(({ since }) => since), now],
    );
    await query(
      `update alert_notices set resolved_at = $1 where resolved_at is null and seen_at < $2 and kind <> all ($3)`,
      [now, gone, cut],
    );
  },

  async pending(channel, { limit, silentEnd }) {
    return query<StoredNotice>(
      `select n.id, n.kind, n.subject_id as "subjectId", n.since, n.resolved_at as "resolvedAt",
         case when n.resolved_at is null then 'opened' else 'resolved' end as phase
       from alert_notices n
       where case when n.resolved_at is null
           then not exists (select from alert_deliveries d where d.alert_id = n.id and d.channel = $1)
           else n.kind <> all ($3) and exists (select from alert_deliveries d where d.alert_id = n.id and d.channel = $1)
             and not exists (select from alert_deliveries d where d.alert_id = n.id and d.channel = $1 and d.phase = 'resolved') end
       order by n.opened_at, n.id limit $2`,
      [channel, limit, silentEnd],
    );
  },

  async sent(channel, notices) {
    await query(
      `insert into alert_deliveries (alert_id, channel, phase)
       select id, $1, phase from unnest($2::uuid[], $3::text[]) n (id, phase) on conflict do nothing`,
      [channel, notices.map(({ id }) => id), notices.map(({ phase }) => phase)],
    );
  },

  async forgetBefore(instant) {
    await query('delete from alert_notices where resolved_at < $1', [instant]);
  },

  ...channelStates(query),
  ...acknowledgements(query),
});

const channelStates = (query: Query): Pick<AlertStore, 'channelUsed' | 'channels' | 'keepChannels'> => ({
  async channelUsed(channel, error) {
    await query(
      `insert into alert_channels as c (channel, last_success_at, last_failure_at, last_error, failures_in_a_row)
       values ($1, case when $2::text is null then now() end, case when $2::text is not null then now() end, left($2::text, 500),
         case when $2::text is null then 0 else 1 end)
       on conflict (channel) do update set last_success_at = coalesce(excluded.last_success_at, c.last_success_at),
         last_failure_at = coalesce(excluded.last_failure_at, c.last_failure_at),
         last_error = coalesce(excluded.last_error, c.last_error),
         failures_in_a_row = case when excluded.failures_in_a_row = 0 then 0 else c.failures_in_a_row + 1 end`,
      [channel, error],
    );
  },

  async channels() {
    return query<ChannelState>(
      `select channel, last_success_at as "lastSuccessAt", last_failure_at as "lastFailureAt", last_error as "lastError",
         failures_in_a_row as "failuresInARow" from alert_channels order by channel`,
    );
  },

  async keepChannels(names) {
    await query('delete from alert_channels where channel <> all ($1)', [names]);
  },
});

const acknowledgements = (query: Query): Pick<AlertStore, 'concerned' | 'hasOtherAdmin' | 'acknowledge'> => ({
  async concerned(kind, id) {
    const [row] = await query<{ staffId: string | null; grantedBy: string | null }>(
      kind === 'admin_access'
        ? `select g.staff_id::text as "staffId", g.granted_by::text as "grantedBy" from staff_access_grants g
           where g.id = $1 and ${notAcknowledged('g.id')}`
        : `select coalesce(a.actor_id::text, case when a.target_type = 'staff' then a.target_id end) as "staffId", null as "grantedBy"
           from audit_logs a where a.id = $1 and a.action in ('probe_records', 'exceed_read_budget', 'reach_sending_limit')
             and ${notAcknowledged('a.id')}`,
      [id],
    );
    return row;
  },

  async hasOtherAdmin(except) {
    const rows = await query(
      `select from staff where role = 'admin' and disabled_at is null and password_hash is not null and id <> all ($1::uuid[]) limit 1`,
      [except],
    );
    return rows.length > 0;
  },

  async acknowledge(kind, id, staffId) {
    const rows = await query(
      `insert into alert_acknowledgements (kind, subject_id, acknowledged_by) values ($1, $2, $3)
       on conflict do nothing returning subject_id`,
      [kind, id, staffId],
    );
    return rows.length === 1;
  },
});
