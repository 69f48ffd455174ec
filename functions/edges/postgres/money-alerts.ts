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

/** Facts of every alert about an invoice; the id leads to it and to its patient. */
export const INVOICE = `'invoice_number', i.invoice_number, 'invoice_id', i.id`;
const REFUND_FACTS = `jsonb_build_object(${INVOICE}, 'failure_reason', r.failure_reason, 'payment_id', y.id)`;
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
  (select 'refund_failed' as kind, r.id::text, ${REFUND_FACTS} as facts, r.settled_at as since
    from ${FAILED_REFUNDS} and r.stripe_refund_id is not null order by r.settled_at desc limit $1)
  union all
  (select 'refund_refused', r.id::text, ${REFUND_FACTS}, r.settled_at
    from ${FAILED_REFUNDS} and r.stripe_refund_id is null and not r.made_at_stripe order by r.settled_at desc limit $1)
  union all
  (select 'refund_stuck', r.id::text, jsonb_build_object(${INVOICE}, 'status', r.status), coalesce(r.sent_at, r.decided_at, r.created_at)
    from refunds r join payments y on y.id = r.payment_id join invoices i on i.id = y.invoice_id
    where ${inStates('refunds.status', 'refund_stuck', 'r.status')} and coalesce(r.sent_at, r.decided_at, r.created_at)
      < now() - case r.status when 'approved' then interval '1 hour' else interval '10 days' end
    order by r.created_at limit $1)
  union all
  (select 'dispute_needs_response', d.id::text,
      jsonb_build_object(${INVOICE}, 'evidence_due_at', d.evidence_due_at, 'stripe_dispute_id', d.stripe_dispute_id), d.opened_at
    from ${DISPUTES} where ${inStates('disputes.status', 'dispute_needs_response', 'd.status')}
    order by d.opened_at desc limit $1)
  union all
  (select 'dispute_undecided', d.id::text, jsonb_build_object(${INVOICE}, 'status', d.status), d.opened_at
    from ${DISPUTES} where ${inStates('disputes.status', 'dispute_undecided', 'd.status')} and ${NEEDS_DECISION}
    order by d.opened_at desc limit $1)
  union all
  (select 'payment_plan_broken', p.id::text, jsonb_build_object('invoice_number', owed.invoice_number, 'invoice_id', owed.id,
      'due_date', m.due_date, 'consequence', b.consequence), b.noticed_at
    from missed_instalments('infinity') m join payment_plans p on p.id = m.plan_id
      join lateral (select consequence, noticed_at from payment_plan_breaks b
        where b.plan_id = m.plan_id and b.version = m.version
          and (b.position = m.position or b.consequence = 'balance_due')
        order by b.position desc limit 1) b on true
      left join lateral (select i.id, i.invoice_number from payment_plan_invoices c join invoices i on i.id = c.invoice_id
        where c.plan_id = p.id and i.balance_cents > 0 order by i.invoice_number limit 1) owed on true
    order by b.noticed_at desc limit $1)
  union all
  (select 'payout_failed', p.stripe_payout_id, jsonb_build_object('status', p.status, 'failure_message', p.failure_message), p.updated_at
    from payouts p where ${inStates('payouts.status', 'payout_failed', 'p.status')}
      and not exists (select from payouts later where later.currency = p.currency and later.made_at > p.made_at
        and later.status = 'paid')
    order by p.made_at desc limit $1)
  union all
  (select 'payment_pages_refused', c.invoice_id::text, jsonb_build_object('currency', c.currency, 'last_error', c.last_error, 'invoice_id', c.invoice_id), c.since
    from (select distinct on (currency) *, updated_at as since from (${REFUSED_PAGES}) refused where all_refused
      order by currency, created_at desc) c limit $1)
  union all
  (select 'payment_page_refused', c.invoice_id::text, jsonb_build_object('last_error', c.last_error, 'invoice_id', c.invoice_id), c.updated_at
    from (${REFUSED_PAGES}) c where not all_refused order by c.updated_at desc limit $1)
  union all
  (select 'payment_page_stuck', c.invoice_id::text, jsonb_build_object(${INVOICE}, 'state', c.state, 'last_error', c.last_error), c.created_at
    from checkout_sessions c join invoices i on i.id = c.invoice_id
    where ${inStates('checkout_sessions.state', 'payment_page_stuck', 'c.state')}
      and c.updated_at < now() - interval '15 minutes' and not coalesce(${KEY_REFUSED}, false)
    order by c.created_at limit $1)
  union all
  (select 'reconciliation_failed', r.id::text, jsonb_build_object('last_error', r.last_error), r.finished_at
    from (select * from reconciliation_runs order by created_at desc limit 1) r
    where ${inStates('reconciliation_runs.state', 'reconciliation_failed', 'r.state')})`;
