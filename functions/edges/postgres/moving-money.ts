/** Money of payments that a dispute or a refund may still move. */
import { FORBIDS_REFUND } from './money-sql.ts';

/** Of the dispute `d`: staff must decide who bears what did not come back (domain/dispute.ts, `needsDecision`). */
export const NEEDS_DECISION = `(d.status in ('lost', 'prevented') or d.status = 'won' and d.reinstated_cents > 0)
  and d.outcome is null and d.withdrawn_cents > d.reinstated_cents`;
const OPEN = `(d.status not in ('won', 'lost', 'warning_closed', 'prevented') or ${NEEDS_DECISION})`;
const WAITING = `r.status in ('requested', 'approved', 'processing')`;

/** Unlike `exists`, it is never answered by reading the whole table into a hash. */
const any = (rows: string): string => `coalesce((select true from ${rows} limit 1), false)`;

/** `disputes d` → `d`. */
const nameOf = (table: string): string => table.slice(-1);

const ofPayment = (table: string, condition: string): string =>
  any(`${table} where ${nameOf(table)}.payment_id = y.id and ${condition}`);

/** The payments of an invoice: those that are listed under it, and those that settle it beside another. */
const PAYMENTS_OF_INVOICE = `(select y.id from payments y where y.invoice_id = i.id
  union select e.payment_id from ledger_entries e where e.invoice_id = i.id and e.account = 'receivable')`;

const ofInvoice = (table: string, condition: string): string =>
  any(`${PAYMENTS_OF_INVOICE} v join ${table} on ${nameOf(table)}.payment_id = v.id where ${condition}`);

const columns = (some: (table: string, condition: string) => string): string =>
  `${some('disputes d', OPEN)} as dispute_open, ${some('disputes d', FORBIDS_REFUND)} as refund_blocked,
  ${some('refunds r', WAITING)} as refund_waiting`;

/** For the payment `y`. */
export const MOVING_OF_PAYMENT = columns(ofPayment);

/** For all payments of the invoice `i`. */
export const MOVING_OF_INVOICE = columns(ofInvoice);

/**
 * Whether a finished payment page of the invoice `i` awaits its money, as a bank debit does for days. A payment or a
 * failure that Stripe reports ends it; cash does not, nor a card that was declined before the page was finished.
 */
export const PAYMENT_ON_ITS_WAY =
  any(`checkout_invoices k join checkout_sessions c on c.id = k.checkout_id where k.invoice_id = i.id and c.state = 'complete'
  and not exists (select from payments y where y.invoice_id = c.invoice_id and y.stripe_payment_id is not null
    and y.created_at >= c.created_at and (y.status <> 'failed' or y.updated_at >= c.updated_at))`);
