import { describe, expect, test } from 'vitest';
import { changeInWords, shortAmount } from './change.ts';

describe('figures in words', () => {
  test.each([
    [10_410, 10_000, '4.1% more than last month'],
    [5_000, 10_000, '50% less than last month'],
    [30_000, 10_000, '200% more than last month'],
    [100, 100, 'As much as last month'],
    [0, 0, 'As much as last month'],
    [100, 0, 'Nothing last month'],
  ])('%i after %i', (now, before, words) => {
    expect(changeInWords(now, before)).toBe(words);
  });

  test('axes are short', () => {
    expect(shortAmount(12_500)).toBe('12.5K');
    expect(shortAmount(0)).toBe('0');
  });
});
