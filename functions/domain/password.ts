/** Which passwords are good enough: long, not common, and nothing that the clinic itself suggests (decision 18). */
import { refuseField } from './refusal.ts';

const MIN_LENGTH = 12;
const MAX_LENGTH = 256;

/** Short forms of the passwords that lists of stolen ones begin with; longer variants of them are just as common. */
const COMMON = [
  'password',
  'passwort',
  'qwerty',
  'qwertz',
  'azerty',
  'letmein',
  'welcome',
  'iloveyou',
  'sunshine',
  'princess',
  'football',
  'baseball',
  'dragon',
  'monkey',
  'shadow',
  'master',
  'superman',
  'batman',
  'trustno1',
  'changeme',
  'whatever',
  'starwars',
  'michael',
  'jessica',
  'charlie',
  'jordan',
  'freedom',
  'computer',
  'internet',
  'secret',
  'admin',
  'administrator',
  'login',
  'abc123',
  'test',
  'guest',
  'default',
  'summer',
  'winter',
  'spring',
  'autumn',
  'correcthorsebatterystaple',
];

/** Keeps only a to z, in lower case, without what people add to a common word to make it look strong. */
const alphabetic = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, '');

/** The same, with look-alike digits and signs replaced by the characters that they imitate. */
const lookAlike = (text: string): string =>
  alphabetic(
    text
      .toLowerCase()
      .replace(/[@4]/g, 'a')
      .replace(/0/g, 'o')
      .replace(/[1!|]/g, 'i')
      .replace(/3/g, 'e')
      .replace(/[$5]/g, 's'),
  );

/** The same text whichever keyboard or system composed its characters (NIST SP 800-63B, 5.1.1.2). */
export const normalizedPassword = (typed: string): string => typed.normalize('NFKC');

/**
 * Refuses a password that is too short, common, or made of what everybody at the clinic knows.
 *
 * @param context words such as the clinic's name and the person's own name and e-mail address
 */
export function requireGoodPassword(password: string, context: readonly string[]): void {
  if (password.length < MIN_LENGTH) {
    refuseField('password', 'too_short', `Use at least ${MIN_LENGTH} characters.`);
  }
  if (password.length > MAX_LENGTH)
    refuseField('password', 'too_long', `Use at most ${MAX_LENGTH} characters.`);
  if (new Set(password).size < 5) refuseField('password', 'too_simple', 'Use more different characters.');
  if (
    /^(.{1,6})\1+$/.test(password) ||
    '01234567890123456789 abcdefghijklmnopqrstuvwxyz'.includes(password.toLowerCase())
  ) {
    refuseField('password', 'too_simple', 'Do not repeat a pattern.');
  }
  const known = [
    ...COMMON.map(alphabetic),
    ...contextWords(context),
    'clinic',
    'billing',
    'invoice',
    'payment',
  ];
  // A year or signs at the end add no strength, though some of them look like a to z.
  const withoutTail = password.replace(/\P{L}+$/u, '');
  const cores = [alphabetic(password), lookAlike(password), lookAlike(withoutTail)];
  if (cores.some((core) => core.length < 4 || without(core, known) === '')) tooCommon();
}

/** Refuses a password that is easy to guess. */
export const tooCommon = (): never =>
  refuseField(
    'password',
    'too_common',
    'This password is easy to guess. Use several words that are not connected with you.',
  );

const contextWords = (context: readonly string[]): string[] =>
  context
    .flatMap((text) => text.split(/[^\p{L}\p{N}]+/u))
    .map(alphabetic)
    .filter((word) => word.length >= 4);

/** What is left of a password when every known word is cut out of it. */
const without = (core: string, known: readonly string[]): string =>
  [...known].sort((a, b) => b.length - a.length).reduce((rest, word) => rest.split(word).join(''), core);
