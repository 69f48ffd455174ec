/** The payment page for an invoice's balance or a part of it: the open one if it fits, else a new one. */
import { type InvoiceStatus, isPayable } from '../../domain/invoice.ts';
import { type Cents, cents } from '../../domain/money.ts';
import { requirePayableAmount } from '../../domain/online-amount.ts';
import { refuse } from '../../domain/refusal.ts';
import { askToClose, closeCheckoutNow } from '../checkouts/close.ts';
import { refuseAsPaid } from '../checkouts/close-first.ts';
import { openCheckoutNow } from '../checkouts/open.ts';
import { addCheckout } from '../checkouts/request.ts';
import { capPaymentPages } from '../messages/caps.ts';
import type { Checkout, CheckoutKind } from '../ports/checkouts.ts';
import type { Caller } from '../ports/common.ts';
import type { App, Stores } from '../ports.ts';

export type PaymentPageInput = {
  invoiceId: string;
  amountCents: number | undefined;
  kind: CheckoutKind;
};

/** A page this close to its end is not handed out any more. */
const SPARE_MILLISECONDS = 10 * 60_000;
const TRIES = 3;

const NOT_PAYABLE: Record<InvoiceStatus, string> = {
  draft: 'This invoice has not been issued yet.',
  issued: 'This invoice cannot be paid now.',
  partially_paid: 'This invoice cannot be paid now.',
  paid: 'This invoice is already paid.',
  cancelled: 'This invoice was canceled. Nothing is owed.',
};

/**
 * Returns the one page that is open for the invoice. A page for another amount is closed first, so that two can never be
 * paid. Refuses `invoice_unknown`, `invoice_not_payable`, a wrong amount, `payment_in_progress`, `stripe_unavailable`,
 * `too_many_payment_pages`.
 */
export async function openPaymentPage(app: App, input: PaymentPageInput, by: Caller): Promise<Checkout> {
  await capPaymentPages(app, input.invoiceId, by);
  for (let tries = 0; tries < TRIES; tries++) {
    const step = await app.db.transaction((tx) => nextStep(app, tx, input, by));
    if ('ready' in step) return step.ready;
    if ('open' in step) {
      await openCheckoutNow(app, step.open);
      const made = await app.db.read.checkouts.get(step.open);
      if (made?.state === 'open') return made;
      if (made?.state === 'failed')
        refuse('unprocessable', 'stripe_refused', 'Stripe did not accept this payment page.');
      refuse(
        'unavailable',
        'stripe_unavailable',
        'The payment page is not ready yet. Try again in a moment.',
        {
          retryAfterSeconds: 5,
        },
      );
    }
    const end = await closeCheckoutNow(app, step.close);
    if (end === 'complete') return refuseAsPaid(app, step.close, by);
    if (end === 'pending') {
      refuse('unavailable', 'stripe_unavailable', 'Stripe does not answer at the moment. Try again.', {
        retryAfterSeconds: 5,
      });
    }
  }
  return refuse(
    'conflict',
    'payment_page_busy',
    'Another payment page is being opened for this invoice. Try again.',
  );
}

/** `open` and `close` are ids of pages. */
type Step = { ready: Checkout } | { open: string } | { close: string };

async function nextStep(app: App, tx: Stores, input: PaymentPageInput, by: Caller): Promise<Step> {
  const invoice = await tx.invoices.require(input.invoiceId);
  if (!isPayable(invoice.status)) {
    refuse('conflict', 'invoice_not_payable', NOT_PAYABLE[invoice.status]);
  }
  if (await tx.checkouts.isPaymentOnItsWay(invoice.id)) {
    refuse('conflict', 'payment_in_progress', 'A payment for this invoice is being confirmed.');
  }
  const amountCents: Cents = cents(input.amountCents ?? invoice.balanceCents);
  requirePayableAmount(amountCents, invoice.balanceCents, invoice.currency);

  const now = app.clock.now();
  const live = await tx.checkouts.live(invoice.id);
  if (live) {
    const lasts = live.expiresAt === null || live.expiresAt.getTime() - now.getTime() > SPARE_MILLISECONDS;
    const fits = live.amountCents === amountCents && live.kind === input.kind;
    if (live.state === 'open' && fits && lasts) return { ready: live };
    if (live.state === 'creating' && fits) {
      await tx.outbox.add('open_checkout', live.id, by.requestId, 'caller');
      return { open: live.id };
    }
    const close = await askToClose(tx, invoice.id, by);
    if (close) return { close };
  }
  const open = await addCheckout(app, tx, { invoice, amountCents, kind: input.kind }, by);
  await tx.audit.record(by, {
    action: 'create_payment_link',
    targetType: 'invoice',
    targetId: invoice.id,
    details: { amount_cents: amountCents, kind: input.kind },
  });
  return { open };
}
