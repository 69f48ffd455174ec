/** Stores the request for a payment page before Stripe is called (decision 11). */
import { randomUUID } from 'node:crypto';
import type { PageTime } from '../../contracts/invoices.ts';
import { type Currency, stripeStep } from '../../domain/currency.ts';
import type { Cents } from '../../domain/money.ts';
import { linkExpiry, linkUrl } from '../../domain/patient-link.ts';
import type { CheckoutKind, CheckoutRequest } from '../ports/checkouts.ts';
import type { Caller } from '../ports/common.ts';
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

/** A payment link has no end of its own: its result can be seen for as long as a link to pay would live. */
const resultExpiry = (kind: CheckoutKind, now: Date): Date =>
  linkExpiry(kind === 'payment_link' ? 'pay' : 'result', now);

/** Adds the page and the work of opening it; the page's id. */
export async function addCheckout(
  app: App,
  tx: Stores,
  input: { invoice: InvoiceToPay; amountCents?: Cents; kind?: CheckoutKind; page?: PageTime },
  by: Caller,
): Promise<string> {
  const { invoice } = input;
  const id = randomUUID();
  const kind = input.kind ?? 'checkout_session';
  const amountCents = input.amountCents ?? invoice.balanceCents;
  const now = app.clock.now();
  // Stripe keeps these addresses: what they hold opens the result of this page, no invoice.
  const link = await tx.links.addResult({ invoiceId: invoice.id, checkoutId: id }, resultExpiry(kind, now));
  const result = linkUrl(app.clinic.webUrl, 'result', app.tokens.linkToken(link));
  const request: CheckoutRequest = {
    checkoutId: id,
    invoiceId: invoice.id,
    clinicId: app.clinic.id,
    currency: invoice.currency,
    lines: lineNames(invoice, amountCents, MAX_LINES[kind]),
    successUrl: `${result}?session={CHECKOUT_SESSION_ID}`,
    cancelUrl: `${result}?cancelled=1`,
    expiresAt: kind === 'payment_link' ? null : Math.floor(now.getTime() / 1000) + LIFETIME_SECONDS,
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
  await tx.outbox.add('open_checkout', id, by.requestId, input.page === 'queue' ? 'queue' : 'caller');
  return id;
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
  // Stripe refuses a line in KWD whose last decimal is not 0, also where the total's is.
  const fits =
    lines.length <= maxLines && lines.every((line) => line.amountCents % stripeStep(invoice.currency) === 0);
  return fits ? lines : [{ name: `Invoice ${invoice.number}`, amountCents }];
}
