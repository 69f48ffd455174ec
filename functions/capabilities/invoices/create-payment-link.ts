/** The payment page for an invoice's balance or a part of it: the open one if it fits, else a new one. */
import { type InvoiceStatus, isPayable } from '../../domain/invoice.ts';
import { type Cents, cents } from '../../domain/money.ts';
import { requirePayableAmount } from '../../domain/online-amount.ts';
import { refuse } from '../../domain/refusal.ts';
import { openOnePage, type PageStep, stepWithLive } from '../checkouts/open-one.ts';
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
  return openOnePage(app, (tx) => nextStep(app, tx, input, by), by);
}

async function nextStep(app: App, tx: Stores, input: PaymentPageInput, by: Caller): Promise<PageStep> {
  const invoice = await tx.invoices.require(input.invoiceId);
  if (!isPayable(invoice.status)) {
    refuse('conflict', 'invoice_not_payable', NOT_PAYABLE[invoice.status]);
  }
  if (await tx.checkouts.isPaymentOnItsWay(invoice.id)) {
    refuse('conflict', 'payment_in_progress', 'A payment for this invoice is being confirmed.');
  }
  const amountCents: Cents = cents(input.amountCents ?? invoice.balanceCents);
  requirePayableAmount(amountCents, invoice.balanceCents, invoice.currency);

  const fits = (page: Checkout) =>
    page.amountCents === amountCents && page.kind === input.kind && page.covers.length === 1;
  const step = await stepWithLive(app, tx, { invoiceIds: [invoice.id], fits }, by);
  if (step) return step;
  const open = await addCheckout(app, tx, { invoice, amountCents, kind: input.kind }, by);
  await tx.audit.record(by, {
    action: 'create_payment_link',
    targetType: 'invoice',
    targetId: invoice.id,
    details: { amount_cents: amountCents, kind: input.kind },
  });
  return { open };
}
