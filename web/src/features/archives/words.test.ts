import { describe, expect, test } from 'vitest';
import { agoInWords, daysInWords, invoicesInWords } from './words.ts';

describe('counts and ages', () => {
  test.each([
    [invoicesInWords(1), '1 invoice'],
    [invoicesInWords(1312), '1,312 invoices'],
    [daysInWords(730), '2 years (730 days)'],
    [daysInWords(365), '1 year (365 days)'],
    [daysInWords(90), '90 days'],
    [daysInWords(400), '400 days'],
    [agoInWords('2026-11-23T10:30:00Z', new Date('2026-11-23T11:00:00Z')), 'less than an hour ago'],
    [agoInWords('2026-11-23T10:00:00Z', new Date('2026-11-23T11:00:00Z')), '1 hour ago'],
    [agoInWords('2026-11-20T10:00:00Z', new Date('2026-11-23T11:00:00Z')), '3 days ago'],
  ])('%s', (words, expected) => {
    expect(words).toBe(expected);
  });
});
