/** Finding patients: by words of the name, and by keyed hashes of the e-mail address and the phone number. */
import type { PhoneNumber } from '../../capabilities/ports/phones.ts';
import type { Encryption } from '../security/encryption.ts';
import { holdsWords } from './name-search.ts';

export const digits = (text: string): string => text.normalize('NFKC').replace(/\D/g, '');

/** A text, the phone number that it may be, and the birth dates that it may be. */
export type SearchedPatient = { text: string; phone: PhoneNumber | undefined; days?: readonly string[] };

/** Under what a patient is found by the birth date. */
export const birthDateIndex = (encryption: Encryption, day: string): Buffer =>
  encryption.blindIndex(day, 'dob');

/**
 * A condition on the patient `p`.
 *
 * @param bind adds a value of a type to the statement and gives its place there
 */
export function matching(
  encryption: Encryption,
  { text, phone, days = [] }: SearchedPatient,
  bind: (value: unknown, type: 'text' | 'bytea') => string,
): string {
  const tokens = [
    ...searchTokens(encryption, text, phone),
    ...days.map((day) => birthDateIndex(encryption, day)),
  ].map((token) => `${bind(token, 'bytea')}::bytea`);
  // An address is no name, and each of its words would be looked for among the names.
  const named = text.includes('@')
    ? 'false'
    : holdsWords('p.name_search', text, (value) => bind(value, 'text'));
  return `(${named} or p.contact_index && array[${tokens.join(', ')}])`;
}

/** The hash of a number in the clinic's records, whatever its capitals. */
export const externalIdIndex = (encryption: Encryption, text: string): Buffer =>
  encryption.blindIndex(text.trim().toLowerCase(), 'external_id');

function searchTokens(encryption: Encryption, text: string, phone: PhoneNumber | undefined): Buffer[] {
  const typed = digits(text);
  // Within a country a number begins with a zero that it does not have when it is dialed from abroad.
  const numbers = [typed, typed.replace(/^0+/, ''), ...(phone ? [digits(phone.e164)] : [])];
  return [
    externalIdIndex(encryption, text),
    encryption.blindIndex(text.toLowerCase().replace(/^@/, ''), 'email'),
    ...[...new Set(numbers)]
      .filter((number) => number.length >= 4)
      .map((number) => encryption.blindIndex(number, 'phone')),
  ];
}
