/** Allocating the next number of a document's series, inside the transaction that makes the document (decision 5). */
import { documentNumber, type NumberedDocument, numberingMonth, numberStem } from '../../domain/numbering.ts';
import { must } from '../../domain/refusal.ts';
import type { App, Stores } from '../ports.ts';

/** The document to number. `at` is the instant under which it is dated, so that date and number name the same month. */
export type ToNumber = { kind: NumberedDocument; documentId: string; at: Date };

/** The number. Everybody who wants one of this series waits for it until the commit, so it is allocated last. */
export async function allocateNumber(
  app: App,
  tx: Stores,
  { kind, documentId, at }: ToNumber,
): Promise<string> {
  const month = numberingMonth(at, app.clinic.timeZone);
  const { numberPrefix: prefix } = app.clinic;
  const stem = numberStem(prefix, kind, month);
  const { sequence, number } = await tx.numbers.allocate({ kind, month, stem, documentId });
  must(number === documentNumber(prefix, kind, month, sequence), 'a number reads as its place in the series');
  return number;
}
