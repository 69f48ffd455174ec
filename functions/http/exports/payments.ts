/** Payments and refunds as files. */
import { everyRow } from '../../capabilities/every-row.ts';
import type { PaymentFilter } from '../../capabilities/ports/payments.ts';
import type { RefundFilter, StoredRefund } from '../../capabilities/ports/refunds.ts';
import type { App } from '../../capabilities/ports.ts';
import type { ListedPayment } from '../../contracts/payments.ts';
import { columnsOf, csvFile } from './columns.ts';

const payment = columnsOf<ListedPayment>();
const PAYMENT_COLUMNS = [
  payment.instant('received_at'),
  payment.field('patient_name'),
  payment.field('invoice_number'),
  payment.field('method'),
  payment.field('status'),
  payment.field('currency'),
  payment.money('amount_cents'),
  payment.money('refunded_cents'),
  payment.money('fee_cents', 'fee_currency'),
  payment.field('fee_currency'),
  payment.money('settled_cents', 'fee_currency'),
  payment.field('exchange_rate'),
  payment.field('receipt_number'),
  payment.field('reference'),
  payment.field('failure_message'),
  payment.instant('reversed_at'),
  payment.field('stripe_payment_id'),
  payment.field('invoice_id'),
  payment.field('patient_id'),
  payment.field('id'),
];

/** The payments of a filter, newest first. */
export const paymentsFile = (app: App, filter: PaymentFilter) =>
  csvFile(
    app,
    'payments',
    PAYMENT_COLUMNS,
    everyRow((page) => app.db.read.payments.list(filter, page)),
  );

const refund = columnsOf<StoredRefund>();
const REFUND_COLUMNS = [
  refund.instant('created_at'),
  refund.field('patient_name'),
  refund.field('invoice_number'),
  refund.field('status'),
  refund.field('currency'),
  refund.money('amount_cents'),
  refund.field('reason'),
  refund.field('note'),
  refund.field('effect'),
  refund.field('requested_by_name'),
  refund.field('decided_by_name'),
  refund.instant('decided_at'),
  refund.field('decision_reason'),
  refund.field('outside_approval'),
  refund.instant('settled_at'),
  refund.field('failure_reason'),
  refund.field('stripe_refund_id'),
  refund.field('payment_id'),
  refund.field('invoice_id'),
  refund.field('patient_id'),
  refund.field('id'),
];

/** The refunds of a filter, newest first. */
export const refundsFile = (app: App, filter: RefundFilter) =>
  csvFile(
    app,
    'refunds',
    REFUND_COLUMNS,
    everyRow((page) => app.db.read.refunds.list(filter, page)),
  );
