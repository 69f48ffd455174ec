import { describe, expect, test } from 'vitest';
import { requireGoodPassword } from './password.ts';

const context = ['Harbour Street Clinic', 'Ada Admin', 'ada@clinic.example'];
const check = (password: string) => () => requireGoodPassword(password, context);

test.each([
  'quiet harbour lantern 7',
  'seven copper boats drift',
  'gT7#mlopqz!vR2',
  'Ünïcode wörds âre fine',
])('%s is good', (password) => {
  expect(check(password)).not.toThrow();
});

describe('a password is refused that is', () => {
  test.each([
    ['too short', 'gT7#mlopqz!', 'too_short'],
    ['endless', 'ab cd ef '.repeat(40), 'too_long'],
    ['one character', 'aaaaaaaaaaaaaa', 'too_simple'],
    ['a repeated pattern', 'abcabcabcabcabc', 'too_simple'],
    ['the alphabet', 'abcdefghijklmnop', 'too_simple'],
    ['common with digits', 'Password12345!', 'too_common'],
    ['common in disguise', 'P@$$w0rd2026!!', 'too_common'],
    ['the clinic’s name', 'HarbourStreet2026', 'too_common'],
    ['digits only', '918273645546372', 'too_common'],
  ])('%s', (_, password, code) => {
    expect(check(password)).toThrow(
      expect.objectContaining({ fields: [expect.objectContaining({ path: 'password', code })] }),
    );
  });
});
