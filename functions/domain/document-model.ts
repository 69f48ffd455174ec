/** The content of an invoice or receipt PDF: the stored integers, in the patient's language, checked once more. */
import {
  column,
  common,
  type DocumentContext,
  type DocumentFacts,
  type DocumentModel,
  inWords,
  moneyIn,
} from './document-parts.ts';
import { DOCUMENT_TEXTS, LOCALES } from './document-texts.ts';
import { fillIn } from './fill-in.ts';
import { detailParts, type PrintedDetails, quantityInWords } from './line-details.ts';
import type { Language } from './messages.ts';
import { methodInWords } from './payment-method.ts';
import { formatRate } from './quantity.ts';
import { must } from './refusal.ts';

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

/** When, by whom and under which code, on a row of its own. */
function detailRow(item: PrintedDetails, language: Language): string[] {
  const { lineDiscount: discounted, exempt } = DOCUMENT_TEXTS[language];
  const parts = detailParts(item, { day: (date) => inWords(date, language), discounted, exempt });
  return parts.length > 0 ? [parts.join(' · ')] : [];
}

export function paymentsTable(facts: DocumentFacts, sealed = false): DocumentModel['tables'][number] {
  const words = DOCUMENT_TEXTS[facts.language];
  const refunds = facts.payments.some((payment) => payment.refunded_cents > 0);
  const money = moneyIn(facts);
  return {
    heading: words.payments,
    columns: [
      column(words.received, 1.8, false),
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
  const line = (label: string, cents: number, strong = false) => ({ label, text: money(cents), strong });
  return [
    ...(facts.discount_cents > 0 ? [line(words.discount, -facts.discount_cents)] : []),
    line(words.total, facts.total_amount_cents, true),
    ...taxes(facts).map(([rate, cents]) =>
      line(
        fillIn(words.includesTax, {
          rate: rate === null ? '' : formatRate(rate, LOCALES[facts.language]),
        }).trim(),
        cents,
      ),
    ),
    ...(facts.paid_cents !== 0 ? [line(words.paid, facts.paid_cents)] : []),
    ...(facts.credited_cents !== 0 ? [line(words.credited, facts.credited_cents)] : []),
    line(words.balance, facts.balance_cents, true),
    ...(facts.to_credit_cents > 0 ? [line(words.toCredit, facts.to_credit_cents)] : []),
  ];
}

/** The tax within the total, for each rate; what was entered as an amount comes last. */
function taxes({ items }: DocumentFacts): [rate: number | null, cents: number][] {
  const sums = new Map<number | null, number>();
  for (const { tax_rate_thousandths: rate, tax_cents: tax } of items) {
    if (tax > 0) sums.set(rate, (sums.get(rate) ?? 0) + tax);
  }
  return [...sums].sort(([one], [other]) => (one ?? Infinity) - (other ?? Infinity));
}
