/** Writing what happened to a refund at Stripe: its row, the ledger, the invoice's status and the audit, together. */
import type { Allocation } from '../../domain/allocation.ts';
import type { Debt } from '../../domain/ledger.ts';
import type { Cents } from '../../domain/money.ts';
import { type PartBack, refundFailedPosting, refundPosting } from '../../domain/money-back.ts';
import { refundableParts, takeNewestFirst } from '../../domain/payment-part.ts';
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
import { debtOn } from '../payments/lock.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
import type { PaymentWithRefunds } from '../ports/payments.ts';
import type { Stores, TransactionContext } from '../ports.ts';

type Found = { invoice: LockedInvoice; books: PaymentWithRefunds; refund: KnownRefund | undefined };
type Facts = { at: Date; reason: string | null; failure: string | null };

/** Writes one change. The payment and its invoice are locked. */
export async function writeRefundChange(
  on: TransactionContext,
  found: Found,
  change: RefundChange,
  facts: Facts,
): Promise<void> {
  const { app, tx } = on;
  switch (change.change) {
    case 'reject':
      await tx.refunds.reject(change.id, 'refunded_at_stripe');
      return record(on, found, { id: change.id, action: 'reject_refund' }, { reason: 'refunded_at_stripe' });
    case 'name': {
      await tx.refunds.setStripeId(change.id, change.stripeRefundId);
      const before = found.refund?.status;
      const status = before === 'succeeded' ? 'succeeded' : 'processing';
      if (before === 'requested' || before === 'approved' || before === 'rejected') {
        const details = { stripe_refund_id: change.stripeRefundId, was: before };
        await record(on, found, { id: change.id, action: 'recover_refund' }, details);
        app.log.warn('refund_recovered', { refund_id: change.id, was: before });
      }
      if (!isAdvance({ status }, change.state)) return;
      return settle(on, found, { id: change.id, was: status, state: change.state }, facts);
    }
    case 'settle':
      return settle(on, found, { ...change, was: found.refund?.status ?? 'processing' }, facts);
    case 'add': {
      // An earlier change of the same report may have freed a part.
      const books = await tx.refunds.lockPayment(found.books.id);
      must(books, 'a payment that is locked is there');
      const { refunds: rules } = await tx.settings.get();
      const id = await tx.refunds.addMadeAtStripe({
        paymentId: found.books.id,
        amountCents: change.amountCents,
        reason: reasonFromStripe(facts.reason),
        effect: rules.effect_at_stripe,
        state: change.state,
        stripeRefundId: change.stripeRefundId,
        failureReason: facts.failure,
        parts: takeNewestFirst(refundableParts(books.parts), found.invoice.id, change.amountCents),
      });
      await record(on, found, { id, action: 'refund_outside' }, { amount_cents: change.amountCents });
      if (change.state === 'succeeded') await book(on, found, id, facts.at);
    }
  }
}

async function settle(
  on: TransactionContext,
  found: Found,
  { id, was, state }: { id: string; was: KnownRefund['status']; state: StripeRefundState },
  facts: Facts,
): Promise<void> {
  const { app, tx } = on;
  await tx.refunds.settle(id, state, state === 'failed' ? (facts.failure ?? 'unknown') : null);
  if (state === 'succeeded') await book(on, found, id, facts.at);
  if (state !== 'failed') return;
  if (was === 'succeeded') {
    await reverseRefund(tx, found, id, facts.at);
    await queueRefundCorrection(on, found.invoice, id);
  }
  await record(on, found, { id, action: 'refund_failed' }, { failure_reason: facts.failure, was });
  app.log.warn('refund_failed', { refund_id: id, failure_reason: facts.failure });
}

/** The money has gone back. */
async function book(on: TransactionContext, { invoice, books }: Found, id: string, at: Date): Promise<void> {
  const { tx } = on;
  const refund = await tx.refunds.lock(id);
  must(refund, 'a refund that settles is there');
  const { amountCents, effect } = refund;
  const shares = await tx.refunds.shares(id);
  const parts: PartBack[] = [];
  for (const share of shares) {
    const figures = await tx.refunds.invoiceFigures(share.invoiceId);
    parts.push({ ...share, debt: debtOn(invoice, share.invoiceId), invoice: figures });
  }
  await tx.ledger.post(refundPosting(parts, { refundId: id, paymentId: books.id, effect }, at));
  for (const { invoiceId } of shares) await syncStatusWithLedger(tx, invoiceId);
  const { reason, requestedBy, madeAtStripe } = refund;
  const details = {
    amount_cents: amountCents,
    reason,
    effect,
    requested_by: requestedBy,
    ...severalOf(shares),
  };
  await record(
    on,
    { invoice, books },
    { id, action: 'refund' },
    { ...details, outside_approval: madeAtStripe },
  );
  // No hurry: the sweep wakes the queue for it.
  await queueRefundNotice(on, invoice, id);
}

/** The money came back to us: what the refund booked is undone. */
async function reverseRefund(tx: Stores, { invoice, books }: Found, id: string, at: Date): Promise<void> {
  const booked = await tx.refunds.booked(id);
  const owed: { debt: Debt; owedCents: Cents }[] = [];
  for (const { invoiceId } of await tx.refunds.shares(id)) {
    const { balanceCents } = await tx.refunds.invoiceFigures(invoiceId);
    owed.push({ debt: debtOn(invoice, invoiceId), owedCents: balanceCents });
  }
  await tx.ledger.post(refundFailedPosting(owed, { refundId: id, paymentId: books.id, booked }, at));
  for (const { debt } of owed) await syncStatusWithLedger(tx, debt.invoiceId);
}

/** For the audit, where a refund is of several invoices. */
const severalOf = (shares: readonly Allocation[]) =>
  shares.length > 1 && {
    invoices: shares.map(({ invoiceId, amountCents }) => ({
      invoice_id: invoiceId,
      amount_cents: amountCents,
    })),
  };

const record = (
  { tx, by }: TransactionContext,
  { invoice, books }: Pick<Found, 'invoice' | 'books'>,
  { id, action }: { id: string; action: string },
  details: Record<string, unknown>,
): Promise<void> =>
  tx.audit.record(by, {
    action,
    targetType: 'refund',
    targetId: id,
    details: { payment_id: books.id, invoice_id: invoice.id, ...details },
  });
