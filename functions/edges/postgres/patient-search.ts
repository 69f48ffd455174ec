/** Finding patients: by words of the name, and by keyed hashes of the e-mail address and the phone number. */
import type { PhoneNumber } from '../../capabilities/ports/phones.ts';
import type { Encryption } from '../security/encryption.ts';
import { holdsWords } from './name-search.ts';

export const digits = (text: string): string => text.normalize('NFKC').replace(/\D/g, '');

/**
 * A condition on the patient `p`.
 *
 * @param phone the number that the text may be
 * @param bind adds a value of a type to the statement and gives its place there
 */
export function matching(
  encryption: Encryption,
  text: string,
  phone: PhoneNumber | undefined,
  bind: (value: unknown, type: 'text' | 'bytea') => string,
): string {
  const tokens = searchTokens(encryption, text, phone).map((token) => `${bind(token, 'bytea')}::bytea`);
  // An address is no name, and each of its words would be looked for among the names.
  const named = text.includes('@')
    ? 'false'
    : holdsWords('p.name_search', text, (value) => bind(value, 'text'));
  return `(${named} or p.contact_index && array[${tokens.join(', ')}])`;
}

function searchTokens(encryption: Encryption, text: string, phone: PhoneNumber | undefined): Buffer[] {
  const typed = digits(text);
  // Within a country a number begins with a zero that it does not have when it is dialed from abroad.
  const numbers = [typed, typed.replace(/^0+/, ''), ...(phone ? [digits(phone.e164)] : [])];
  return [
    encryption.blindIndex(text.toLowerCase().replace(/^@/, ''), 'email'),
    ...[...new Set(numbers)]
      .filter((number) => number.length >= 4)
      .map((number) => encryption.blindIndex(number, 'phone')),
  ];
}
