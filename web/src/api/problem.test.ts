import { expect, test } from 'vitest';
import { detailOf, Problem } from './problem.ts';

const refused = (errors: { path: string; message: string }[]) =>
  new Problem({
    status: 400,
    code: 'validation_failed',
    detail: 'The request is not valid.',
    errors: errors.map((error) => ({ ...error, code: 'x' })),
  });

test.each([
  ['amount_cents', 'At most $72.00 is left.', 'Amount: At most $72.00 is left.'],
  ['items.1.unit_price_cents', 'Too much.', 'Item 2, unit price: Too much.'],
  ['lines.0.invoice_item_id', 'Given twice.', 'Line 1, invoice item: Given twice.'],
  ['', 'Nothing to change.', 'Nothing to change.'],
])('a refused field %j is named with its reason', (path, message, words) => {
  expect(detailOf(refused([{ path, message }]))).toBe(words);
});

test('what names no field is said as the server says it', () => {
  expect(detailOf(refused([]))).toBe('The request is not valid.');
  expect(detailOf(new TypeError('x'))).toBe('Something went wrong on this page.');
});
