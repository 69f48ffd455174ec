import { describe, expect, test } from 'vitest';
import { clinicCountry, createPhones } from './phones.ts';

describe('a number as people write it', () => {
  test.each([
    ['US', '(555) 555-0100', '+15555550100'],
    ['US', '1-212-555-0123', '+12125550123'],
    ['US', '212.555.0123', '+12125550123'],
    ['US', '+34 600 12 3611', '+34600123611'],
    ['US', '0034 600 12 3611', undefined],
    ['US', '011 34 600 12 3611', '+34600123611'],
    ['ES', '600 12 36 11', '+34600123611'],
    ['ES', '0034 600 12 3611', '+34600123611'],
    ['GB', '020 7946 0958', '+442079460958'],
    ['GB', '+44 (0)20 7946 0958', '+442079460958'],
    ['US', '＋１ ２１２ ５５５ ０１２３', '+12125550123'],
    ['US', '212\u00a0555\u20110123', '+12125550123'],
    ['US', '555 0100', undefined],
    ['US', '212-555-0123 x45', undefined],
    ['US', '12', undefined],
    ['US', 'call me', undefined],
  ] as const)('in %s: %s', (country, text, e164) => {
    expect(createPhones(country).read(text)?.e164).toBe(e164);
  });
});

test.each([
  ['a mobile phone', '+34 600 123 611', true],
  ['a phone of a numbering plan that does not distinguish mobiles', '+1 212 555 0123', true],
  ['a fixed line', '+34 912 345 678', false],
  ['a free number', '+1 800 555 0100', false],
  ['what no plan knows', '(555) 555-0100', false],
])('%s: %s can be texted: %s', (_, text, textable) => {
  expect(createPhones('US').read(text)?.textable).toBe(textable);
});

describe('the clinic’s country', () => {
  test.each([
    ['ES', 'America/New_York', 'usd', 'ES'],
    [undefined, 'America/New_York', 'usd', 'US'],
    [undefined, 'Europe/Madrid', 'eur', 'ES'],
    [undefined, 'Asia/Kolkata', 'usd', 'IN'],
    [undefined, 'Etc/UTC', 'gbp', 'GB'],
    [undefined, 'Etc/UTC', 'eur', 'US'],
  ] as const)('set as %s, in %s, billing in %s is %s', (country, timeZone, currency, expected) => {
    expect(clinicCountry({ country, timeZone, currency })).toBe(expected);
  });
});
