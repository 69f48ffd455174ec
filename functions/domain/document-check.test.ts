import { expect, test } from 'vitest';
import { checkCode, readCheckCode } from './document-check.ts';

const HASH = '0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9';

test('a code is the beginning of the hash in groups, and is read back', () => {
  expect(checkCode(HASH)).toBe('0A1B-2C3D-4E5F-6071');
  expect(readCheckCode(checkCode(HASH))).toBe(HASH.slice(0, 16));
});

test.each(['0a1b2c3d4e5f6071', ' 0A1B 2C3D 4E5F 6071 '])('%s is read as typed', (typed) => {
  expect(readCheckCode(typed)).toBe('0a1b2c3d4e5f6071');
});

test.each(['', '0A1B-2C3D', 'O-0A1B2C3D4E5F607', '0A1B-2C3D-4E5F-6071-82', 'zzzz-zzzz-zzzz-zzzz'])(
  '“%s” is no code',
  (typed) => {
    expect(readCheckCode(typed)).toBeUndefined();
  },
);
