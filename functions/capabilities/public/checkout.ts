/** The payment page that a patient opens from their link, and the link with which they see the result. */
import { refuseField } from '../../domain/refusal.ts';
import { openPaymentPage } from '../invoices/create-payment-link.ts';
import { openLink } from '../links/open.ts';
import { openAccountPage } from '../patients/checkout.ts';
import type { Checkout } from '../ports/checkouts.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

export type PatientCheckoutInput = {
  token: string;
  amountCents: number | undefined;
  /** Pays all that the patient owes in the currency of the invoice. */
  everything: boolean;
};

export type OpenedPage = { url: string; resultToken: string | null };

/** Refuses as `openLink`, `openPaymentPage` and `openAccountPage`, and `too_many_requests` (429). */
export async function openPatientCheckout(
  app: App,
  { token, amountCents, everything }: PatientCheckoutInput,
  by: Caller,
): Promise<OpenedPage> {
  const { id, invoiceId, patientId } = await openLink(app, token, 'pay', by);
  await app.limits.spend('checkout', id);
  if (!everything) {
    const input = { invoiceId, amountCents, kind: 'checkout_session' as const };
    return withResult(app, await openPaymentPage(app, input, by));
  }
  if (amountCents !== undefined) {
    refuseField('amount_cents', 'everything_or_amount', 'Pay everything, or an amount of this invoice.');
  }
  const currency = (await app.db.read.invoices.get(invoiceId))?.currency ?? app.clinic.currency;
  const all = { chosen: undefined, amountCents: undefined };
  return withResult(app, await openAccountPage(app, { patientId, currency, ...all }, by));
}

/** The page with the link to its result. */
export async function withResult(app: App, page: Checkout): Promise<OpenedPage> {
  const result = await app.db.read.links.resultOf(page.id);
  return { url: page.url ?? '', resultToken: result ? app.tokens.linkToken(result) : null };
}
