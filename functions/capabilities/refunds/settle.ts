/** Writing what happened to a refund at Stripe: its row, the ledger, the invoice's status and the audit, together. */
import { refundFailedPosting, refundPosting } from '../../domain/money-back.ts';
import {
  isAdvance,
  type KnownRefund,
  type RefundChange,
  reasonFromStripe,
  type StripeRefundState,
} from '../../domain/refund.ts';
import { must } from '../../domain/refusal.ts';
import { syncStatusWithLedger } from '../invoices/sync-status.ts';
import { queueRefundCorrection, queueRefundNotice } from '../messages/queue-receipt.ts';
import type { Caller } from '../ports/common.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
import type { PaymentWithRefunds } from '../ports/payments.ts';
import type { App, Stores } from '../ports.ts';

type Found = { invoice: LockedInvoice; books: PaymentWithRefunds; refund: KnownRefund | undefined };
type Facts = { at: Date; reason: string | null; failure: string | null };

/** Writes one change. The payment and its invoice are locked. */
export async function writeRefundChange(
  app: App,
  tx: Stores,
  found: Found,
  change: RefundChange,
  facts: Facts,
  by: Caller,
): Promise<void> {
  switch (change.change) {
    case 'reject':
      await tx.refunds.reject(change.id, 'refunded_at_stripe');
      return record(tx, found, change.id, 'reject_refund', { reason: 'refunded_at_stripe' }, by);
    case 'name': {
      await tx.refunds.setStripeId(change.id, change.stripeRefundId);
      const before = found.refund?.status;
      const status = before === 'succeeded' ? 'succeeded' : 'processing';
      if (before === 'requested' || before === 'approved' || before === 'rejected') {
        const details = { stripe_refund_id: change.stripeRefundId, was: before };
        await record(tx, found, change.id, 'recover_refund', details, by);
        app.log.warn('refund_recovered', { refund_id: change.id, was: before });
      }
      if (!isAdvance({ status }, change.state)) return;
      return settle(app, tx, found, change.id, status, change.state, facts, by);
    }
    case 'settle':
      return settle(app, tx, found, change.id, found.refund?.status ?? 'processing', change.state, facts, by);
    case 'add': {
      const id = await tx.refunds.addMadeAtStripe({
        paymentId: found.books.id,
        amountCents: change.amountCents,
        reason: reasonFromStripe(facts.reason),
        state: change.state,
        stripeRefundId: change.stripeRefundId,
        failureReason: facts.failure,
      });
      await record(tx, found, id, 'refund_outside', { amount_cents: change.amountCents }, by);
      if (change.state === 'succeeded') await book(app, tx, found, id, facts.at, by);
    }
  }
}

async function settle(
  app: App,
  tx: Stores,
  found: Found,
  id: string,
  was: KnownRefund['status'],
  state: StripeRefundState,
  facts: Facts,
  by: Caller,
): Promise<void> {
  await tx.refunds.settle(id, state, state === 'failed' ? (facts.failure ?? 'unknown') : null);
  if (state === 'succeeded') await book(app, tx, found, id, facts.at, by);
  if (state !== 'failed') return;
  if (was === 'succeeded') {
    await reverseRefund(tx, found, id, facts.at);
    await queueRefundCorrection(app, tx, found.invoice, id, by);
  }
  await record(tx, found, id, 'refund_failed', { failure_reason: facts.failure, was }, by);
  app.log.warn('refund_failed', { refund_id: id, failure_reason: facts.failure });
}

/** The money has gone back. */
async function book(
  app: App,
  tx: Stores,
  { invoice, books }: Found,
  id: string,
  at: Date,
  by: Caller,
): Promise<void> {
  const refund = await tx.refunds.lock(id);
  must(refund, 'a refund that settles is there');
  const figures = await tx.refunds.invoiceFigures(invoice.id);
  const { amountCents, effect } = refund;
  const booking = { refundId: id, paymentId: books.id, amountCents, effect };
  await tx.ledger.post(refundPosting(debtOf(invoice), figures, booking, at));
  await syncStatusWithLedger(tx, invoice.id);
  const { reason, requestedBy, madeAtStripe } = refund;
  const details = { amount_cents: amountCents, reason, effect, requested_by: requestedBy };
  await record(tx, { invoice, books }, id, 'refund', { ...details, outside_approval: madeAtStripe }, by);
  // No hurry: the sweep wakes the queue for it.
  await queueRefundNotice(app, tx, invoice, id, by);
}

/** The money came back to us: what the refund booked is undone. */
async function reverseRefund(tx: Stores, { invoice, books }: Found, id: string, at: Date): Promise<void> {
  const booked = await tx.refunds.booked(id);
  const { balanceCents } = await tx.refunds.invoiceFigures(invoice.id);
  await tx.ledger.post(
    refundFailedPosting(debtOf(invoice), balanceCents, { refundId: id, paymentId: books.id, booked }, at),
  );
  await syncStatusWithLedger(tx, invoice.id);
}

const debtOf = (invoice: LockedInvoice) => ({
  invoiceId: invoice.id,
  patientId: invoice.patientId,
  currency: invoice.currency,
});

const record = (
  tx: Stores,
  { invoice, books }: Pick<Found, 'invoice' | 'books'>,
  refundId: string,
  action: string,
  details: Record<string, unknown>,
  by: Caller,
): Promise<void> =>
  tx.audit.record(by, {
    action,
    targetType: 'refund',
    targetId: refundId,
    details: { payment_id: books.id, invoice_id: invoice.id, ...details },
  });
