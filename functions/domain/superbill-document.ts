/** The content of a superbill: an invoice as the patient's insurer wants it, with codes, practitioners and payments. */
import { paymentsTable, sums } from './document-model.ts';
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
import { quantityInWords } from './line-details.ts';

/** The superbill of an issued invoice. Diagnoses are not kept, so it has none. */
export function superbillDocumentModel(context: DocumentContext): DocumentModel {
  const { facts } = context;
  const words = DOCUMENT_TEXTS[facts.language];
  const document = common(context, words.superbill);
  return {
    ...document,
    tables: [servicesTable(facts), ...(facts.payments.length > 0 ? [paymentsTable(facts)] : [])],
    sums: sums(facts),
    bank: null,
    foot: `${words.superbillFoot}${document.foot}`,
  };
}

function servicesTable(facts: DocumentFacts): DocumentModel['tables'][number] {
  const words = DOCUMENT_TEXTS[facts.language];
  const { language } = facts;
  const money = moneyIn(facts);
  return {
    heading: words.items,
    columns: [
      dayColumn(words.serviceDate, 2.2),
      column(words.code, 1.5, false),
      column(words.description, 2.6, false),
      column(words.practitioner, 2.2, false),
      column(words.quantity, 0.8),
      column(words.amount, 1.4),
    ],
    rows: facts.items.map((item) => [
      inWords(item.service_date ?? facts.issued_on, language),
      item.code ? `${item.code.system} ${item.code.code}` : '',
      [item.description, item.location ?? ''].filter((text) => text !== '').join('\n'),
      [item.practitioner?.name ?? '', item.practitioner?.licence_number ?? '']
        .filter((text) => text !== '')
        .join('\n'),
      quantityInWords(item, { language, locale: LOCALES[language] }),
      money(item.total_cents),
    ]),
  };
}
