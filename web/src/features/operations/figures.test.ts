import { expect, test } from 'vitest';
import { inDuration, inGigabytes, inTime, readingOf, readingsBy } from './figures.ts';

test.each([
  [0, '0 seconds'],
  [1, '1 second'],
  [119, '119 seconds'],
  [120, '2 minutes'],
  [7_200, '2 hours'],
  [172_800, '2 days'],
])('%d seconds are %s', (seconds, text) => {
  expect(inTime(seconds)).toBe(text);
});

test('durations and sizes have the unit that is easy to read', () => {
  expect([inDuration(850), inDuration(2_500), inGigabytes(1.5e9), inGigabytes(20e9)]).toEqual([
    ...['850 ms', '2.5 s', '1.5 GB', '20 GB'],
  ]);
});

test('a reading is added up over its labels, and the greatest of several processes counts by label', () => {
  const readings = [
    { name: 'a', labels: { process: '1', folder: '/data' }, value: 2 },
    { name: 'a', labels: { process: '2', folder: '/data' }, value: 3 },
    { name: 'a', labels: { process: '1', folder: '/backup' }, value: 4 },
  ];
  expect(readingOf(readings, 'a')).toBe(9);
  expect(readingOf(readings, 'b')).toBeUndefined();
  expect(readingsBy(readings, 'a', 'folder')).toEqual([
    ['/data', 3],
    ['/backup', 4],
  ]);
});
