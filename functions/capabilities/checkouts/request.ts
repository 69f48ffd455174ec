/** Stores the request for a payment page before Stripe is called (decision 11). */
import { randomUUID } from 'node:crypto';
import type { PageTime } from '../../contracts/invoices.ts';
import type { Allocation } from '../../domain/allocation.ts';
import { type Currency, stripeStep } from '../../domain/currency.ts';
import { add, type Cents } from '../../domain/money.ts';
import { linkExpiry, linkUrl } from '../../domain/patient-link.ts';
import { must } from '../../domain/refusal.ts';
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

/** Adds the page of one invoice and the work of opening it; the page's id. */
export function addCheckout(
  app: App,
  tx: Stores,
  input: { invoice: InvoiceToPay; amountCents?: Cents; kind?: CheckoutKind; page?: PageTime },
  by: Caller,
): Promise<string> {
  const { invoice, page, kind = 'checkout_session' } = input;
  const amountCents = input.amountCents ?? invoice.balanceCents;
  const lines = lineNames(invoice, amountCents, MAX_LINES[kind]);
  return addPage(
    app,
    tx,
    { invoice, amountCents, kind, lines, doer: page === 'queue' ? page : 'caller' },
    by,
  );
}

/** Adds the page of several invoices of a patient, as `addCheckout`. */
export function addAccountCheckout(
  app: App,
  tx: Stores,
  input: { patientId: string; invoices: readonly InvoiceToPay[]; covers: readonly Allocation[] },
  by: Caller,
): Promise<string> {
  const { patientId: accountId, covers } = input;
  const parts = covers.map(({ invoiceId, amountCents }) => {
    const invoice = input.invoices.find(({ id }) => id === invoiceId);
    must(invoice, 'an invoice that is covered is locked');
    return { invoice, amountCents };
  });
  const [first] = parts;
  must(first, 'a page covers an invoice');
  if (parts.length === 1) return addCheckout(app, tx, first, by);
  const amountCents = add(...covers.map((part) => part.amountCents));
  const lines = accountLines(parts, first.invoice.currency);
  const page = {
    ...{ invoice: first.invoice, amountCents, lines, covers, accountId },
    doer: 'caller' as const,
  };
  return addPage(app, tx, { ...page, kind: 'checkout_session' }, by);
}

type NewPage = {
  /** The first that is covered. */
  invoice: InvoiceToPay;
  amountCents: Cents;
  kind: CheckoutKind;
  lines: CheckoutRequest['lines'];
  doer: 'queue' | 'caller';
  covers?: readonly Allocation[];
  accountId?: string;
};

async function addPage(app: App, tx: Stores, page: NewPage, by: Caller): Promise<string> {
  const { invoice, amountCents, kind, lines, covers, accountId } = page;
  const id = randomUUID();
  const now = app.clock.now();
  // Stripe keeps these addresses: what they hold opens the result of this page, no invoice.
  const link = await tx.links.addResult({ invoiceId: invoice.id, checkoutId: id }, resultExpiry(kind, now));
  const result = linkUrl(app.clinic.webUrl, 'result', app.tokens.linkToken(link));
  const request: CheckoutRequest = {
    checkoutId: id,
    invoiceId: invoice.id,
    ...(accountId !== undefined && { accountId }),
    clinicId: app.clinic.id,
    currency: invoice.currency,
    lines,
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
    ...(covers && { covers }),
  });
  await tx.outbox.add('open_checkout', id, by.requestId, page.doer);
  return id;
}

/** A line for each invoice. Stripe refuses one in KWD whose last decimal is not 0, also where the total's is. */
function accountLines(
  parts: readonly { invoice: InvoiceToPay; amountCents: Cents }[],
  currency: Currency,
): CheckoutRequest['lines'] {
  const lines = parts.map(({ invoice, amountCents }) => ({
    name: nameOf(invoice, amountCents),
    amountCents,
  }));
  if (lines.every((line) => line.amountCents % stripeStep(currency) === 0)) return lines;
  const amountCents = add(...parts.map((part) => part.amountCents));
  return [{ name: `${parts.length} invoices`, amountCents }];
}

const nameOf = ({ number, totalCents, balanceCents }: InvoiceToPay, amountCents: Cents): string => {
  if (amountCents === totalCents) return `Invoice ${number}`;
  return `Invoice ${number}, ${amountCents === balanceCents ? 'balance' : 'part payment'}`;
};

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
