/** Bills a visit: drafts and issues the invoice, takes the money, credits and refunds a part. */
import type { CreditNote } from '../../../functions/contracts/invoice-corrections.ts';
import type { Invoice, InvoicePayment } from '../../../functions/contracts/invoices.ts';
import type { Refund } from '../../../functions/contracts/refunds.ts';
import { addDays, dayIn } from '../../../functions/domain/calendar.ts';
import { until } from '../../processes/time.ts';
import { payAt } from '../hosted-page.ts';
import type { BilledService, BilledVisit, DemoClinic } from './clinic.ts';
import type { OpenClinic } from './set-up.ts';

const PATIENCE_MS = 60_000;
const DAYS_TO_PAY = 30;

/** Ids of what a visit left behind; what it did not need is null. */
export type BilledInvoice = { invoice: string; refund: string | null; creditNote: string | null };

/** Bills one visit and waits until Stripe's part of it is booked. */
export async function billVisit(
  open: OpenClinic,
  clinic: DemoClinic,
  visit: BilledVisit,
): Promise<BilledInvoice> {
  const { clerk } = open;
  const draft = await clerk.post<Invoice>('invoices', draftOf(open, clinic, visit));
  const invoice = await clerk.post<Invoice>(`invoices/${draft.id}/issue`, { notify: [] });
  const payment = visit.pays ? await pay(open, invoice, visit.pays) : null;
  const refund = payment && visit.pays?.refund ? await giveBack(open, payment, visit.pays.refund) : null;
  const creditNote = visit.credit ? await credit(open, invoice, visit.credit) : null;
  return { invoice: invoice.id, refund, creditNote };
}

function draftOf({ listed, patients }: OpenClinic, clinic: DemoClinic, visit: BilledVisit): object {
  const today = dayIn(clinic.settings.CLINIC_TIME_ZONE ?? '', new Date());
  const language = clinic.patients[visit.patient]?.language ?? 'en';
  const lineOf = (billed: BilledService): object => {
    const service = clinic.services.find(({ code }) => code === billed.code);
    if (service === undefined) throw new Error(`The price list has no ${billed.code}.`);
    const { code, code_system: system, names, unit, price, rate } = service;
    return {
      description: names[language] ?? names.en,
      ...{ quantity: billed.quantity, unit, unit_price_cents: price, code: { system, code } },
      price_list_version_id: listed.get(code)?.version_id,
      practitioner: billed.practitioner,
      service_date: addDays(today, -billed.daysAgo),
      ...(billed.location && { location: billed.location }),
      ...(rate !== null && { tax_rate_thousandths: rate }),
      ...(billed.exempt && { tax_exempt_reason: billed.exempt }),
      ...(billed.discount && {
        discount_rate_thousandths: billed.discount.rate,
        discount_reason: billed.discount.reason,
      }),
    };
  };
  return {
    patient_id: patients[visit.patient],
    due_date: addDays(today, DAYS_TO_PAY),
    items: visit.services.map(lineOf),
    ...(visit.discount && { discount_cents: visit.discount }),
    ...(visit.notes && { notes: visit.notes }),
  };
}

/** In cash at the desk, or by card on Stripe's page; answers the id of the payment. */
async function pay(
  { clerk }: OpenClinic,
  { id, balance_cents }: Invoice,
  { how, amount }: NonNullable<BilledVisit['pays']>,
): Promise<string> {
  if (how === 'cash') {
    const cash = { amount_cents: amount ?? balance_cents, method: 'cash' };
    return (await clerk.post<{ id: string }>(`invoices/${id}/payments`, cash)).id;
  }
  const { url } = await clerk.post<{ url: string }>(
    `invoices/${id}/create-payment-link`,
    amount === undefined ? {} : { amount_cents: amount },
  );
  await payAt(url);
  let paid: InvoicePayment | undefined;
  await until('the payment by card', PATIENCE_MS, async () => {
    const { data } = await clerk.get<{ data: InvoicePayment[] }>(`invoices/${id}/payments`);
    paid = data.find(({ status }) => status === 'succeeded');
    return paid !== undefined;
  });
  return paid?.id ?? '';
}

/** A clerk requests the refund, the administrator approves it, and Stripe makes it. */
async function giveBack({ admin, clerk }: OpenClinic, payment: string, amount: number): Promise<string> {
  const { id } = await clerk.post<Refund>(`payments/${payment}/refund`, {
    amount_cents: amount,
    reason: 'requested_by_customer',
    effect: 'credit',
  });
  await admin.post(`refunds/${id}/approve`, {});
  await until('the refund', PATIENCE_MS, async () => {
    const { status } = await clerk.get<Refund>(`refunds/${id}`);
    return status === 'succeeded';
  });
  return id;
}

/** Credits a part of the first line. */
async function credit(
  { clerk }: OpenClinic,
  { id, items }: Invoice,
  { amount, reason }: NonNullable<BilledVisit['credit']>,
): Promise<string> {
  const lines = [{ invoice_item_id: items[0]?.id, amount_cents: amount }];
  return (await clerk.post<CreditNote>(`invoices/${id}/credit-notes`, { lines, reason })).id;
}
