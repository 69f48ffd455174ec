/** Random invoices, their documents, and what the page and the API say of them. */
import { createHash } from 'node:crypto';
import { editClinicDetails } from '../../../functions/capabilities/clinic-details/edit.ts';
import { issueInvoice } from '../../../functions/capabilities/invoices/issue.ts';
import { readInvoicePdf } from '../../../functions/capabilities/invoices/pdf.ts';
import { readSuperbill } from '../../../functions/capabilities/invoices/superbill.ts';
import { readPaymentReceipt } from '../../../functions/capabilities/payments/receipt.ts';
import { recordPayment } from '../../../functions/capabilities/payments/record.ts';
import type { StoredPublicInvoice } from '../../../functions/capabilities/ports/invoices.ts';
import { formatMoney } from '../../../functions/domain/currency.ts';
import { LOCALES } from '../../../functions/domain/document-texts.ts';
import { NO_DETAILS } from '../../../functions/domain/line-details.ts';
import { pdfLines } from '../../../infra/local/clinics/pdf-text.ts';
import { buildDraft, buildPatient, line } from '../../support/clinic-builder.ts';
import { DUE, type ProofClinic } from '../clinic.ts';
import { type Random, seeded } from '../ledger/random.ts';
import { compareCsv } from './csv.ts';

/** Of currencies with no, two and three decimals. */
const CURRENCIES = ['usd', 'eur', 'jpy', 'kwd'] as const;
const NAMES = ['Ana Pérez', 'Δημήτρης Παππάς', '山田太郎', 'שרה כהן', "Siobhán O'Neill-Łuczak", 'สมชาย ใจดี'];
const WORDS = ['Consultation', 'Blood test', 'Физиотерапия', '物理治療', 'Análisis', 'Röntgen 2 Ebenen'];
const VERSIONS = 3;

type Printed = { what: string; print: () => Promise<{ bytes: Uint8Array }>; sha256: string };
export type Run = {
  documents: number;
  figures: number;
  reprinted: number;
  versions: number;
  problems: string[];
};

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Issues, pays and prints; then changes the clinic and every patient, and prints again. */
export async function proveDocuments(
  clinic: ProofClinic,
  { count, seed }: { count: number; seed: number },
): Promise<Run> {
  const random = seeded(seed);
  const printed: Printed[] = [];
  const patients: string[] = [];
  const invoices: string[] = [];
  const problems: string[] = [];
  let figures = 0;
  for (let index = 0; index < count; index++) {
    const patient = await randomPatient(clinic, random);
    patients.push(patient);
    const id = await randomInvoice(clinic, random, patient);
    invoices.push(id);
    const payment = await payAtRandom(clinic, random, id);
    const invoice = () => readInvoicePdf(clinic.app, id);
    const superbill = () => readSuperbill(clinic.app, id);
    const receipt = payment === null ? [] : [() => readPaymentReceipt(clinic.app, payment)];
    for (const print of [invoice, superbill, ...receipt]) {
      const { bytes, name } = await print();
      printed.push({ what: name, print, sha256: sha256Of(bytes) });
      if (print === invoice) figures += await compare(clinic, id, bytes, problems);
    }
  }
  figures += await compareCsv(clinic, invoices, problems);
  await changeEverything(clinic, patients);
  for (const { what, print, sha256 } of printed) {
    if (sha256Of((await print()).bytes) !== sha256) problems.push(`${what} prints other bytes than before`);
  }
  return { documents: printed.length, figures, reprinted: printed.length, versions: VERSIONS, problems };
}

/** One of several names and languages. */
export const randomPatient = ({ app, clerk }: ProofClinic, random: Random): Promise<string> =>
  buildPatient(app, clerk, {
    name: random.one(NAMES),
    email: null,
    language: random.one(['en', 'es'] as const),
    postal_address: random.one([null, '5 Old Road\nSpringfield']),
    tax_number: random.one([null, 'ES-X1234567L']),
  });

