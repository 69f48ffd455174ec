/** Money of payments that a dispute or a refund may still move. */
import { FORBIDS_REFUND } from './moneySql.ts';

const OPEN = `(d.status not in ('won', 'lost', 'warning_closed', 'prevented')
  or d.status = 'lost' and d.outcome is null and d.withdrawn_cents > d.reinstated_cents)`;
const WAITING = `r.status in ('requested', 'approved', 'processing')`;

/** Unlike `exists`, it is never answered by reading the whole table into a hash. */
const any = (rows: string): string => `coalesce((select true from ${rows} limit 1), false)`;

/** `disputes d` → `d`. */
const nameOf = (table: string): string => table.slice(-1);

const ofPayment = (table: string, condition: string): string =>
  any(`${table} where ${nameOf(table)}.payment_id = y.id and ${condition}`);

const ofInvoice = (table: string, condition: string): string =>
  any(
    `payments v join ${table} on ${nameOf(table)}.payment_id = v.id where v.invoice_id = i.id and ${condition}`,
  );

const columns = (some: (table: string, condition: string) => string): string =>
  `${some('disputes d', OPEN)} as dispute_open, ${some('disputes d', FORBIDS_REFUND)} as refund_blocked,
  ${some('refunds r', WAITING)} as refund_waiting`;

/** For the payment `y`. */
export const MOVING_OF_PAYMENT = columns(ofPayment);

/** For all payments of the invoice `i`. */
export const MOVING_OF_INVOICE = columns(ofInvoice);
