/** Recording money that was taken at the desk: number, ledger, status, receipt and audit in one transaction. */
import { randomUUID } from 'node:crypto';
import type { Day } from '../../domain/calendar.ts';
import { isPayable } from '../../domain/invoice.ts';
import { paymentPosting } from '../../domain/ledger.ts';
import { cents, ZERO } from '../../domain/money.ts';
import { accountOf, type OfflineMethod, receivedAt } from '../../domain/offline-payment.ts';
import { refuse } from '../../domain/refusal.ts';
import { askToClose, closeCheckoutNow } from '../checkouts/close.ts';
import { closePageFirst } from '../checkouts/close-first.ts';
import { commandTransaction, type Done } from '../command.ts';
import { syncStatusWithLedger } from '../invoices/sync-status.ts';
import { queueReceipt } from '../messages/queue-receipt.ts';
import { allocateNumber } from '../numbers/allocate.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
import type { App, Stores } from '../ports.ts';

export type OfflinePaymentInput = {
  invoiceId: string;
  amountCents: number;
  method: OfflineMethod;
  reference: string | null;
  receivedOn: Day | undefined;
};

/**
 * Books the money. What is more than the debt becomes the patient's credit (decision 7). The open payment page is
 * closed, so that the same debt is not paid twice. Refuses `invoice_unknown`, `invoice_not_issued`, a wrong day,
 * and `payment_in_progress` when the patient has just paid online.
 */
export async function recordPayment(app: App, input: OfflinePaymentInput, by: StaffCaller): Promise<Done> {
  const isClosing = await closePageFirst(app, input.invoiceId, by, (tx) => lockRecordable(app, tx, input));
  const recorded = await commandTransaction(
    app,
    async (tx) => {
      const { invoice, now, at } = await lockRecordable(app, tx, input);
      const id = randomUUID();
      const amountCents = cents(input.amountCents);
      const { method, reference } = input;
      const { currency } = invoice;
      const debt = { invoiceId: invoice.id, patientId: invoice.patientId, currency };
      const owedCents = isPayable(invoice.status) ? invoice.balanceCents : ZERO;
      const into = accountOf(method);
      const booked = paymentPosting(
        debt,
        { paymentId: id, amountCents, owedCents, into, cause: `payment:${id}` },
        at,
      );
      const closing = await askToClose(tx, invoice.id, by);
      await queueReceipt({ app, tx, by }, invoice, id);
      // Numbered as of now, as no number is added to an earlier month. The number last: everybody who takes money this
      // month waits for it until the commit.
      const receiptNumber = await allocateNumber(app, tx, { kind: 'receipt', documentId: id, at: now });
      const payment = { id, invoiceId: invoice.id, amountCents, currency, method, reference, receiptNumber };
      await tx.payments.addOffline({ ...payment, staffId: by.actor.id, receivedAt: at });
      await tx.ledger.post(booked.posting);
      await syncStatusWithLedger(tx, invoice.id);
      await tx.audit.record(by, {
        action: booked.settledCents > 0 && booked.settledCents === owedCents ? 'mark_paid' : 'record_payment',
        targetType: 'invoice',
        targetId: invoice.id,
        details: {
          payment_id: id,
          amount_cents: amountCents,
          method,
          receipt_number: receiptNumber,
          surplus_cents: booked.surplusCents,
        },
      });
      return { id, closing };
    },
    { kind: 'record_payment', invoiceId: input.invoiceId },
  );
  if (recorded.closing && !isClosing) await closeCheckoutNow(app, recorded.closing);
  return recorded;
}

async function lockRecordable(
  app: App,
  tx: Stores,
  input: OfflinePaymentInput,
): Promise<{ invoice: LockedInvoice; now: Date; at: Date }> {
  const invoice = await tx.invoices.require(input.invoiceId);
  const { issuedAt } = invoice;
  if (!issuedAt) {
    return refuse('conflict', 'invoice_not_issued', 'Money is recorded on an issued invoice only.');
  }
  const now = app.clock.now();
  const at = receivedAt(input.receivedOn, { now, issuedAt, timeZone: app.clinic.timeZone });
  return { invoice, now, at };
}
