import { expect, test } from 'vitest';
import { createPasswords } from './passwords.ts';

const passwords = createPasswords();
const context = ['Harbour Street Clinic', 'Ada Admin', 'ada@clinic.example'];

test.each([
  'qwertyuiop12',
  'asdfghjkl123',
  '1qaz2wsx3edc',
  'zaq12wsxcde3',
  'unbelievable',
  'thunderstorm1',
  'manchesterunited',
  'chelsea123456',
  'liverpool1892',
  'basketball12',
  'pokemon12345',
  'MonkeyDragon2026!',
  'Password1!Password1!',
])('%s is guessed soon', async (password) => {
  expect(await passwords.isGuessable(password, context)).toBe(true);
});

test.each(['quiet harbour lantern 7', 'seven paper boats drift', 'gT7#mlopqz!vR2', 'Ünïcode wörds âre fine'])(
  '%s is not',
  async (password) => {
    expect(await passwords.isGuessable(password, context)).toBe(false);
  },
);
