import { hash } from '@node-rs/argon2';
import { expect, test } from 'vitest';
import { createPasswords } from './passwords.ts';

const passwords = createPasswords(() => undefined);
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

test.each([
  'quiet harbour lantern 7',
  'seven copper boats drift',
  'gT7#mlopqz!vR2',
  'Ünïcode wörds âre fine',
])('%s is not', async (password) => {
  expect(await passwords.isGuessable(password, context)).toBe(false);
});

test('a password is the same however its characters were composed', async () => {
  const composed = 'caf\u00e9 harbour \ufb01eld 7';
  const decomposed = 'cafe\u0301 harbour field 7';
  const kept = await passwords.hash(composed);
  expect(await passwords.verify(decomposed, kept)).toBe(true);
  expect(await passwords.verify('cafe harbour field 7', kept)).toBe(false);
});

test('a password that was hashed before normalization still signs in', async () => {
  const typed = 'cafe\u0301 harbour lantern';
  const kept = await hash(typed);
  expect(await passwords.verify(typed, kept)).toBe(true);
});
