import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gsmLength, gsmText, isGsmText } from './gsm-text.ts';

test.each([
  ['Clínica San José', 'Clinica San José'],
  ['Devolución, ¿sí?', 'Devolucion, ¿si?'],
  ['Łódź & Façade', 'Lodz & FaÇade'],
  ['O’Neill – “Best” Clinic…', 'O\'Neill - "Best" Clinic...'],
  ['Praxis Dr. Müßig', 'Praxis Dr. Müßig'],
  ['Harbour 🏥 Street', 'Harbour Street'],
  ['Клиника', ''],
])('%s becomes %s', (text, written) => {
  expect(gsmText(text)).toBe(written);
});

test('whatever is written is in the alphabet, and writing it again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const written = gsmText(text);
      expect(isGsmText(written)).toBe(true);
      expect(gsmText(written)).toBe(written);
    }),
  );
});

test('some characters take the room of two', () => {
  expect(gsmLength('a_-')).toBe(3);
  expect(gsmLength('€[~]')).toBe(8);
});
