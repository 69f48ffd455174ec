import { describe, expect, test } from 'vitest';
import { pickLanguage } from './language.ts';

describe('the language of the patient pages', () => {
  test.each([
    [['es-MX', 'en'], 'es'],
    [['de-DE', 'es'], 'es'],
    [['en-GB'], 'en'],
    [['', 'fr'], 'en'],
    [[], 'en'],
  ])('%j → %s', (wanted, language) => {
    expect(pickLanguage(wanted)).toBe(language);
  });
});