/** An issued invoice of up to twelve lines; its id. */
export async function randomInvoice(
  { app, clerk }: ProofClinic,
  random: Random,
  patientId: string,
): Promise<string> {
  const lines = Array.from({ length: random.whole(1, 12) }, () => {
    const price = random.whole(1, 40_000);
    const tax = random.one([null, { rateThousandths: random.one([8_875, 19_000, 7_000]) }] as const);
    return line(price, {
      description: random.one(WORDS),
      quantity: random.one([1, 2, 0.5, 1.25]),
      details: { ...NO_DETAILS, code: { system: 'CPT', code: random.one(['90837', '99213']) } },
      tax,
    });
  });
  const id = await buildDraft(app, clerk, {
    patientId,
    currency: random.one(CURRENCIES),
    dueOn: DUE,
    lines,
    discountCents: random.one([0, 0, 1]),
  });
  await issueInvoice(app, { id, notify: [], page: 'queue' }, clerk);
  return id;
}

/** A part, all, or more than is owed; null when nothing is paid. */
export async function payAtRandom(
  { app, clerk }: ProofClinic,
  random: Random,
  invoiceId: string,
): Promise<string | null> {
  const share = random.one([0, 0.3, 1, 1.5]);
  const invoice = await app.db.read.invoices.get(invoiceId);
  const amountCents = Math.round((invoice?.balance_cents ?? 0) * share);
  if (amountCents === 0) return null;
  const paid = await recordPayment(
    app,
    { invoiceId, amountCents, method: 'cash', reference: null, receivedOn: undefined },
    clerk,
  );
  return paid.id;
}

/** The figures that stand in the PDF as the API has them, and whether they sum to what is asked. */
async function compare(
  { app }: ProofClinic,
  id: string,
  bytes: Uint8Array,
  problems: string[],
): Promise<number> {
  const [page, api] = await Promise.all([app.db.read.invoices.publicView(id), app.db.read.invoices.get(id)]);
  if (!page || !api) throw new Error('An issued invoice is shown.');
  const lines = pdfLines(bytes);
  const expected = figuresOf(page);
  const wrong = (what: string) => problems.push(`${page.invoice_number}: ${what}`);
  for (const text of expected) if (!lines.includes(text)) wrong(`the PDF lacks ${text}`);
  if (lines.some((text) => text.includes('\uFFFD'))) wrong('the PDF has a character that it cannot draw');
  const { payment_summary: sum } = api;
  const sums = [api.total_amount_cents, sum.paid_cents - sum.refunded_cents, sum.balance_cents];
  const shown = [page.total_amount_cents, page.paid_cents, page.balance_cents];
  if (sums.join() !== shown.join()) wrong(`the API says ${sums.join()}, the page ${shown.join()}`);
  const items = page.items.reduce((total, item) => total + item.total_cents, 0);
  if (items - page.discount_cents !== page.total_amount_cents) wrong('the lines do not come to the total');
  if (page.total_amount_cents - page.paid_cents - page.credited_cents !== page.balance_cents)
    wrong('what was paid and what remains do not come to the total');
  return expected.length + sums.length;
}

function figuresOf(page: StoredPublicInvoice): string[] {
  const money = (cents: number) => formatMoney(cents, page.currency, LOCALES[page.language]);
  return [
    page.invoice_number,
    ...page.items.flatMap((item) => [money(item.unit_price_cents), money(item.total_cents)]),
    money(page.total_amount_cents),
    money(page.balance_cents),
    ...(page.to_credit_cents > 0 ? [money(page.to_credit_cents)] : []),
    ...page.payments.map(({ amount_cents }) => money(amount_cents)),
  ];
}

/** New versions of the clinic's details, and another name and language for every patient. */
async function changeEverything({ app, admin }: ProofClinic, patients: readonly string[]): Promise<void> {
  for (let version = 0; version < VERSIONS; version++) {
    await editClinicDetails(
      app,
      {
        name: `Clinic ${version}`,
        postal_address: `Street ${version}`,
        page_size: 'A4',
        brand_color: '#0b5345',
      },
      undefined,
      admin,
    );
  }
  for (const id of patients) {
    await app.db.transaction((tx) =>
      tx.patients.update(
        id,
        { name: 'Other Name', language: 'es', postal_address: '9 New Road', tax_number: 'OTHER' },
        undefined,
      ),
    );
  }
}
