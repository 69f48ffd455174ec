import { expect, test } from 'vitest';
import { OFFLINE_METHODS } from './offline-payment.ts';
import { METHOD_WORDS, methodInWords, PAYMENT_METHODS } from './payment-method.ts';

test.each(PAYMENT_METHODS)('%s has words in both languages', (method) => {
  for (const language of ['en', 'es'] as const) {
    expect(methodInWords(method, language)).toBe(METHOD_WORDS[language][method]);
    expect(methodInWords(method, language)).not.toMatch(/_/);
  }
});

test('every method of the desk is among them', () => {
  expect(PAYMENT_METHODS).toEqual(expect.arrayContaining([...OFFLINE_METHODS]));
});
