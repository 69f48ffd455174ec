/** What printed documents share: their facts, their layout's texts, who they are for, and how amounts and days are written. */
import { day } from './calendar.ts';
import type { Letterhead } from './clinic-details.ts';
import { type Currency, formatMoney } from './currency.ts';
import { DOCUMENT_TEXTS, LOCALES } from './document-texts.ts';
import { fillIn } from './fill-in.ts';
import type { InvoiceStatus } from './invoice.ts';
import type { PrintedDetails } from './line-details.ts';
import type { Language } from './messages.ts';

/** The facts that are printed. */
export type DocumentFacts = {
  invoice_number: string;
  status: InvoiceStatus;
  currency: Currency;
  /** Days of the clinic's calendar. */
  issued_on: string;
  due_date: string;
  patient_name: string;
  /** Lines of an address are separated by line breaks; null when none was on file. */
  postal_address: string | null;
  tax_number: string | null;
  language: Language;
  items: readonly (PrintedDetails & {
    description: string;
    quantity: number;
    unit_price_cents: number;
    discount_cents: number;
    /** Thousandths of a percent; null for a tax that was entered as an amount. */
    tax_rate_thousandths: number | null;
    tax_cents: number;
    total_cents: number;
  })[];
  discount_cents: number;
  total_amount_cents: number;
  paid_cents: number;
  credited_cents: number;
  balance_cents: number;
  /** What was paid or credited beyond the debt and became the patient's credit. */
  to_credit_cents: number;
  payments: readonly {
    amount_cents: number;
    refunded_cents: number;
    method: string;
    reference: string;
    /** Short code of the first seal over the payment's audit row; none until it is made. */
    seal: string | null;
    received_on: string;
  }[];
};

/** A document as it is laid out: texts only, nothing is computed after this, and it can be sent to a thread. */
export type DocumentModel = {
  language: Language;
  title: string;
  /** What the file is dated with, so that the same document has the same bytes. */
  datedAt: string;
  /** The clinic as it was when the document was issued. */
  clinic: Letterhead;
  facts: { label: string; text: string }[];
  /** The address that a square code beside the facts leads to. */
  qr: { url: string; caption: string } | null;
  tables: { heading: string; columns: DocumentColumn[]; rows: string[][] }[];
  sums: { label: string; text: string; strong: boolean }[];
  /** How money is transferred, while some is owed; empty otherwise. */
  bank: { heading: string; text: string } | null;
  foot: string;
  /** The text of each page's number, with `{page}` and `{pages}`. */
  page: string;
};
export type DocumentColumn = {
  label: string;
  numeric: boolean;
  share: number;
  /** Its texts are never broken into lines. */
  whole?: boolean;
};

export type DocumentContext = {
  facts: DocumentFacts;
  clinic: Letterhead;
  /** The patient's link to the invoice; null when there is none. */
  payUrl?: string | null;
};

/** What invoices and receipts begin and end with. */
export function common(
  { facts, clinic }: DocumentContext,
  title: string,
): Omit<DocumentModel, 'tables' | 'sums'> {
  const words = DOCUMENT_TEXTS[facts.language];
  const { language, issued_on: issuedOn } = facts;
  return {
    language,
    title: fillIn(title, { number: facts.invoice_number }),
    datedAt: `${issuedOn}T00:00:00Z`,
    clinic,
    facts: [
      { label: words.number, text: facts.invoice_number },
      ...addressee(facts),
      { label: words.issued, text: inWords(issuedOn, language) },
      { label: words.due, text: inWords(facts.due_date, language) },
      { label: words.status, text: words.statuses[facts.status] },
    ],
    qr: null,
    bank:
      facts.balance_cents > 0 && clinic.bank_details !== ''
        ? { heading: words.bank, text: clinic.bank_details }
        : null,
    foot: fillIn(words.foot, { phone: clinic.phone, email: clinic.email }),
    page: words.page,
  };
}

/** Who a document is for: the patient's name, with the address and tax number of the day of its issue. */
export function addressee({
  patient_name,
  postal_address,
  tax_number,
  language,
}: Pick<
  DocumentFacts,
  'patient_name' | 'postal_address' | 'tax_number' | 'language'
>): DocumentModel['facts'] {
  const words = DOCUMENT_TEXTS[language];
  const optional = (label: string, text: string | null) => (text ? [{ label, text }] : []);
  return [
    { label: words.patient, text: patient_name },
    ...optional(words.address, postal_address),
    ...optional(words.taxNumber, tax_number),
  ];
}

export const column = (label: string, share: number, numeric = true): DocumentColumn => ({
  label,
  share,
  numeric,
});

/** A column of days, each on one line. */
export const dayColumn = (label: string, share: number): DocumentColumn => ({
  ...column(label, share, false),
  whole: true,
});

export const moneyIn =
  ({ currency, language }: Pick<DocumentFacts, 'currency' | 'language'>) =>
  (cents: number): string =>
    formatMoney(cents, currency, LOCALES[language]);

/** A day in words, so that the month cannot be mistaken for the day. */
export const inWords = (date: string, language: Language): string =>
  new Intl.DateTimeFormat(LOCALES[language], {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${day(date)}T00:00:00Z`));
