/** Giving a document the next number of its series, inside the transaction that makes the document (decision 5). */
import { documentNumber, type NumberedDocument, numberingMonth } from '../../domain/numbering.ts';
import type { App, Stores } from '../ports.ts';

/** The number; everybody who wants one of this series waits for it until the commit, so it is taken last. */
export async function giveNumber(
  app: App,
  tx: Stores,
  kind: NumberedDocument,
  documentId: string,
): Promise<string> {
  const month = numberingMonth(app.clock.now(), app.clinic.timeZone);
  const sequence = await tx.numbers.next(kind, month);
  const number = documentNumber(app.clinic.numberPrefix, kind, month, sequence);
  await tx.numbers.give(kind, month, sequence, number, documentId);
  return number;
}
