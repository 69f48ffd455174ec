/** Allocating the next number of a document's series, inside the transaction that makes the document (decision 5). */
import { documentNumber, type NumberedDocument, numberingMonth } from '../../domain/numbering.ts';
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
  const sequence = await tx.numbers.next(kind, month);
  const number = documentNumber(app.clinic.numberPrefix, kind, month, sequence);
  await tx.numbers.record({ kind, month, sequence, number, documentId });
  return number;
}
