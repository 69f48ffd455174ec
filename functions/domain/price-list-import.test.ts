import { expect, test } from 'vitest';
import { type ImportedChange, minorUnitsOf, planImport, thousandthsOf } from './price-list-import.ts';

const stored = {
  id: 'i1',
  code: 'A',
  code_system: 'CPT',
  names: { en: 'Visit', es: 'Visita' },
  category: 'Therapy',
  unit: 'session' as const,
  prices: { usd: 100_00, eur: 90_00 },
  tax_rate_thousandths: null,
  active_from: null,
  active_to: null,
  withdrawn: false,
  version: 3,
};
const FOUND = new Map([
  ['A', stored],
  ['a', stored],
]);
const row = (code: string, change: Partial<ImportedChange> = {}, at = 2) => ({
  row: at,
  code,
  change: { names: {}, prices: {}, withdrawn: false, ...change },
});
const plan = (...rows: ReturnType<typeof row>[]) => planImport({ rows, errors: [] }, FOUND);

test.each([
  ['12.50', 'usd', 1250],
  ['12,5', 'usd', 1250],
  ['12', 'usd', 1200],
  ['1200', 'jpy', 1200],
  ['1.234', 'kwd', 1234],
  ['1,200.00', 'usd', undefined],
  ['1.234', 'usd', undefined],
  ['1.5', 'jpy', undefined],
  ['-1', 'usd', undefined],
  ['1e3', 'usd', undefined],
  ['$5', 'usd', undefined],
] as const)('%s in %s is %s', (text, currency, cents) => {
  expect(minorUnitsOf(text, currency)).toBe(cents);
});

test.each([
  ['8.875', 8_875],
  ['8,875 %', 8_875],
  ['20%', 20_000],
  ['100.001', 100_001],
  ['8.8755', undefined],
  ['x', undefined],
])('a rate of %s is %s thousandths of a percent', (text, thousandths) => {
  expect(thousandthsOf(text)).toBe(thousandths);
});

test('what the file has no column for stays, and an empty cell takes away', () => {
  const [planned] = plan(row('A', { category: null, names: { es: null }, prices: { usd: 110_00 } })).rows;
  expect(planned).toMatchObject({
    outcome: 'changed',
    changes: ['names', 'category', 'prices'],
    after: {
      code_system: 'CPT',
      names: { en: 'Visit' },
      prices: { usd: 110_00, eur: 90_00 },
      category: null,
    },
  });
  expect(planned?.after).not.toHaveProperty('names.es');
});

test('a row that says what the item says changes nothing', () => {
  const same = row('A', { names: { es: 'Visita', en: 'Visit' }, prices: { eur: 90_00 } });
  expect(plan(same).rows).toMatchObject([{ outcome: 'unchanged', changes: [] }]);
});

test('a new item needs a name and a price, and every mistake names its row and field', () => {
  const { rows, errors } = plan(
    row('B', { prices: { usd: 1 } }, 2),
    row('C', { names: { en: 'x' } }, 3),
    row('A', { active_from: '2026-02-01', active_to: '2026-01-01' }, 4),
    row('a', {}, 5),
    row('D', { names: { en: 'x' }, prices: { usd: 0 } }, 6),
    row('d', { names: { en: 'x' }, prices: { usd: 0 } }, 7),
  );
  expect(rows).toMatchObject([{ code: 'D', outcome: 'added' }]);
  expect(errors.map(({ row: at, field, code }) => [at, field, code])).toEqual([
    [2, 'name_en', 'name_missing'],
    [3, 'price', 'price_missing'],
    [4, 'active_to', 'before_start'],
    [5, 'code', 'duplicate_code'],
    [7, 'code', 'duplicate_code'],
  ]);
});
