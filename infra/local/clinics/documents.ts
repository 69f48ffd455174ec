/** Every document of a demo clinic, each with the figures that the API answers for it. */
import type { CreditNote } from '../../../functions/contracts/invoice-corrections.ts';
import type { InvoiceItem } from '../../../functions/contracts/invoice-lines.ts';
import type { Invoice, InvoicePayment } from '../../../functions/contracts/invoices.ts';
import type { NumberCertificate } from '../../../functions/contracts/numbers.ts';
import type { Statement } from '../../../functions/contracts/patient-account.ts';
import type { Refund } from '../../../functions/contracts/refunds.ts';
import type { Ageing } from '../../../functions/contracts/reports.ts';
import { type Currency, formatMoney } from '../../../functions/domain/currency.ts';
import { DOCUMENT_TEXTS, LOCALES } from '../../../functions/domain/document-texts.ts';
import { fillIn } from '../../../functions/domain/fill-in.ts';
import type { Language } from '../../../functions/domain/messages.ts';
import { NUMBERED_DOCUMENTS, numberingMonth } from '../../../functions/domain/numbering.ts';
import { formatRate } from '../../../functions/domain/quantity.ts';
import type { ApiClient } from '../api-client.ts';
import type { DemoClinic } from './clinic.ts';
import type { OpenClinic } from './set-up.ts';
import type { BilledInvoice } from './visits.ts';

/** A document to print, and what it must say. */
export type Document = {
  kind: string;
  number: string;
  /** Where the API answers its PDF. */
  path: string;
  language: Language;
  currency: Currency;
  /** What it comes to, in minor units; null for one without amounts. */
  total: number | null;
  /** Amounts that must be in it, in minor units. No other amount but zero may be. */
  amounts: readonly number[];
  /** Other texts that must be in it. */
  texts: readonly string[];
};

type Reader = { clerk: ApiClient; language: Language };

/** The documents of all visits, of each patient, and of the clinic. */
export async function documentsOf(
  { admin, clerk, patients }: OpenClinic,
  clinic: DemoClinic,
  billed: readonly BilledInvoice[],
): Promise<Document[]> {
  const documents: Document[] = [];
  for (const [index, visit] of billed.entries()) {
    const language = clinic.patients[clinic.visits[index]?.patient ?? 0]?.language ?? 'en';
    documents.push(...(await documentsOfVisit({ clerk, language }, visit)));
  }
  for (const [index, id] of patients.entries()) {
    documents.push(await statementOf({ clerk, language: clinic.patients[index]?.language ?? 'en' }, id));
  }
  const currency = clinic.settings.CLINIC_CURRENCY as Currency;
  return [...documents, await ageingOf(admin), ...(await certificatesOf(admin, currency, clinic))];
}

async function documentsOfVisit(
  reader: Reader,
  { invoice, refund, creditNote }: BilledInvoice,
): Promise<Document[]> {
  const { clerk, language } = reader;
  const billed = await clerk.get<Invoice>(`invoices/${invoice}`);
  const { data: payments } = await clerk.get<{ data: InvoicePayment[] }>(`invoices/${invoice}/payments`);
  const { currency, invoice_number, patient_name } = billed;
  const number = invoice_number ?? '';
  const texts = [number, patient_name, ...taxTexts(billed, language)];
  const common = { language, currency, texts, total: billed.total_amount_cents };
  const sums = sumsOf(billed);
  const paid = payments.flatMap(amountsOfPayment);
  const totals = billed.items.map(({ total_cents }) => total_cents);
  const path = `invoices/${invoice}`;
  return [
    {
      ...common,
      kind: 'invoice',
      number,
      path: `${path}/pdf`,
      amounts: [...billed.items.flatMap(amountsOfLine), ...sums, ...paid],
    },
    {
      ...common,
      kind: 'superbill',
      number,
      path: `${path}/superbill`,
      amounts: [...totals, ...sums, ...paid],
    },
    ...payments.map((payment) => ({
      ...common,
      kind: 'receipt',
      number: payment.receipt_number ?? payment.stripe_payment_id ?? payment.id,
      path: `payments/${payment.id}/receipt`,
      total: payment.amount_cents,
      amounts: [...amountsOfPayment(payment), ...sums],
    })),
    ...(refund === null ? [] : [await refundOf(reader, refund)]),
    ...(creditNote === null ? [] : [await creditNoteOf(reader, billed, creditNote)]),
  ];
}

const isTaxed = ({ tax_cents }: InvoiceItem): boolean => tax_cents > 0;

const amountsOfLine = (item: InvoiceItem): number[] => [
  item.unit_price_cents,
  item.discount_cents,
  item.tax_cents,
  item.total_cents,
];

const amountsOfPayment = (payment: InvoicePayment): number[] => [
  payment.amount_cents,
  payment.refunded_cents,
];

