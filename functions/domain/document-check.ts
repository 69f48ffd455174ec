/** The code in the foot of a document, by which anyone can check that it is the clinic's own. */

export const PRINTED_KINDS = [
  'invoice',
  'receipt',
  'superbill',
  'credit_note',
  'refund',
  'statement',
  'aging_report',
  'certificate',
] as const;
export type PrintedKind = (typeof PRINTED_KINDS)[number];

/** Hexadecimal digits: too many to be guessed, few enough to be typed. */
const CODE_DIGITS = 16;

/** The code of a content's SHA-256 in hexadecimal: `1A2B-3C4D-5E6F-7A8B`. */
export const checkCode = (sha256: string): string =>
  (sha256.slice(0, CODE_DIGITS).toUpperCase().match(/.{4}/g) ?? []).join('-');

/** The digits of a code as it was typed, with or without dashes and spaces; undefined when it is none. */
export function readCheckCode(typed: string): string | undefined {
  const digits = typed.replace(/[\s-]/g, '').toLowerCase();
  return /^[0-9a-f]{16}$/.test(digits) ? digits : undefined;
}
