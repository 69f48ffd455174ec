/** Holds the text of a PDF against what the API answers: the same amounts, no others, and no character that is not drawn. */
import { formatMoney } from '../../../functions/domain/currency.ts';
import { LOCALES } from '../../../functions/domain/document-texts.ts';
import type { Document } from './documents.ts';
import { pdfLines } from './pdf-text.ts';

/** What differs, each as a sentence; empty when nothing does. */
export function differencesIn(document: Document, bytes: Uint8Array): string[] {
  const lines = pdfLines(bytes);
  const money = (amount: number): string =>
    formatMoney(amount, document.currency, LOCALES[document.language]);
  const expected = new Set(document.amounts.filter((amount) => amount !== 0).map(money));
  const zero = new Set([money(0), money(-0)]);
  const found = new Set(lines.filter((line) => isAmount(line, money(0))));
  const text = withoutSpaces(lines.join(''));
  const what = `${document.kind} ${document.number}`;
  return [
    ...[...expected].filter((each) => !found.has(each)).map((each) => `${what} lacks ${each}.`),
    ...[...found]
      .filter((each) => !expected.has(each) && !zero.has(each))
      .map((each) => `${what} says ${each}, which the API does not.`),
    ...document.texts
      .filter((each) => !text.includes(withoutSpaces(each)))
      .map((each) => `${what} lacks the text ${each}.`),
    ...(text.includes('\uFFFD') ? [`${what} has a character that is not drawn.`] : []),
  ];
}

/** How many pages a PDF of this clinic has. */
export const pagesOf = (bytes: Uint8Array): number =>
  Buffer.from(bytes)
    .toString('latin1')
    .match(/\/Type \/Page\b/g)?.length ?? 0;

/** Whether a line is an amount as `zero` is written: its currency, digits, and nothing else. */
function isAmount(line: string, zero: string): boolean {
  const currency = zero.replace(/[\d.,\s-]/g, '');
  return line.includes(currency) && /^[\d.,\s-]*\d[\d.,\s-]*$/.test(line.replace(currency, ''));
}

/** Lines are broken where they are full, which changes nothing of what they say. */
const withoutSpaces = (text: string): string => text.normalize('NFC').replace(/\s/g, '');
