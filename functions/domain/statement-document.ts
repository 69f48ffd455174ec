/** The content of a statement's PDF: what was owed, each movement with what it left, and what is owed now. */
import { STATEMENT_TEXTS } from './account-document-texts.ts';
import type { Letterhead } from './clinic-details.ts';
import type { Currency } from './currency.ts';
import { column, type DocumentModel, dayColumn, inWords, moneyIn } from './document-parts.ts';
import { DOCUMENT_TEXTS } from './document-texts.ts';
import { fillIn } from './fill-in.ts';
import type { Language } from './messages.ts';

/** Characters of the content's hash that the foot shows. */
const HASH_SHOWN = 16;

export type StatementFacts = {
  patient_name: string;
  language: Language;
  currency: Currency;
  /** Days of the clinic's calendar; null from the beginning. */
  from: string | null;
  until: string;
  opening: { balance_cents: number; credit_cents: number };
  closing: { balance_cents: number; credit_cents: number };
  movements: readonly {
    on: string;
    kind: string;
    invoice_number: string | null;
    document: string | null;
    amount_cents: number;
    credit_cents: number;
    balance_cents: number;
  }[];
  content_hash: string;
};

/** The statement in the patient's language, on the clinic's letterhead of today. */
export function statementDocumentModel(facts: StatementFacts, clinic: Letterhead): DocumentModel {
  const words = STATEMENT_TEXTS[facts.language];
  const { page, foot } = DOCUMENT_TEXTS[facts.language];
  const money = moneyIn(facts);
  const line = (label: string, cents: number, strong = false) => ({ label, text: money(cents), strong });
  return {
    language: facts.language,
    title: words.title,
    datedAt: `${facts.until}T00:00:00Z`,
    clinic,
    facts: [
      { label: words.patient, text: facts.patient_name },
      {
        label: words.from,
        text: facts.from === null ? words.beginning : inWords(facts.from, facts.language),
      },
      { label: words.until, text: inWords(facts.until, facts.language) },
      { label: words.currency, text: facts.currency.toUpperCase() },
    ],
    qr: null,
    tables: [movementsTable(facts)],
    sums: [
      line(words.opening, facts.opening.balance_cents),
      line(words.closing, facts.closing.balance_cents, true),
      ...(facts.closing.credit_cents > 0 ? [line(words.creditLeft, facts.closing.credit_cents)] : []),
    ],
    bank: null,
    foot: `${fillIn(foot, { phone: clinic.phone, email: clinic.email })} · ${fillIn(words.hash, {
      hash: facts.content_hash.slice(0, HASH_SHOWN),
    })}`,
    page,
  };
}

function movementsTable(facts: StatementFacts): DocumentModel['tables'][number] {
  const words = STATEMENT_TEXTS[facts.language];
  const kinds: Readonly<Record<string, string>> = words.kinds;
  const money = moneyIn(facts);
  const credited = facts.movements.some(({ credit_cents }) => credit_cents !== 0);
  return {
    heading: words.movements,
    columns: [
      dayColumn(words.date, 2),
      column(words.movement, 2, false),
      column(words.document, 2.6, false),
      column(words.amount, 1.5),
      ...(credited ? [column(words.credit, 1.5)] : []),
      column(words.balance, 1.5),
    ],
    rows: facts.movements.map((movement) => [
      inWords(movement.on, facts.language),
      kinds[movement.kind] ?? words.other,
      movement.document ?? movement.invoice_number ?? '',
      money(movement.amount_cents),
      ...(credited ? [money(movement.credit_cents)] : []),
      money(movement.balance_cents),
    ]),
  };
}
