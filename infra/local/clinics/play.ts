/** Plays a demo clinic on a fresh system: sets it up, bills its visits, and writes every document as PDF. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatMoney } from '../../../functions/domain/currency.ts';
import type { DemoClinic } from './clinic.ts';
import { differencesIn, pagesOf } from './compare.ts';
import { type Document, documentsOf } from './documents.ts';
import { type Stage, setUp } from './set-up.ts';
import { type BilledInvoice, billVisit } from './visits.ts';

export type Played = {
  documents: { kind: string; number: string; total: string; pages: number; file: string }[];
  /** Where a PDF differs from the API, each as a sentence. */
  differences: string[];
};

/** Plays the clinic and fills the folder, which is made when it is missing. */
export async function playClinic(stage: Stage, clinic: DemoClinic, folder: string): Promise<Played> {
  const open = await setUp(stage, clinic);
  const billed: BilledInvoice[] = [];
  for (const visit of clinic.visits) billed.push(await billVisit(open, clinic, visit));
  await mkdir(folder, { recursive: true });
  const played: Played = { documents: [], differences: [] };
  for (const document of await documentsOf(open, clinic, billed)) {
    const bytes = await open.admin.file(document.path);
    const file = join(folder, fileNameOf(document));
    await writeFile(file, bytes);
    played.differences.push(...differencesIn(document, bytes));
    const { kind, number, total, currency } = document;
    const amount = total === null ? '' : formatMoney(total, currency);
    played.documents.push({ kind, number, total: amount, pages: pagesOf(bytes), file });
  }
  return played;
}

const fileNameOf = ({ kind, number }: Document): string =>
  `${[kind, number]
    .filter((part) => part !== '')
    .join('-')
    .replace(/[^\p{L}\p{N}_-]+/gu, '-')}.pdf`;

/** The documents as a table of plain text, one row each. */
export function tableOf({ documents }: Played): string[] {
  const rows = [
    ['document', 'number', 'total', 'pages'],
    ...documents.map(({ kind, number, total, pages }) => [kind, number, total, String(pages)]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
}
