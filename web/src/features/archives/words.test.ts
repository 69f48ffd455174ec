import { describe, expect, test } from 'vitest';
import { daysInWords, invoicesInWords } from './words.ts';

describe('counts and periods', () => {
  test.each([
    [invoicesInWords(1), '1 invoice'],
    [invoicesInWords(1312), '1,312 invoices'],
    [daysInWords(730), '2 years (730 days)'],
    [daysInWords(365), '1 year (365 days)'],
    [daysInWords(90), '90 days'],
    [daysInWords(400), '400 days'],
  ])('%s', (words, expected) => {
    expect(words).toBe(expected);
  });
});
