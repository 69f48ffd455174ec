import { expect, test } from 'vitest';
import { linkExpiry, linkUrl, opens, renewedAs } from './patient-link.ts';

const now = new Date('2026-11-23T12:00:00Z');

test('a link to pay lives three days, a receipt thirty, the result of a payment one', () => {
  expect(linkExpiry('pay', now).toISOString()).toBe('2026-11-26T12:00:00.000Z');
  expect(linkExpiry('receipt', now).toISOString()).toBe('2026-12-23T12:00:00.000Z');
  expect(linkExpiry('result', now).toISOString()).toBe('2026-11-24T12:00:00.000Z');
});

test.each([
  ['pay', 'pay', true],
  ['pay', 'receipt', true],
  ['pay', 'result', false],
  ['receipt', 'receipt', true],
  ['receipt', 'pay', false],
  ['receipt', 'result', false],
  ['result', 'result', true],
  ['result', 'pay', false],
  ['result', 'receipt', false],
] as const)('a link to %s opens the page to %s: %s', (purpose, page, expected) => {
  expect(opens(purpose, page)).toBe(expected);
});

test('the result of a payment is renewed as the invoice, every other link of an invoice as it was', () => {
  expect(renewedAs('result')).toBe('pay');
  expect(renewedAs('pay')).toBe('pay');
  expect(renewedAs('receipt')).toBe('receipt');
});

test.each([
  ['pay', 'invoice'],
  ['receipt', 'receipt'],
  ['result', 'result'],
] as const)('the token of a link to %s stands in the path of the page', (purpose, page) => {
  expect(linkUrl('https://clinic.example', purpose, 'abc')).toBe(
    `https://clinic.example/patient/${page}/abc`,
  );
});
