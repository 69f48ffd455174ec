/** The content of a credit note's PDF: what was credited of which invoice, in the patient's language. */
import type { Letterhead } from './clinic-details.ts';
import type { Currency } from './currency.ts';
import { addressee, column, type DocumentModel, inWords, moneyIn } from './document-parts.ts';
import { DOCUMENT_TEXTS } from './document-texts.ts';
import { fillIn } from './fill-in.ts';
import type { Language } from './messages.ts';
import { must } from './refusal.ts';

/** The facts that are printed. The reason is none of them: it is written for the clinic's staff. */
export type CreditNoteFacts = {
  number: string;
  invoice_number: string;
  patient_name: string;
  postal_address: string | null;
  tax_number: string | null;
  language: Language;
  currency: Currency;
  /** A day of the clinic's calendar. */
  issued_on: string;
  /** Tax included. */
  amount_cents: number;
  tax_cents: number;
  owed_cents: number;
  to_credit_cents: number;
  /** None for an amount of the whole invoice; a description is null when the invoice's details are gone. */
  lines: readonly { description: string | null; amount_cents: number; tax_cents: number }[];
};

/** A credit note with its lines. Throws when they do not add up to its amount: such a document must not exist. */
export function creditNoteDocumentModel({
  facts,
  clinic,
}: {
  facts: CreditNoteFacts;
  clinic: Letterhead;
}): DocumentModel {
  const words = DOCUMENT_TEXTS[facts.language];
  const whole = {
    description: words.creditedWhole,
    amount_cents: facts.amount_cents,
    tax_cents: facts.tax_cents,
  };
  const lines = facts.lines.length > 0 ? facts.lines : [whole];
  const sum = lines.reduce((total, line) => total + line.amount_cents, 0);
  must(sum === facts.amount_cents, `the lines of ${facts.number} come to its amount`);
  const money = moneyIn(facts);
  const line = (label: string, cents: number, strong = false) => ({ label, text: money(cents), strong });
  return {
    language: facts.language,
    title: fillIn(words.creditNote, { number: facts.number }),
    datedAt: `${facts.issued_on}T00:00:00Z`,
    clinic,
    facts: [
      { label: words.creditNoteNumber, text: facts.number },
      { label: words.number, text: facts.invoice_number },
      ...addressee(facts),
      { label: words.issued, text: inWords(facts.issued_on, facts.language) },
    ],
    qr: null,
    tables: [
      {
        heading: words.creditedLines,
        columns: [column(words.description, 4, false), column(words.tax, 1.5), column(words.amount, 1.6)],
        rows: lines.map((each) => [
          each.description ?? words.creditedWhole,
          money(each.tax_cents),
          money(each.amount_cents),
        ]),
      },
    ],
    sums: [
      line(words.creditedTotal, facts.amount_cents, true),
      ...(facts.tax_cents > 0 ? [line(fillIn(words.includesTax, { rate: '' }).trim(), facts.tax_cents)] : []),
      ...(facts.owed_cents > 0 ? [line(words.takenOffDebt, facts.owed_cents)] : []),
      ...(facts.to_credit_cents > 0 ? [line(words.toCredit, facts.to_credit_cents)] : []),
    ],
    bank: null,
    foot: fillIn(words.foot, { phone: clinic.phone, email: clinic.email }),
    page: words.page,
  };
}
