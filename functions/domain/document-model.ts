/** The content of an invoice or receipt PDF: the stored integers, in the patient's language, checked once more. */
import {
  column,
  common,
  type DocumentContext,
  type DocumentFacts,
  type DocumentModel,
  dayColumn,
  inWords,
  moneyIn,
} from './document-parts.ts';
import { DOCUMENT_TEXTS, LOCALES } from './document-texts.ts';
import { fillIn } from './fill-in.ts';
import { detailParts, type PrintedDetails, quantityInWords } from './line-details.ts';
import type { Language } from './messages.ts';
import { cents } from './money.ts';
import { methodInWords } from './payment-method.ts';
import { formatRate } from './quantity.ts';
import { must } from './refusal.ts';
import { spread } from './totals.ts';

/** An invoice with its lines. Throws when the lines do not add up to the total: such a document must not exist. */
export function invoiceDocumentModel({ facts, clinic, payUrl = null }: DocumentContext): DocumentModel {
  const words = DOCUMENT_TEXTS[facts.language];
  const lines = facts.items.reduce((sum, item) => sum + item.total_cents, 0) - facts.discount_cents;
  must(lines === facts.total_amount_cents, `the lines of ${facts.invoice_number} come to its total`);
  return {
    ...common({ facts, clinic }, words.invoice),
    qr: facts.balance_cents > 0 && payUrl !== null ? { url: payUrl, caption: words.scanToPay } : null,
    tables: [itemsTable(facts), ...(facts.payments.length > 0 ? [paymentsTable(facts)] : [])],
    sums: sums(facts),
  };
}

/** A receipt of all payments, or of one with its own number: what was received, and what is still owed. */
export function receiptDocumentModel({ facts, clinic }: DocumentContext, number?: string): DocumentModel {
  const words = DOCUMENT_TEXTS[facts.language];
  const document = common({ facts, clinic }, words.receipt);
  if (number !== undefined) document.title = fillIn(words.paymentReceipt, { number });
  return {
    ...document,
    tables: [paymentsTable(facts, true)],
    sums: sums(facts),
    foot: `${words.sealFoot}${document.foot}`,
  };
}

function itemsTable(facts: DocumentFacts): DocumentModel['tables'][number] {
  const words = DOCUMENT_TEXTS[facts.language];
  const discounted = facts.items.some((item) => item.discount_cents > 0);
  const taxed = facts.items.some((item) => item.tax_cents > 0);
  const money = moneyIn(facts);
  return {
    heading: words.items,
    columns: [
      column(words.description, 4, false),
      column(words.quantity, 0.8),
      column(words.unitPrice, 1.5),
      ...(discounted ? [column(words.lineDiscount, 1.5)] : []),
      ...(taxed ? [column(words.tax, 1.5)] : []),
      column(words.amount, 1.6),
    ],
    rows: facts.items.map((item) => [
      [item.description, ...detailRow(item, facts.language)].join('\n'),
      quantityInWords(item, { language: facts.language, locale: LOCALES[facts.language] }),
      money(item.unit_price_cents),
      ...(discounted ? [money(item.discount_cents)] : []),
      ...(taxed ? [money(item.tax_cents)] : []),
      money(item.total_cents),
    ]),
  };
}

/** No line begins with the dot. */
const BETWEEN_PARTS = '\u00a0· ';

/** When, by whom and under which code, on a row of its own. */
function detailRow(item: PrintedDetails, language: Language): string[] {
  const { serviceDate, lineDiscount: discounted, exempt } = DOCUMENT_TEXTS[language];
  const day = (date: string) => `${serviceDate}: ${inWords(date, language)}`;
  const parts = detailParts(item, { day, discounted, exempt });
  return parts.length > 0 ? [parts.join(BETWEEN_PARTS)] : [];
}

