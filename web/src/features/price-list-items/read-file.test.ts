import { expect, test } from 'vitest';
import { decodedCsv } from './read-file.ts';

test('a file in UTF-8 and one of an older spreadsheet read the same', () => {
  const latin = Uint8Array.from([0x53, 0x65, 0x73, 0x69, 0xf3, 0x6e]);
  expect(decodedCsv(new TextEncoder().encode('Sesión').buffer)).toBe('Sesión');
  expect(decodedCsv(latin.buffer)).toBe('Sesión');
});
