import { describe, expect, test } from 'vitest';
import { isolate } from './bidirectional-text.ts';
import { isPrintable, isVisible, keepsDirection } from './text.ts';

describe('nothing can be seen of', () => {
  test.each([
    ['a zero-width space', '\u200b'],
    ['joiners', '\u200c\u200d'],
    ['a word joiner and a byte order mark', '\u2060\ufeff'],
    ['a soft hyphen', '\u00ad'],
    ['a Hangul filler', '\u3164'],
    ['an empty Braille pattern', '\u2800'],
    ['a note without a head', '\u{1d159}'],
    ['blank hieroglyphs', '\u{13441}\u{13442}'],
    ['a character that was lost', '\ufffd'],
    ['a lone accent', '\u0301'],
    ['variation selectors', '\ufe0f\u{e0100}'],
    ['tag characters', '\u{e0041}\u{e007f}'],
    ['spaces of all widths', '\u00a0\u2003\u3000'],
  ])('%s', (_, text) => {
    expect(isVisible(text)).toBe(false);
  });
});

test.each(['Ana', '张伟', 'محمد', 'O’Brien', '👩‍⚕️', '한글', '7'])('%s can be seen', (text) => {
  expect(isVisible(text)).toBe(true);
});

test.each(['\u061c', '\u200e', '\u200f', '\u202a', '\u202e', '\u2066', '\u2069'])(
  '%j changes the direction of the text around it',
  (character) => {
    expect(keepsDirection(`Ana${character}`)).toBe(false);
  },
);
test.each(['محمد', 'שלום', 'Ana\u200d'])('%s keeps it', (text) => {
  expect(keepsDirection(text)).toBe(true);
});

test.each([
  '\0',
  '\u0007',
  '\u001b[31m',
  '\u0085',
  '\u2028',
  '\ud800',
  // Deprecated controls, annotations, an object in the text, no characters, tags.
  '\u206a',
  '\ufff9hidden\ufffb',
  '\ufffc',
  '\ufffe',
  '\ufdd0',
  '\u{1ffff}',
  'Ana\u{e0041}\u{e007f}',
])('%j cannot be printed', (text) => {
  expect(isPrintable(text)).toBe(false);
});
test.each(['🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}', 'की\u200dम', '한글', 'Zoë'])(
  '%s can',
  (text) => {
    expect(isPrintable(text)).toBe(true);
  },
);
test('tabs and line breaks can', () => {
  expect(isPrintable('First visit\n\tFollow-up\r\n')).toBe(true);
});

test.each(['שרה לוי', 'محمد علي', 'Ana שרה 3', '\u{1e900}'])(
  '%s is isolated from the words around it',
  (text) => {
    expect(isolate(text)).toBe(`\u2068${text}\u2069`);
  },
);

test('a text cannot end its own isolation', () => {
  expect(isolate('\u2069שרה\u202e')).toBe('\u2068שרה\u2069');
});

test.each(['Ana Pérez', '+1 555 0100', '张伟', ''])(
  '%j is read from left to right and stays as it is',
  (text) => {
    expect(isolate(text)).toBe(text);
  },
);
