/** What a payment page at Stripe is asked for, written down before Stripe is called (decision 11). */
import { randomUUID } from 'node:crypto';
import type { Currency } from '../../domain/currency.ts';
import type { Cents } from '../../domain/money.ts';
import { linkUrl } from '../../domain/patientLink.ts';
import type { CheckoutKind, CheckoutRequest } from '../ports/checkouts.ts';
import type { Caller } from '../ports/common.ts';
import type { PatientLink } from '../ports/links.ts';
import type { App, Stores } from '../ports.ts';

/** Stripe closes a session after 24 hours at most; an hour is kept for repeats with the same request. */
const LIFETIME_SECONDS = 23 * 3600;

/** Stripe takes no more line items on a page of each kind. */
const MAX_LINES: Record<CheckoutKind, number> = { checkout_session: 100, payment_link: 20 };

export type InvoiceToPay = {
  id: string;
  number: string | null;
  currency: Currency;
  totalCents: Cents;
  balanceCents: Cents;
  discountCents: Cents;
  lines: readonly { totalCents: Cents }[];
};

/** Adds the page and the work of opening it; the work's id and the page's. */
export async function addCheckout(
  app: App,
  tx: Stores,
  wish: { invoice: InvoiceToPay; link: PatientLink; amountCents?: Cents; kind?: CheckoutKind },
  by: Caller,
): Promise<{ checkoutId: string; workId: string }> {
  const { invoice, link } = wish;
  const id = randomUUID();
  const kind = wish.kind ?? 'checkout_session';
  const amountCents = wish.amountCents ?? invoice.balanceCents;
  const token = app.tokens.linkToken(link);
  const request: CheckoutRequest = {
    checkoutId: id,
    invoiceId: invoice.id,
    clinicId: app.clinic.id,
    currency: invoice.currency,
    lines: lineNames(invoice, amountCents, MAX_LINES[kind]),
    successUrl: `${linkUrl(app.clinic.webUrl, 'receipt', token)}?session={CHECKOUT_SESSION_ID}`,
    cancelUrl: `${linkUrl(app.clinic.webUrl, 'pay', token)}?cancelled=1`,
    expiresAt:
      kind === 'payment_link' ? null : Math.floor(app.clock.now().getTime() / 1000) + LIFETIME_SECONDS,
  };
  await tx.checkouts.add({
    id,
    invoiceId: invoice.id,
    currency: invoice.currency,
    amountCents,
    kind,
    idempotencyKey: `checkout:${id}`,
    request,
  });
  return { checkoutId: id, workId: await tx.outbox.add('open_checkout', id, by.requestId) };
}

/** The invoice's amounts under neutral names: what was treated is health data and stays here (decision 12). */
function lineNames(invoice: InvoiceToPay, amountCents: Cents, maxLines: number): CheckoutRequest['lines'] {
  const whole = amountCents === invoice.totalCents && invoice.discountCents === 0;
  if (!whole) {
    const what = amountCents === invoice.balanceCents ? 'balance' : 'part payment';
    return [{ name: `Invoice ${invoice.number}, ${what}`, amountCents }];
  }
  const lines = invoice.lines
    .map((line, index) => ({
      name: `Invoice ${invoice.number}, line ${index + 1}`,
      amountCents: line.totalCents,
    }))
    .filter((line) => line.amountCents > 0);
  return lines.length > maxLines ? [{ name: `Invoice ${invoice.number}`, amountCents }] : lines;
}
