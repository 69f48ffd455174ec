/** The content of a refund confirmation: what was given back of which invoice, in the patient's language. */
import { REFUND_TEXTS } from './account-document-texts.ts';
import type { Letterhead } from './clinic-details.ts';
import type { Currency } from './currency.ts';
import { column, type DocumentModel, inWords, moneyIn } from './document-parts.ts';
import { DOCUMENT_TEXTS } from './document-texts.ts';
import { fillIn } from './fill-in.ts';
import type { Language } from './messages.ts';

export type RefundFacts = {
  /** Stripe's id, by which the patient's bank finds it. */
  reference: string;
  invoice_number: string;
  patient_name: string;
  language: Language;
  currency: Currency;
  amount_cents: number;
  /** A day of the clinic's calendar. */
  refunded_on: string;
};

/** The confirmation. The reason is no part of it: it is written for the clinic's staff. */
export function refundDocumentModel(facts: RefundFacts, clinic: Letterhead): DocumentModel {
  const words = REFUND_TEXTS[facts.language];
  const common = DOCUMENT_TEXTS[facts.language];
  const amount = moneyIn(facts)(facts.amount_cents);
  return {
    language: facts.language,
    title: words.title,
    datedAt: `${facts.refunded_on}T00:00:00Z`,
    clinic,
    facts: [
      { label: words.refund, text: facts.reference },
      { label: common.number, text: facts.invoice_number },
      { label: common.patient, text: facts.patient_name },
      { label: words.refundedOn, text: inWords(facts.refunded_on, facts.language) },
    ],
    qr: null,
    tables: [
      {
        heading: words.details,
        columns: [column(words.what, 5, false), column(common.amount, 1.6)],
        rows: [[words.toMethod, amount]],
      },
    ],
    sums: [{ label: words.total, text: amount, strong: true }],
    bank: null,
    foot: fillIn(common.foot, { phone: clinic.phone, email: clinic.email }),
    page: common.page,
  };
}
