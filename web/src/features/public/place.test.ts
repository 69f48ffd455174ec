import { describe, expect, test } from 'vitest';
import { linkPath, type Place, placeOf, resumed, returned } from './place.ts';

describe('patient addresses', () => {
  test.each([
    ['/patient/invoice/a.b-c_d', '', { page: 'invoice', token: 'a.b-c_d', cancelled: false }],
    ['/patient/invoice/abc', '?cancelled=1', { page: 'invoice', token: 'abc', cancelled: true }],
    ['/patient/receipt/abc/', '?session=cs_1', { page: 'receipt', token: 'abc', session: 'cs_1' }],
    ['/patient/receipt/abc', '', { page: 'receipt', token: 'abc', session: null }],
    [
      '/patient/result/abc',
      '?session=cs_1',
      { page: 'result', token: 'abc', session: 'cs_1', cancelled: false },
    ],
    ['/patient/result/abc', '?cancelled=1', { page: 'result', token: 'abc', session: null, cancelled: true }],
    ['/patient/account/abc', '', { page: 'account', token: 'abc' }],
    ['/patient/result', '', { page: 'forgotten' }],
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

describe('back from Stripe', () => {
  const result: Place = { page: 'result', token: 'res', session: 'cs_1', cancelled: false };

  test('the tab that left for it goes on with the invoice’s own link', () => {
    expect(returned(result, 'pay')).toEqual({
      page: 'receipt',
      token: 'pay',
      session: 'cs_1',
      result: 'res',
    });
    expect(returned({ ...result, session: null, cancelled: true }, 'pay')).toEqual({
      page: 'invoice',
      token: 'pay',
      cancelled: true,
    });
  });

  test('every other browser has the result and nothing else', () => {
    expect(returned(result, undefined)).toEqual(result);
  });

  test('no other address is answered with the link that was kept', () => {
    const invoice: Place = { page: 'invoice', token: 'other', cancelled: false };
    expect(returned(invoice, 'pay')).toEqual(invoice);
    expect(returned({ page: 'forgotten' }, 'pay')).toEqual({ page: 'forgotten' });
  });
});

describe('loaded again', () => {
  const step = { link: { token: 'pay', session: 'cs_1', result: 'res' } };

  test('the tab that had the link open shows its page again', () => {
    expect(resumed('/patient/invoice', { link: { token: 'pay' } })).toEqual({
      page: 'invoice',
      token: 'pay',
      cancelled: false,
    });
    expect(resumed('/patient/receipt', step)).toEqual({
      page: 'receipt',
      token: 'pay',
      session: 'cs_1',
      result: 'res',
      reloaded: true,
    });
    expect(resumed('/patient/result', step)).toMatchObject({ page: 'result', token: 'pay', session: 'cs_1' });
  });

  test('the step that led to Stripe says that it was left', () => {
    expect(resumed('/patient/invoice', { link: { token: 'pay', left: true } })).toMatchObject({
      cancelled: true,
    });
  });

  test.each([null, undefined, {}, { link: 'pay' }, { link: { token: 3 } }, 'pay'])(
    'any other tab has nothing to show: %j',
    (state) => {
      expect(resumed('/patient/invoice', state)).toEqual({ page: 'forgotten' });
    },
  );
});
