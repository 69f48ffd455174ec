/** What a patient link shows, read for its pages. */
import type * as z from 'zod';
import type { OpenedLink } from '../../capabilities/links/open.ts';
import type { Caller } from '../../capabilities/ports/common.ts';
import type { StoredPublicInvoice } from '../../capabilities/ports/invoices.ts';
import type { PatientLink } from '../../capabilities/ports/links.ts';
import type { App } from '../../capabilities/ports.ts';
import type { publicRoutes } from '../../contracts/public.ts';
import { day, dayIn } from '../../domain/calendar.ts';
import { payableOnline, stripeMinimum } from '../../domain/currency.ts';
import { isOverdue, isPayable } from '../../domain/invoice.ts';
import { cents } from '../../domain/money.ts';
import { opens } from '../../domain/patient-link.ts';
import { refuse } from '../../domain/refusal.ts';

/** The invoice behind a link; gone with the link when there is none any more. */
export async function publicView(app: App, link: PatientLink): Promise<StoredPublicInvoice> {
  const view = await app.db.read.invoices.publicView(link.invoiceId);
  return view ?? linkIsGone();
}

/** There is nothing behind the link any more. */
export const linkIsGone = (): never =>
  refuse('unauthenticated', 'link_no_longer_valid', 'This link is no longer valid.');

/** Refuses 429 when a link, or an address, has had so many documents that no reader needs more. */
export async function limitDocuments(app: App, link: PatientLink, by: Caller): Promise<void> {
  await app.limits.spend('link_pdf', link.id);
  await app.limits.spend('address_pdf', by.address ?? 'unknown');
}

/** How the clinic is reached. */
export const clinicOf = ({ clinic: { name, email, phone, timeZone } }: App) => ({
  name,
  email,
  phone,
  time_zone: timeZone,
});

/** What the page of an invoice shows. */
export async function invoiceReply(
  app: App,
  link: OpenedLink,
): Promise<z.input<typeof publicRoutes.invoice.reply>> {
  const { failure_code: _, ...view } = await publicView(app, link);
  const { timeZone } = app.clinic;
  return {
    ...view,
    clinic: clinicOf(app),
    issued_on: dayIn(timeZone, new Date(view.issued_on)),
    overdue: isOverdue(view.status, day(view.due_date), dayIn(timeZone, app.clock.now())),
    payments: view.payments.map(({ amount_cents, method, received_at }) => ({
      amount_cents,
      method,
      received_at,
    })),
    payable:
      isPayable(view.status) && !view.processing && payableOnline(cents(view.balance_cents), view.currency),
    minimum_cents: stripeMinimum(view.currency),
    account_owed_cents: await app.db.read.invoices.payableOfAccount(link.patientId, view.currency),
  };
}

/** What the page of a receipt shows; `session` is the payment page that the patient came back from. */
export async function receiptReply(
  app: App,
  link: PatientLink,
  session: string | undefined,
): Promise<z.input<typeof publicRoutes.receipt.reply>> {
  const view = await publicView(app, link);
  const { invoice_number, currency, total_amount_cents, balance_cents, to_credit_cents, payments } = view;
  const waiting = view.processing || (await isUnconfirmed(app, link.invoiceId, session));
  return {
    ...{ invoice_number, currency, total_amount_cents, balance_cents, to_credit_cents, payments },
    refunds: await refundsOf(app, link.invoiceId),
    invoice_status: view.status,
    clinic: clinicOf(app),
    state: waiting ? 'waiting' : payments.length > 0 ? 'paid' : 'not_paid',
    opens_invoice: opens(link.purpose, 'pay'),
    failure_code: view.failure_code,
  };
}

/** More refunds than an invoice has in practice; the newest come first. */
const MOST_REFUNDS = 50;

async function refundsOf(app: App, invoiceId: string) {
  const filter = { invoiceId, status: 'succeeded' as const };
  const { data } = await app.db.read.refunds.list(filter, { limit: MOST_REFUNDS, cursor: undefined });
  return data.map(({ id, amount_cents, settled_at, created_at }) => ({
    ...{ id, amount_cents },
    refunded_at: settled_at ?? created_at,
  }));
}

/** Stripe sends a patient back from a page only when it is finished: a page that is not settled here has no result yet. */
const isUnconfirmed = async (app: App, invoiceId: string, session: string | undefined): Promise<boolean> =>
  session !== undefined && (await app.db.read.checkouts.isUnsettled(session, invoiceId));
