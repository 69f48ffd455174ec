import { expect, test } from 'vitest';
import { type Marker, compare } from './markers.ts';

const marker: Marker = { field: 'name', word: 'zq1', allowed: ['database'], expected: ['database'] };

test('a word in its place is no leak, elsewhere it is', () => {
  const report = compare(
    [marker],
    [
      { place: 'database', where: 'patients', text: 'a zq1 b' },
      { place: 'logs', where: 'host.log', text: '{"name":"zq1"}' },
    ],
  );
  expect(report).toMatchObject({
    leaks: ['name in logs: host.log'],
    blind: [],
    looked: { database: 1, logs: 1 },
  });
});

test('a word that is not where it must be shows that the search is blind', () => {
  expect(compare([marker], [{ place: 'logs', where: 'host.log', text: '' }]).blind).toEqual([
    'name in database',
  ]);
});
