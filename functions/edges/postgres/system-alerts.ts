/** Alerts about what the system itself depends on: webhooks, payments as a whole, and the ways that alerts leave. */

/** Failures in a row after which a channel is an alert: one mail server that restarts is none. */
const CHANNEL_FAILURES = 3;

/** SELECTs in parentheses with the columns of an alert. */
export const SYSTEM_ALERTS = `
  (select 'webhook_silence' as kind, 'stripe', count(*) || ' events of Stripe were found by the reconciliation, and no webhook arrived since '
      || coalesce(to_char(max(arrived.at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC', 'the beginning'), min(e.created_at),
      'Check the endpoint and its signing secret in Stripe’s dashboard, and that Stripe reaches this address'
    from stripe_events e, (select max(received_at) as at from stripe_events where source = 'webhook') arrived
    where e.source = 'recovery' and e.received_at > now() - interval '7 days' and e.created_at > coalesce(arrived.at, '-infinity')
      and e.received_at > e.created_at + interval '2 minutes'
    having count(*) > 0)
  union all
  (select 'payments_failing', 'stripe', tried.failed || ' of the last ' || tried.made || ' payments within a day failed', tried.since,
      'See Stripe’s status page and the reasons of the failed payments'
    from (select count(*) as made, count(*) filter (where status = 'failed') as failed,
        min(received_at) filter (where status = 'failed') as since
      from payments where received_at > now() - interval '24 hours') tried
    where tried.failed >= 5 and tried.failed * 2 > tried.made)
  union all
  (select 'alert_channel_failing', channel, failures_in_a_row || ' alerts in a row could not be sent by ' || channel
      || ': ' || coalesce(last_error, 'unknown'), last_failure_at,
      'Correct ALERT_EMAILS, SMTP_URL or ALERT_WEBHOOK_URL'
    from alert_channels where failures_in_a_row >= ${CHANNEL_FAILURES})`;
