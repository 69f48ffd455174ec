import { describe, expect, test } from 'vitest';
import type { Currency } from '../../../../functions/domain/currency.ts';
import { amountMistake, unreadReason } from './amount-words.ts';
import {
  type AmountLocale,
  type AmountProblem,
  amountText,
  inCurrency,
  isUnread,
  parsePercent,
  parseQuantity,
  percentText,
  readAmount,
} from './amounts.ts';

describe('amounts as people type them', () => {
  test.each<[string, Currency, AmountLocale, number | 'empty' | AmountProblem]>([
    ['12.50', 'usd', 'en', 1250],
    ['12,50', 'usd', 'en', 1250],
    ['12,5', 'eur', 'es', 1250],
    ['12.50', 'eur', 'es', 1250],
    ['12', 'usd', 'en', 1200],
    ['12.', 'usd', 'en', 1200],
    ['.5', 'usd', 'en', 50],
    ['0', 'usd', 'en', 0],
    ['0.1', 'usd', 'en', 10],
    ['1,250.00', 'usd', 'en', 125000],
    ['1.250,00', 'eur', 'es', 125000],
    ['1.250,00', 'usd', 'en', 125000],
    ['1 250,00', 'eur', 'es', 125000],
    ['1,250', 'usd', 'en', 125000],
    ['1.250', 'usd', 'es', 125000],
    ['1.250', 'usd', 'en', 'decimals'],
    ['1,250', 'usd', 'es', 'decimals'],
    ['12.345', 'usd', 'en', 'decimals'],
    ['1,234,567', 'usd', 'en', 'too_large'],
    ['123,456', 'jpy', 'en', 123456],
    ['123.456', 'jpy', 'es', 123456],
    ['123.456', 'jpy', 'en', 'decimals'],
    ['1250', 'jpy', 'en', 1250],
    ['12.5', 'jpy', 'en', 'decimals'],
    ['125.00', 'jpy', 'en', 'decimals'],
    ['1.250', 'kwd', 'en', 1250],
    ['1,250', 'kwd', 'es', 1250],
    ['1,250', 'kwd', 'en', 'ambiguous'],
    ['1.250', 'kwd', 'es', 'ambiguous'],
    ['12.3456', 'kwd', 'en', 'decimals'],
    ['0.125', 'usd', 'en', 'decimals'],
    ['12.345.6', 'usd', 'en', 'unreadable'],
    ['1,25.00', 'usd', 'en', 'unreadable'],
    ['12 50', 'usd', 'en', 'unreadable'],
    ['1 25 000', 'usd', 'en', 'unreadable'],
    ['$125.50', 'usd', 'en', 'unreadable'],
    ['-5', 'usd', 'en', 'unreadable'],
    ['5e3', 'usd', 'en', 'unreadable'],
    ['abc', 'usd', 'en', 'unreadable'],
    ['', 'usd', 'en', 'empty'],
    ['.', 'usd', 'en', 'unreadable'],
    ['999999.99', 'usd', 'en', 99999999],
    ['1000000.00', 'usd', 'en', 'too_large'],
    ['99999999999999999999', 'usd', 'en', 'too_large'],
  ])('%j in %s on a page in %s is %j', (text, currency, locale, expected) => {
    const read = readAmount(text, currency, locale);
    expect(isUnread(read) ? read.problem : read).toBe(expected);
    if (isUnread(read)) expect(read.text).toBe(text.trim());
  });

  test.each<[number, Currency, AmountLocale, string]>([
    [1250, 'usd', 'en', '12.50'],
    [1250, 'usd', 'es', '12,50'],
    [5, 'usd', 'en', '0.05'],
    [1250, 'jpy', 'en', '1250'],
    [5, 'kwd', 'en', '0.005'],
    [5, 'kwd', 'es', '0,005'],
    [12_345_678, 'kwd', 'es', '12345,678'],
  ])('%i in %s on a page in %s stands as %s and reads back', (cents, currency, locale, text) => {
    expect(amountText(cents, currency, locale)).toBe(text);
    expect(readAmount(text, currency, locale)).toBe(cents);
  });

  test('another currency keeps the digits or asks for them again, and never the minor units', () => {
    expect(inCurrency(12_550, 'usd', 'jpy')).toEqual({ text: '125.50', problem: 'decimals' });
    expect(inCurrency(12_500, 'usd', 'jpy')).toBe(125);
    expect(inCurrency(12_550, 'jpy', 'usd')).toBe(1_255_000);
    expect(inCurrency(12_340, 'kwd', 'usd')).toBe(1_234);
    expect(inCurrency(12_345, 'kwd', 'eur')).toEqual({ text: '12.345', problem: 'decimals' });
    expect(inCurrency({ text: '125.50', problem: 'decimals' }, 'jpy', 'usd')).toBe(12_550);
    expect(inCurrency('empty', 'usd', 'jpy')).toBe('empty');
  });

  test('the reason says what to type, in the language of the page', () => {
    expect(unreadReason({ text: '125.50', problem: 'decimals' }, 'jpy')).toBe(
      'JPY has no decimals. Enter a whole amount.',
    );
    expect(unreadReason({ text: '1,250', problem: 'ambiguous' }, 'kwd')).toBe(
      '“1,250” can be read in two ways. Enter 1250.000 or 1.250.',
    );
    expect(unreadReason({ text: 'x', problem: 'unreadable' }, 'usd', 'es')).toBe(
      'Escriba solo cifras, por ejemplo 12,50.',
    );
    expect(amountMistake(8200, { currency: 'usd', most: 7200 })).toBe(
      'Enter an amount from $0.01 to $72.00.',
    );
    expect(amountMistake(7200, { currency: 'usd', most: 7200 })).toBeUndefined();
    expect(amountMistake('empty', { currency: 'usd' })).toBe('Enter an amount of at least $0.01.');
  });
});

describe('rates as people type them', () => {
  test.each([
    ['8.25', 8_250],
    ['8,25 %', 8_250],
    ['8.875', 8_875],
    ['0,125 %', 125],
    ['20', 20_000],
    ['0', 0],
    ['100', 100_000],
    ['100.001', null],
    ['8.8755', null],
    ['-1', null],
    ['', null],
  ])('%j is %j', (text, thousandths) => {
    expect(parsePercent(text)).toBe(thousandths);
  });

  test.each([
    [8_250, '8.25'],
    [8_875, '8.875'],
    [20_000, '20'],
    [500, '0.5'],
    [5, '0.005'],
    [0, '0'],
    [100_000, '100'],
  ])('%i stands as %s', (thousandths, text) => {
    expect(percentText(thousandths)).toBe(text);
    expect(parsePercent(text)).toBe(thousandths);
  });

  test.each([
    ['1', 1],
    ['1.5', 1.5],
    [' 0,25 ', 0.25],
    ['9999', 9999],
    ['0', null],
    ['0.0005', null],
    ['-1', null],
    ['1e3', null],
    ['', null],
  ])('the quantity %j is %j', (text, quantity) => {
    expect(parseQuantity(text)).toBe(quantity);
  });
});
