/** The content of the reports that staff print: the aging report, and the certificate of a month's numbers. */
import { AGEING_BUCKETS, type AgeingBucket } from './ageing.ts';
import type { Letterhead } from './clinic-details.ts';
import type { Currency } from './currency.ts';
import { column, type DocumentModel, dayColumn, inWords, moneyIn } from './document-parts.ts';
import { DOCUMENT_TEXTS } from './document-texts.ts';

const BUCKET_WORDS: Record<AgeingBucket, string> = {
  not_due: 'Not due',
  days_0_30: '1–30 days',
  days_31_60: '31–60 days',
  days_61_90: '61–90 days',
  days_over_90: 'Over 90 days',
  under_plan: 'Payment plan',
};
const KIND_WORDS = { invoice: 'invoices', credit_note: 'credit notes', receipt: 'receipts' } as const;

/** Staff read reports in English. */
const LANGUAGE = 'en';

type Report = Pick<DocumentModel, 'title' | 'facts' | 'tables' | 'sums' | 'foot'>;

const report = (on: string, clinic: Letterhead, parts: Report): DocumentModel => ({
  language: LANGUAGE,
  datedAt: `${on}T00:00:00Z`,
  clinic,
  qr: null,
  bank: null,
  page: DOCUMENT_TEXTS[LANGUAGE].page,
  ...parts,
});

type Buckets = Record<AgeingBucket, number>;
export type AgeingFacts = {
  currency: Currency;
  /** A day of the clinic's calendar. */
  on: string;
  buckets: Buckets;
  total_cents: number;
  patients: readonly { patient_name: string; buckets: Buckets; total_cents: number }[];
};

/** The aging report: a row for each patient who owes, and the sums of the clinic. */
export function ageingDocumentModel(facts: AgeingFacts, clinic: Letterhead): DocumentModel {
  const money = moneyIn({ currency: facts.currency, language: LANGUAGE });
  const amounts = (row: { buckets: Buckets; total_cents: number }) => [
    ...AGEING_BUCKETS.map((bucket) => money(row.buckets[bucket])),
    money(row.total_cents),
  ];
  return report(facts.on, clinic, {
    title: 'Aging report',
    facts: [
      { label: 'As of', text: inWords(facts.on, LANGUAGE) },
      { label: 'Currency', text: facts.currency.toUpperCase() },
      { label: 'Patients who owe', text: String(facts.patients.length) },
    ],
    tables: [
      {
        heading: 'Open balances by days past due',
        columns: [
          column('Patient', 2, false),
          ...AGEING_BUCKETS.map((bucket) => column(BUCKET_WORDS[bucket], 1.1)),
          column('Total', 1.1),
        ],
        rows: facts.patients.map((patient) => [patient.patient_name, ...amounts(patient)]),
      },
    ],
    sums: [
      ...AGEING_BUCKETS.map((bucket) => ({
        label: BUCKET_WORDS[bucket],
        text: money(facts.buckets[bucket]),
        strong: false,
      })),
      { label: 'Total owed', text: money(facts.total_cents), strong: true },
    ],
    foot: 'The total is the receivable account of the ledger on this day.',
  });
}

export type CertificateFacts = {
  kind: keyof typeof KIND_WORDS;
  /** `202611` */
  month: string;
  /** A day of the clinic's calendar. */
  on: string;
  gapless: boolean;
  missing: readonly number[];
  last: number;
  numbers: readonly { number: string; given_on: string; fate: string }[];
  content_hash: string;
};

/** The certificate of a month's numbers, each with what became of it. */
export function certificateDocumentModel(facts: CertificateFacts, clinic: Letterhead): DocumentModel {
  const missing = facts.missing.length === 0 ? 'None' : facts.missing.join(', ');
  return report(facts.on, clinic, {
    title: 'Certificate of numbers',
    facts: [
      {
        label: 'Series',
        text: `${KIND_WORDS[facts.kind]}, ${facts.month.slice(0, 4)}-${facts.month.slice(4)}`,
      },
      { label: 'Printed on', text: inWords(facts.on, LANGUAGE) },
      { label: 'Without a gap', text: facts.gapless ? 'Yes' : 'No' },
      { label: 'Missing numbers', text: missing },
    ],
    tables: [
      {
        heading: 'Numbers',
        columns: [column('Number', 3, false), dayColumn('Given on', 2), column('Status', 2, false)],
        rows: facts.numbers.map(({ number, given_on, fate }) => [
          number,
          inWords(given_on, LANGUAGE),
          fate.replaceAll('_', ' '),
        ]),
      },
    ],
    sums: [
      { label: 'Numbers given', text: String(facts.numbers.length), strong: true },
      { label: 'Last number', text: String(facts.last), strong: false },
    ],
    foot: `Content ${facts.content_hash}`,
  });
}
