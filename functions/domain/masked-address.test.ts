import { expect, test } from 'vitest';
import { maskedAddress } from './masked-address.ts';

test.each([
  ['ana.perez@patients.example', 'a•••@patients.example'],
  ['a@patients.example', 'a•••@patients.example'],
  ['"a@b"@patients.example', '"•••@patients.example'],
  ['ñandú@patients.example', 'ñ•••@patients.example'],
  ['+1 (555) 010-0777', '••• 0777'],
])('%s is shown as %s', (address, shown) => {
  expect(maskedAddress(address)).toBe(shown);
});
