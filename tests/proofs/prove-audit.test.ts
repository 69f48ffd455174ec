import { expect, test } from 'vitest';
import { ATTACKS, prove } from './prove-audit.ts';

test('every way of tampering is found wherever it happens', () => {
  expect(prove(5, 300)).toEqual(Object.fromEntries(Object.keys(ATTACKS).map((name) => [name, 5])));
});
