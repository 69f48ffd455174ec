/** Alerts about what the system itself depends on: webhooks, payments as a whole, and the ways that alerts leave. */

/** Failures in a row after which a channel is an alert: one mail server that restarts is none. */
const CHANNEL_FAILURES = 3;

/** SELECTs in parentheses with the columns of an alert. */
export const SYSTEM_ALERTS = `
  (select 'webhook_silence' as kind, 'stripe', jsonb_build_object('events', count(*), 'last_webhook_at', max(arrived.at)), min(e.created_at)
    from stripe_events e, (select max(received_at) as at from stripe_events where source = 'webhook') arrived
    where e.source = 'recovery' and e.received_at > now() - interval '7 days' and e.created_at > coalesce(arrived.at, '-infinity')
      and e.received_at > e.created_at + interval '2 minutes'
    having count(*) > 0)
  union all
  (select 'payments_failing', 'stripe', jsonb_build_object('failed', tried.failed, 'made', tried.made), tried.since
    from (select count(*) as made, count(*) filter (where status = 'failed') as failed,
        min(received_at) filter (where status = 'failed') as since
      from payments where received_at > now() - interval '24 hours') tried
    where tried.failed >= 5 and tried.failed * 2 > tried.made)
  union all
  (select 'alert_channel_failing', channel, jsonb_build_object('failures_in_a_row', failures_in_a_row, 'last_error', last_error), last_failure_at
    from alert_channels where failures_in_a_row >= ${CHANNEL_FAILURES})`;
