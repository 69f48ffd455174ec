/** Invoice numbers: `CLINIC-202611-0001`, gapless within the clinic's month (decision 5). */
import { dayIn } from './calendar.ts';
import { must } from './refusal.ts';

/** Which documents are numbered; each kind has its own series, so that neither leaves gaps in the other. */
export const NUMBERED_DOCUMENTS = ['invoice', 'credit_note', 'receipt'] as const;
export type NumberedDocument = (typeof NUMBERED_DOCUMENTS)[number];

const INFIX: Record<NumberedDocument, string> = { invoice: '', credit_note: 'CN-', receipt: 'R-' };

/** The month that an instant belongs to in the clinic's time zone, as `202611`. */
export const numberingMonth = (at: Date, timeZone: string): string =>
  dayIn(timeZone, at).slice(0, 7).replace('-', '');

/** A number of the series: four digits at least, a fifth after 9999, nothing wraps. */
export function documentNumber(
  prefix: string,
  kind: NumberedDocument,
  month: string,
  sequence: number,
): string {
  must(Number.isInteger(sequence) && sequence >= 1, `${sequence} is a place in a series`);
  return `${numberStem(prefix, kind, month)}${String(sequence).padStart(4, '0')}`;
}

/** What every number of a series begins with. */
export function numberStem(prefix: string, kind: NumberedDocument, month: string): string {
  must(/^\d{6}$/.test(month), `${month} is a month`);
  return `${prefix}-${INFIX[kind]}${month}-`;
}
