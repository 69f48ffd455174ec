/** What a text in the search box may mean. */
import { expect, test } from 'vitest';
import { groupsFor, readSearch } from './search.ts';

const read = (text: string) => readSearch(text, 'CLINIC');

test.each([
  ['CLINIC-202611-0201', { beginning: 'CLINIC-202611-0201', ending: undefined }],
  ['clinic-202611', { beginning: 'CLINIC-202611', ending: undefined }],
  ['202611-02', { beginning: 'CLINIC-202611-02', ending: undefined }],
  ['CN-202611-0001', { beginning: 'CLINIC-CN-202611-0001', ending: undefined }],
  ['201', { beginning: 'CLINIC-201', ending: '-0201' }],
])('%s is a number', (text, number) => {
  expect(read(text).number).toEqual(number);
});

test.each(['Ana Alba', 'ana@patients.example', 'Ana', 'pi_3Abc123'])('%s is no number', (text) => {
  expect(read(text).number).toBeUndefined();
});

test.each([
  ['125.50', 12_550, 125_500],
  ['$1,234.50', 123_450, 1_234_500],
  ['125,50', 12_550, 125_500],
  ['usd 125.5', 12_550, 125_500],
  ['125.50 EUR', 12_550, 125_500],
])('%s is an amount in every currency that has cents', (text, usd, kwd) => {
  const { amounts } = read(text);
  expect(amounts).toContainEqual({ currency: 'usd', cents: usd });
  expect(amounts).toContainEqual({ currency: 'kwd', cents: kwd });
  expect(amounts.some(({ currency }) => currency === 'jpy')).toBe(false);
});

test('a whole number is an amount in yen too', () => {
  expect(read('1200').amounts).toContainEqual({ currency: 'jpy', cents: 1200 });
  expect(read('1200').amounts).toContainEqual({ currency: 'usd', cents: 120_000 });
});

test.each(['0', '12.3456', 'Ana', '1984-03-05', '12,34,5', '999999999'])(
  '%s is no amount in dollars',
  (text) => {
    expect(read(text).amounts.filter(({ currency }) => currency === 'usd')).toEqual([]);
  },
);

test.each([
  ['1984-03-05', ['1984-03-05']],
  ['3/5/1984', ['1984-03-05', '1984-05-03']],
  ['25.12.1984', ['1984-12-25']],
  ['5.5.1984', ['1984-05-05']],
  ['31.2.1984', []],
  ['Ana', []],
])('%s names the days %j', (text, days) => {
  expect(read(text).days).toEqual(days);
});

test('an id of Stripe is taken as it is', () => {
  expect(read('ch_3Nabc').stripeId).toBe('ch_3Nabc');
  expect(read('Ana_Maria').stripeId).toBeUndefined();
});

test('groups are searched for those who may read them', () => {
  expect(groupsFor((action) => action === 'payments.read')).toEqual(['payments', 'refunds']);
  expect(groupsFor(() => false)).toEqual([]);
});
