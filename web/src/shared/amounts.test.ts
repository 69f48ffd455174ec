import { describe, expect, test } from 'vitest';
import type { Currency } from '../../../functions/domain/currency.ts';
import { amountText, parseAmount, parsePercent, parseQuantity, percentText } from './amounts.ts';

describe('amounts as people type them', () => {
  test.each<[string, Currency, number | null]>([
    ['12.50', 'usd', 1250],
    ['12,50', 'usd', 1250],
    ['12,5', 'eur', 1250],
    ['12', 'usd', 1200],
    ['12.', 'usd', 1200],
    ['.5', 'usd', 50],
    ['0', 'usd', 0],
    ['0.1', 'usd', 10],
    ['1.10', 'usd', 110],
    ['1,250.00', 'usd', 125000],
    ['1.250,00', 'eur', 125000],
    ['1 250,00', 'eur', 125000],
    ['1,250', 'usd', 125000],
    ['1,234,567', 'usd', null],
    ['123,456', 'jpy', 123456],
    ['1250', 'jpy', 1250],
    ['12.5', 'jpy', null],
    ['1.250', 'kwd', 1250],
    ['12,345', 'kwd', 12345],
    ['0.125', 'usd', null],
    ['12.345.6', 'usd', null],
    ['1,25.00', 'usd', null],
    ['-5', 'usd', null],
    ['5e3', 'usd', null],
    ['abc', 'usd', null],
    ['', 'usd', null],
    ['.', 'usd', null],
    ['999999.99', 'usd', 99999999],
    ['1000000.00', 'usd', null],
    ['99999999999999999999', 'usd', null],
  ])('%j in %s is %j', (text, currency, cents) => {
    expect(parseAmount(text, currency)).toBe(cents);
  });

  test.each<[number, Currency, string]>([
    [1250, 'usd', '12.50'],
    [5, 'usd', '0.05'],
    [1250, 'jpy', '1250'],
    [5, 'kwd', '0.005'],
  ])('%i in %s stands as %s and reads back', (cents, currency, text) => {
    expect(amountText(cents, currency)).toBe(text);
    expect(parseAmount(text, currency)).toBe(cents);
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
