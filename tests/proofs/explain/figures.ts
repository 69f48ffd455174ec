/** Every figure that an invoice shows, over the API, the patient's page, the PDF and the CSV files, beside its explained sum. */
import { readInvoicePdf } from '../../../functions/capabilities/invoices/pdf.ts';
import type { App } from '../../../functions/capabilities/ports.ts';
import type { Explanation } from '../../../functions/contracts/invoice-explanation.ts';
import { publicInvoice } from '../../../functions/contracts/public.ts';
import { type Currency, decimalOf, formatMoney } from '../../../functions/domain/currency.ts';
import { DOCUMENT_TEXTS, LOCALES } from '../../../functions/domain/document-texts.ts';
import type { Language } from '../../../functions/domain/messages.ts';
import {
  explanationReply,
  publicExplanationReply,
} from '../../../functions/http/replies/invoice-explanation.ts';
import { invoiceReply } from '../../../functions/http/replies/public.ts';
import { pdfLines } from '../../../infra/local/clinics/pdf-text.ts';
import { type PageText, valueAfter } from './page-text.ts';

/** A displayed figure, and the same written from the sum of its parts. */
export type Figure = { where: string; shown: string | number | undefined; explained: string | number };

type Row = Record<string, string>;
export type CsvRows = { invoices: Map<string | undefined, Row>; lines: Map<string | undefined, Row[]> };

type Sums = Record<'total' | 'paid' | 'refunded' | 'credited' | 'writtenOff' | 'balance', number>;
type Parts = readonly { kind: string; effect: string; amount_cents: number }[];

/** Added up here once more, so that the proof does not trust the sums of the reply. */
function sumsOf(parts: Parts): Sums {
  const of = (wanted: (part: Parts[number]) => boolean) =>
    parts.filter(wanted).reduce((sum, { amount_cents }) => sum + amount_cents, 0);
  const effect = (name: string) => of((part) => part.effect === name);
  return {
    total: of(({ kind }) => kind === 'line' || kind === 'discount' || kind === 'charge'),
    paid: 0 - effect('settle'),
    refunded: effect('refund'),
    credited: 0 - effect('credit'),
    writtenOff: 0 - effect('write_off'),
    balance: of(() => true),
  };
}

type Shown = { id: string; app: App; sums: Sums; parts: Explanation['parts']; currency: Currency };

/** All figures of one invoice, and its parts. */
export async function figuresOf(
  app: App,
  page: PageText,
  csv: CsvRows,
  id: string,
): Promise<{ figures: Figure[]; parts: Explanation['parts'] }> {
  const { parts, currency } = await explanationReply(app, id);
  const shown = { id, app, sums: sumsOf(parts), parts, currency };
  const figures = [
    ...(await ofApi(shown)),
    ...(await ofPatient(shown, page)),
    ...(await ofPdf(shown)),
    ...ofCsv(shown, csv),
  ];
  return { figures, parts };
}

/** Random late fees are charged on later days, so that "now" is after them all. */
const AFTER_ALL = new Date('2100-01-01T00:00:00Z');

async function ofApi({ app, id, sums }: Shown): Promise<Figure[]> {
  const [invoice, asOf] = await Promise.all([
    app.db.read.invoices.get(id),
    app.db.read.invoiceBalances.asOf(id, { asOf: AFTER_ALL, knownAt: undefined }),
  ]);
  const stored = invoice?.payment_summary;
  const figure = (name: string, found: number | undefined, explained: number): Figure => ({
    where: `API, ${name}`,
    shown: found,
    explained,
  });
  return [
    figure('total', invoice?.total_amount_cents, sums.total),
    ...([stored, asOf] as const).flatMap((each) => [
      figure('paid', each?.paid_cents, sums.paid),
      figure('refunded', each?.refunded_cents, sums.refunded),
      figure('credited', each?.credited_cents, sums.credited),
      figure('written off', each?.written_off_cents, sums.writtenOff),
      figure('balance', each?.balance_cents, sums.balance),
    ]),
  ];
}

