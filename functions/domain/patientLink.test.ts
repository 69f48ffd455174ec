import { expect, test } from 'vitest';
import { linkExpiry, linkUrl, opens } from './patientLink.ts';

const now = new Date('2026-11-23T12:00:00Z');

test('a link to pay lives three days, a receipt thirty', () => {
  expect(linkExpiry('pay', now).toISOString()).toBe('2026-11-26T12:00:00.000Z');
  expect(linkExpiry('receipt', now).toISOString()).toBe('2026-12-23T12:00:00.000Z');
});

test.each([
  ['pay', 'pay', true],
  ['pay', 'receipt', true],
  ['receipt', 'receipt', true],
  ['receipt', 'pay', false],
] as const)('a link to %s opens the page to %s: %s', (purpose, page, expected) => {
  expect(opens(purpose, page)).toBe(expected);
});

test('the token stands in the path of the page', () => {
  expect(linkUrl('https://clinic.example', 'pay', 'abc')).toBe('https://clinic.example/patient/invoice/abc');
  expect(linkUrl('https://clinic.example', 'receipt', 'abc')).toBe(
    'https://clinic.example/patient/receipt/abc',
  );
});