export function paymentsTable(facts: DocumentFacts, sealed = false): DocumentModel['tables'][number] {
  const words = DOCUMENT_TEXTS[facts.language];
  const refunds = facts.payments.some((payment) => payment.refunded_cents > 0);
  const money = moneyIn(facts);
  return {
    heading: words.payments,
    columns: [
      dayColumn(words.received, 1.8),
      column(words.method, 1.4, false),
      column(words.reference, 3, false),
      ...(sealed ? [column(words.seal, 2.3, false)] : []),
      ...(refunds ? [column(words.refunded, 1.5)] : []),
      column(words.amount, 1.6),
    ],
    rows: facts.payments.map((payment) => [
      inWords(payment.received_on, facts.language),
      methodInWords(payment.method, facts.language),
      payment.reference,
      ...(sealed ? [payment.seal ?? words.sealPending] : []),
      ...(refunds ? [money(payment.refunded_cents)] : []),
      money(payment.amount_cents),
    ]),
  };
}

/** What the document comes to, what was paid and credited of it, and what is owed. */
export function sums(facts: DocumentFacts): DocumentModel['sums'] {
  const words = DOCUMENT_TEXTS[facts.language];
  const money = moneyIn(facts);
  const line = (label: string, amount: number, strong = false) => ({ label, text: money(amount), strong });
  return [
    ...(facts.discount_cents > 0 ? [line(words.discount, -facts.discount_cents)] : []),
    line(words.total, facts.total_amount_cents, true),
    ...taxLines(facts),
    ...(facts.paid_cents !== 0 ? [line(words.paid, facts.paid_cents)] : []),
    ...(facts.credited_cents !== 0 ? [line(words.credited, facts.credited_cents)] : []),
    line(words.balance, facts.balance_cents, true),
    ...(facts.to_credit_cents > 0 ? [line(words.toCredit, facts.to_credit_cents)] : []),
  ];
}

/**
 * The tax within the total for each rate, with what is taxed at it, as tax authorities want it; what was entered as an
 * amount comes last. Where some is taxed, what is not is shown too.
 */
function taxLines(facts: DocumentFacts): DocumentModel['sums'] {
  const words = DOCUMENT_TEXTS[facts.language];
  const money = moneyIn(facts);
  const { taxed, notTaxedCents } = taxSummary(facts);
  const lines = taxed.map(({ rate, taxedCents, taxCents }) => {
    const named = rate === null ? '' : formatRate(rate, LOCALES[facts.language]);
    const label =
      rate === null
        ? fillIn(words.includesTax, { rate: '' }).trim()
        : fillIn(words.includesTaxOn, { rate: named, amount: money(taxedCents) });
    return { label, text: money(taxCents), strong: false };
  });
  return taxed.length > 0 && notTaxedCents > 0
    ? [...lines, { label: words.notTaxed, text: money(notTaxedCents), strong: false }]
    : lines;
}

type TaxedAtRate = { rate: number | null; taxedCents: number; taxCents: number };

/** What is taxed at each rate and the tax on it, after the line's part of the invoice's discount (decision 32). */
export function taxSummary({ items, discount_cents }: Pick<DocumentFacts, 'items' | 'discount_cents'>): {
  taxed: TaxedAtRate[];
  notTaxedCents: number;
} {
  const nets = items.map(({ total_cents, tax_cents }) => cents(total_cents - tax_cents));
  const shares = spread(cents(discount_cents), nets);
  const rates = new Map<number | null, TaxedAtRate>();
  let notTaxedCents = 0;
  for (const [index, { tax_rate_thousandths: rate, tax_cents: taxCents }] of items.entries()) {
    const taxedCents = (nets[index] ?? 0) - (shares[index] ?? 0);
    const before = rates.get(rate) ?? { rate, taxedCents: 0, taxCents: 0 };
    if (taxCents === 0) notTaxedCents += taxedCents;
    else
      rates.set(rate, {
        rate,
        taxedCents: before.taxedCents + taxedCents,
        taxCents: before.taxCents + taxCents,
      });
  }
  const taxed = [...rates.values()].sort((one, other) => (one.rate ?? Infinity) - (other.rate ?? Infinity));
  return { taxed, notTaxedCents };
}
