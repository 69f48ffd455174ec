import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { quantile } from '../../functions/domain/metrics.ts';
import { linesOf, metricsTable, periodOf } from '../operate/metrics-table.ts';
import { figures } from './figures.ts';

const request = (
  operation: string,
  status: number,
  milliseconds: number,
  time = '2026-03-02T08:00:00.000Z',
): string => JSON.stringify({ level: 'info', time, event: 'request', operation, status, milliseconds });

const counted = (lines: readonly string[], since?: Date) => {
  const found = figures(since);
  for (const line of lines) found.add(line);
  return found;
};

test('requests are counted by operation, status and duration', () => {
  const [issue] = counted([
    ...Array.from({ length: 18 }, () => request('invoices-issue', 200, 20)),
    request('invoices-issue', 409, 5),
    request('invoices-issue', 500, 800),
  ]).series('request');
  if (issue === undefined) throw new Error('The operation is counted.');
  expect({ ...issue, byOutcome: Object.fromEntries(issue.byOutcome) }).toMatchObject({
    name: 'invoices-issue',
    count: 20,
    byOutcome: { '2xx': 18, '4xx': 1, '5xx': 1 },
    milliseconds: 18 * 20 + 5 + 800,
    slowest: 800,
  });
  expect([quantile(issue, 0.5), quantile(issue, 0.95), quantile(issue, 0.99)]).toEqual([25, 25, 800]);
});

test('a duration at a bound counts in its bucket, and one above every bound in none', () => {
  const [one] = counted([request('a', 200, 10), request('a', 200, 600_001)]).series('request');
  expect(one?.atMost).toEqual(Array.from({ length: 12 }, () => 1));
  expect(one && quantile(one, 0.99)).toBe(600_001);
});

test('warnings and errors are counted by event, the most frequent first', () => {
  const line = (level: string, event: string): string => JSON.stringify({ level, event });
  const lines = [
    line('warn', 'queue_unavailable'),
    line('error', 'unhandled_error'),
    line('error', 'unhandled_error'),
    line('info', 'x'),
  ];
  expect(counted(lines).events()).toEqual([
    { event: 'unhandled_error', level: 'error', count: 2 },
    { event: 'queue_unavailable', level: 'warn', count: 1 },
  ]);
});

test('lines that are none, and those from before, are passed over', () => {
  const lines = [
    '{"event":"request","oper',
    'ready',
    '{}',
    request('a', 200, 1),
    request('a', 200, 1, '2026-03-02T09:00:00Z'),
  ];
  expect(counted(lines, new Date('2026-03-02T08:30:00Z')).series('request')[0]?.count).toBe(1);
});

test('memory has a bound, whatever the lines name', () => {
  const found = counted(Array.from({ length: 3_000 }, (_, index) => request(`o${index}`, 200, 1)));
  expect(found.series('request')).toHaveLength(1_000);
});

test.each([
  ['90s', 90_000],
  ['15m', 900_000],
  ['1h', 3_600_000],
  ['7d', 604_800_000],
])('--since %s is %i milliseconds', (text, milliseconds) => {
  expect(periodOf(text)).toBe(milliseconds);
});

test('a period that is none is refused', () => {
  expect(() => periodOf('yesterday')).toThrow('--since takes a number and s, m, h or d, such as 1h.');
});

test('the table reads rotated files too and has one line for each operation', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'figures-'));
  writeFileSync(join(folder, 'clinic.jsonl.20260302T000000000Z'), `${request('a', 200, 5)}\n`);
  writeFileSync(join(folder, 'clinic.jsonl'), `${request('a', 404, 30)}\n${request('b', 200, 5)}\n`);
  const found = figures();
  for await (const line of linesOf(join(folder, 'clinic.jsonl'))) found.add(line);
  const table = metricsTable(found, 3_600_000);
  rmSync(folder, { recursive: true });
  const rows = table.split('\n').map((line) => line.trim().split(/\s+/));
  expect(rows).toContainEqual(['a', '2', '0.03', '1', '0', '10', '30', '30']);
  expect(rows).toContainEqual(['b', '1', '0.02', '0', '0', '5', '5', '5']);
});
