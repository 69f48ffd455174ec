import { expect, test } from 'vitest';
import { figures, percentile, rowOf, shortfalls, table } from './report.ts';

const measured = (latencies: number[], failed = 0) => ({
  latencies,
  seconds: 2,
  failed,
  firstFailure: undefined,
});
const hundred = Array.from({ length: 100 }, (_, index) => index + 1);

test('a percentile is the value that so many do not pass', () => {
  expect(percentile(hundred, 0.5)).toBe(50);
  expect(percentile(hundred, 0.99)).toBe(99);
  expect(percentile([7], 0.95)).toBe(7);
  expect(percentile([], 0.95)).toBe(0);
});

test('the rate is answers in a second', () => {
  expect(figures(measured(hundred))).toMatchObject({ perSecond: 50, p95: 95, failed: 0 });
});

test('the ratio is the product’s rate over the bare one, and a route without a bare twin has none', () => {
  expect(rowOf('get', 32, measured([1, 1]), measured([1, 1, 1, 1])).ratio).toBe(0.5);
  expect(rowOf('pdf', 32, measured([1])).ratio).toBeUndefined();
});

test('the table has a line for each route and the same columns in all', () => {
  const lines = table([rowOf('get one invoice', 32, measured([1.25]), measured([1]))]);
  expect(lines).toHaveLength(2);
  expect(lines[0]?.length).toBe(lines[1]?.length);
});

test('a slow route and a failed request fall short', () => {
  const rows = [
    rowOf('slow', 8, measured([301])),
    rowOf('broken', 8, measured([1], 2)),
    rowOf('well', 8, measured([299])),
  ];
  expect(shortfalls(rows, 300)).toEqual([
    'slow at 8 clients: p95 is 301 ms, the limit 300 ms',
    'broken at 8 clients: 2 requests failed',
  ]);
});
