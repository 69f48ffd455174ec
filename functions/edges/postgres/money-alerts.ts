/** Alerts about money states that need a person; which states those are is read from one list. */

import type { AlertKind } from '../../domain/alerts.ts';
import { type MoneyColumn, statesOf } from '../../domain/money-states.ts';
import { NEEDS_DECISION } from './moving-money.ts';

/** A condition on a column: it has one of the states that this kind of alert is about. */
function inStates(column: MoneyColumn, kind: AlertKind, name: string): string {
  const states = statesOf(column, kind);
  if (states.length === 0) throw new Error(`No state of ${column} has the alert ${kind}.`);
  return `${name} in (${states.map((state) => `'${state}'`).join(', ')})`;
}

/** Refunds that failed lately and were not requested again since. */
const FAILED_REFUNDS = `refunds r join payments y on y.id = r.payment_id join invoices i on i.id = y.invoice_id
  where ${inStates('refunds.status', 'refund_failed', 'r.status')} and r.settled_at > now() - interval '90 days'
    and not exists (select from refunds later where later.payment_id = r.payment_id and later.created_at > r.settled_at
      and later.status not in ('failed', 'rejected'))`;

const DISPUTES = 'disputes d join payments y on y.id = d.payment_id join invoices i on i.id = y.invoice_id';

const NUMBER = `coalesce(i.invoice_number, 'a draft')`;
const PAGE_FAILED = inStates('checkout_sessions.state', 'payment_pages_refused', 'c.state');
/** Stripe repeats these answers for every page, so that the page stays requested until the key is right. */
const KEY_REFUSED = `c.last_error ~ '^(StripeAuthenticationError|api_key_expired|platform_api_key_expired)'`;

/** The newest page of each invoice that is owed, where Stripe refused it or was not reached for it. */
const REFUSED_PAGES = `select c.*, c.created_at >= coalesce((select max(made.created_at) from checkout_sessions made
      where made.currency = c.currency and made.stripe_id is not null), '-infinity') as all_refused
  from checkout_sessions c join invoices i on i.id = c.invoice_id
  where (${PAGE_FAILED} or (c.stripe_id is null and ${KEY_REFUSED})) and i.status in ('issued', 'partially_paid')
    and c.created_at = (select max(later.created_at) from checkout_sessions later where later.invoice_id = c.invoice_id)`;

/** Reads at most $1 of each kind, with the columns of an alert. */
export const MONEY_ALERTS = `
  (select 'refund_failed' as kind, r.id::text, 'Invoice ' || ${NUMBER} || ': ' || coalesce(r.failure_reason, 'unknown') as reason,
      r.settled_at as since, 'Pay the patient another way, or request the refund again: POST /payments/' || y.id || '/refunds' as remedy
    from ${FAILED_REFUNDS} and r.stripe_refund_id is not null order by r.settled_at desc limit $1)
  union all
  (select 'refund_refused', r.id::text, 'Invoice ' || ${NUMBER} || ': ' || coalesce(r.failure_reason, 'unknown'), r.settled_at,
      'Correct the reason, then request the refund again: POST /payments/' || y.id || '/refunds'
    from ${FAILED_REFUNDS} and r.stripe_refund_id is null and not r.made_at_stripe order by r.settled_at desc limit $1)
  union all
  (select 'refund_stuck', r.id::text, 'Invoice ' || ${NUMBER} || ': ' || r.status || ' for more than '
        || case r.status when 'approved' then 'an hour' else 'ten days' end, coalesce(r.sent_at, r.decided_at, r.created_at),
      'Look at the refund in Stripe’s dashboard; the next reconciliation takes its state'
    from refunds r join payments y on y.id = r.payment_id join invoices i on i.id = y.invoice_id
    where ${inStates('refunds.status', 'refund_stuck', 'r.status')} and coalesce(r.sent_at, r.decided_at, r.created_at)
      < now() - case r.status when 'approved' then interval '1 hour' else interval '10 days' end
    order by r.created_at limit $1)
  union all
  (select 'dispute_needs_response', d.id::text, 'Invoice ' || ${NUMBER} || ': the bank waits for an answer'
        || coalesce(' until ' || to_char(d.evidence_due_at at time zone 'UTC', 'YYYY-MM-DD'), ''), d.opened_at,
      'Answer in Stripe’s dashboard: ' || d.stripe_dispute_id
    from ${DISPUTES} where ${inStates('disputes.status', 'dispute_needs_response', 'd.status')}
    order by d.opened_at desc limit $1)
  union all
  (select 'dispute_undecided', d.id::text, 'Invoice ' || ${NUMBER} || ': the dispute is ' || d.status
        || ', and the part that did not come back is not resolved yet', d.opened_at,
      'POST /disputes/' || d.id || '/decide'
    from ${DISPUTES} where ${inStates('disputes.status', 'dispute_undecided', 'd.status')} and ${NEEDS_DECISION}
    order by d.opened_at desc limit $1)
  union all
  (select 'payout_failed', p.stripe_payout_id, 'The payout has the status ' || p.status || coalesce(': ' || p.failure_message, ''), p.updated_at,
      'The money is in the Stripe balance again. After a failure, correct the bank account in Stripe’s dashboard'
    from payouts p where ${inStates('payouts.status', 'payout_failed', 'p.status')}
      and not exists (select from payouts later where later.currency = p.currency and later.made_at > p.made_at
        and later.status = 'paid')
    order by p.made_at desc limit $1)
  union all
  (select 'payment_pages_refused', c.invoice_id::text, upper(c.currency) || ': ' || c.last_error, c.since,
      'Correct the cause, then send the invoices again: POST /invoices/' || c.invoice_id || '/send'
    from (select distinct on (currency) *, updated_at as since from (${REFUSED_PAGES}) refused where all_refused
      order by currency, created_at desc) c limit $1)
  union all
  (select 'payment_page_refused', c.invoice_id::text, c.last_error, c.updated_at,
      'Correct the invoice, then send it again: POST /invoices/' || c.invoice_id || '/send'
    from (${REFUSED_PAGES}) c where not all_refused order by c.updated_at desc limit $1)
  union all
  (select 'payment_page_stuck', c.invoice_id::text, 'Invoice ' || ${NUMBER} || ': the page is still ' || c.state
        || coalesce('. ' || c.last_error, ''), c.created_at,
      'npm run alerts names what keeps the queue from working; the sweep tries again'
    from checkout_sessions c join invoices i on i.id = c.invoice_id
    where ${inStates('checkout_sessions.state', 'payment_page_stuck', 'c.state')}
      and c.updated_at < now() - interval '15 minutes' and not coalesce(${KEY_REFUSED}, false)
    order by c.created_at limit $1)
  union all
  (select 'reconciliation_failed', r.id::text, coalesce(r.last_error, 'unknown'), r.finished_at, 'POST /reconciliation/run'
    from (select * from reconciliation_runs order by created_at desc limit 1) r
    where ${inStates('reconciliation_runs.state', 'reconciliation_failed', 'r.state')})`;