const netOf = (items: readonly InvoiceItem[]): number =>
  items.reduce((sum, item) => sum + item.total_cents - item.tax_cents - item.invoice_discount_cents, 0);

/** What the sums say of each rate: the rate, and what is taxed at it. */
function taxTexts({ items, currency }: Invoice, language: Language): string[] {
  const locale = LOCALES[language];
  const rates = Map.groupBy(items.filter(isTaxed), ({ tax_rate_thousandths: rate }) => rate ?? 0);
  return [...rates].map(([rate, taxed]) =>
    fillIn(DOCUMENT_TEXTS[language].includesTaxOn, {
      rate: formatRate(rate, locale),
      amount: formatMoney(netOf(taxed), currency, locale),
    }),
  );
}

/** The sums below the lines, with the tax of each rate and what is not taxed. */
function sumsOf({ items, discount_cents, total_amount_cents, payment_summary: paid }: Invoice): number[] {
  const rates = Map.groupBy(items, ({ tax_rate_thousandths }) => tax_rate_thousandths);
  return [
    -discount_cents,
    total_amount_cents,
    ...[...rates.values()].map((taxed) => taxed.reduce((sum, { tax_cents }) => sum + tax_cents, 0)),
    ...(items.some(isTaxed) ? [netOf(items.filter((item) => !isTaxed(item)))] : []),
    paid.paid_cents - paid.refunded_cents,
    paid.credited_cents,
    paid.balance_cents,
  ];
}

async function refundOf({ clerk, language }: Reader, id: string): Promise<Document> {
  const refund = await clerk.get<Refund>(`refunds/${id}`);
  const number = refund.stripe_refund_id ?? id;
  const { currency, amount_cents: total, patient_name, invoice_number } = refund;
  const texts = [number, patient_name, invoice_number ?? ''];
  return {
    kind: 'refund',
    number,
    path: `refunds/${id}/pdf`,
    language,
    currency,
    total,
    amounts: [total],
    texts,
  };
}

async function creditNoteOf({ clerk, language }: Reader, billed: Invoice, id: string): Promise<Document> {
  const { data } = await clerk.get<{ data: CreditNote[] }>(`invoices/${billed.id}/credit-notes`);
  const note = data.find((each) => each.id === id);
  if (note === undefined) throw new Error('The API lists no such credit note.');
  const { number, currency, amount_cents: total, tax_cents, owed_cents, to_credit_cents, lines } = note;
  return {
    ...{ kind: 'credit-note', number, language, currency, total },
    path: `invoices/${billed.id}/credit-notes/${id}/pdf`,
    amounts: [
      ...[total, tax_cents, owed_cents, to_credit_cents],
      ...lines.flatMap((line) => [line.amount_cents, line.tax_cents]),
    ],
    texts: [number, billed.patient_name, billed.invoice_number ?? ''],
  };
}

async function statementOf({ clerk, language }: Reader, patient: string): Promise<Document> {
  const { name } = await clerk.get<{ name: string }>(`patients/${patient}`);
  const { currency, opening, movements, closing } = await clerk.get<Statement>(
    `patients/${patient}/statement`,
  );
  return {
    ...{ kind: 'statement', number: name, language, currency, total: closing.balance_cents },
    path: `patients/${patient}/statement/pdf`,
    amounts: [
      ...[opening.balance_cents, closing.balance_cents, closing.credit_cents],
      ...movements.flatMap((each) => [each.amount_cents, each.credit_cents, each.balance_cents]),
    ],
    texts: [name, ...movements.map(({ document, invoice_number }) => document ?? invoice_number ?? '')],
  };
}

async function ageingOf(admin: ApiClient): Promise<Document> {
  const { currency, buckets, total_cents: total, patients } = await admin.get<Ageing>('reports/ageing');
  const rows = [{ buckets, total_cents: total }, ...patients];
  return {
    ...{ kind: 'ageing-report', number: '', path: 'reports/ageing/pdf', language: 'en', currency, total },
    amounts: rows.flatMap((row) => [...Object.values(row.buckets), row.total_cents]),
    texts: patients.map(({ patient_name }) => patient_name),
  };
}

async function certificatesOf(admin: ApiClient, currency: Currency, clinic: DemoClinic): Promise<Document[]> {
  const month = numberingMonth(new Date(), clinic.settings.CLINIC_TIME_ZONE ?? '');
  const certificates: Document[] = [];
  for (const kind of NUMBERED_DOCUMENTS) {
    const path = (part: string): string => `numbers/${month}/certificate${part}?kind=${kind}`;
    const { numbers } = await admin.get<NumberCertificate>(path(''));
    certificates.push({
      ...{ kind: 'certificate', number: `${kind}s ${month}`, path: path('/pdf'), language: 'en', currency },
      ...{ total: null, amounts: [], texts: numbers.map(({ number }) => number) },
    });
  }
  return certificates;
}
