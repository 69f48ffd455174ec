import { describe, expect, test } from 'vitest';
import { linkPath, placeOf } from './place.ts';

describe('patient addresses', () => {
  test.each([
    ['/patient/invoice/a.b-c_d', '', { page: 'invoice', token: 'a.b-c_d', cancelled: false }],
    ['/patient/invoice/abc', '?cancelled=1', { page: 'invoice', token: 'abc', cancelled: true }],
    ['/patient/receipt/abc/', '?session=cs_1', { page: 'receipt', token: 'abc', session: 'cs_1' }],
    ['/patient/receipt/abc', '', { page: 'receipt', token: 'abc', session: null }],
    ['/patient/invoice/%E0%A4%A', '', { page: 'invoice', token: '%E0%A4%A', cancelled: false }],
    ['/patient/invoice', '', { page: 'forgotten' }],
    ['/patient/receipt/', '', { page: 'forgotten' }],
    ['/patient', '', { page: 'unknown' }],
    ['/patient/invoice/a/b', '', { page: 'unknown' }],
  ])('%s%s', (path, search, place) => {
    expect(placeOf(path, search)).toEqual(place);
  });

  test('the address of a link leads back to it', () => {
    expect(placeOf(linkPath('invoice', 'a/b'), '')).toMatchObject({ token: 'a/b' });
    expect(placeOf(linkPath('receipt', 'a?b'), '')).toMatchObject({ token: 'a?b' });
  });
});