const LINK = { id: '', purpose: 'pay', expiresAt: new Date(0) } as const;

/** The page of the invoice with "Why do I owe this?" opened, in both languages. */
async function ofPatient({ app, id, sums, parts, currency }: Shown, page: PageText): Promise<Figure[]> {
  const stored = await app.db.read.invoices.get(id);
  const link = { ...LINK, invoiceId: id, patientId: stored?.patient_id ?? '' };
  const invoice = publicInvoice.parse(await invoiceReply(app, link));
  const api = [
    ['total', invoice.total_amount_cents, sums.total],
    ['paid', invoice.paid_cents, sums.paid - sums.refunded],
    ['credited', invoice.credited_cents, sums.credited + sums.writtenOff],
    ['balance', invoice.balance_cents, sums.balance],
  ] as const;
  const figures: Figure[] = api.map(([name, shown, explained]) => ({
    where: `public API, ${name}`,
    ...{ shown, explained },
  }));
  for (const language of ['en', 'es'] as const) {
    const money = moneyIn(currency, language);
    const words = page.words[language];
    const texts = page.items(invoice, language);
    const row = (label: string, cents: number): Figure[] =>
      cents === 0
        ? []
        : [{ where: `page, ${label}`, shown: valueAfter(texts, label), explained: money(cents) }];
    const explanation = await publicExplanationReply(app, id, language);
    figures.push(
      {
        where: 'page, amount due',
        shown: page.amountDue(invoice, language)[1],
        explained: money(sums.balance),
      },
      { where: 'page, total', shown: valueAfter(texts, words.total), explained: money(sums.total) },
      ...row(words.paid, sums.refunded - sums.paid),
      ...row(words.credited, 0 - sums.credited - sums.writtenOff),
      {
        where: 'page, explained parts',
        shown: page
          .explained(explanation, language)
          .slice(1)
          .filter((_, place) => place % 2 === 0)
          .join(' '),
        explained: [...parts.map(({ amount_cents }) => money(amount_cents)), money(sums.balance)].join(' '),
      },
    );
  }
  return figures;
}

async function ofPdf({ app, id, sums, currency }: Shown): Promise<Figure[]> {
  const view = await app.db.read.invoices.publicView(id);
  const language = view?.language ?? 'en';
  const { bytes } = await readInvoicePdf(app, id);
  const lines = pdfLines(bytes);
  const words = DOCUMENT_TEXTS[language];
  const money = moneyIn(currency, language);
  const row = (label: string, cents: number): Figure => ({
    where: `PDF, ${label}`,
    shown: valueAfter(lines, label),
    explained: money(cents),
  });
  const some = (label: string, cents: number) => (cents === 0 ? [] : [row(label, cents)]);
  return [
    row(words.total, sums.total),
    ...some(words.paid, sums.paid - sums.refunded),
    ...some(words.credited, sums.credited + sums.writtenOff),
    row(words.balance, sums.balance),
  ];
}

function ofCsv({ id, sums, parts, currency }: Shown, { invoices, lines }: CsvRows): Figure[] {
  const decimal = (cents: number) => decimalOf(cents, currency);
  const billed = parts.filter(({ kind }) => kind === 'line');
  return [
    { where: 'CSV, total', shown: invoices.get(id)?.total_amount, explained: decimal(sums.total) },
    { where: 'CSV, balance', shown: invoices.get(id)?.balance, explained: decimal(sums.balance) },
    ...billed.map(({ amount_cents }, place) => ({
      where: `CSV, line ${place + 1}`,
      shown: lines.get(id)?.[place]?.total,
      explained: decimal(amount_cents),
    })),
  ];
}

const moneyIn =
  (currency: Currency, language: Language) =>
  (cents: number): string =>
    formatMoney(cents, currency, LOCALES[language]);
