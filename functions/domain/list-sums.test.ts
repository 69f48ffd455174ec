import { expect, test } from 'vitest';
import { requireSummable, SUMMED_ROWS_MAX } from './list-sums.ts';

test('a sum reads at most so many rows, all currencies together', () => {
  expect(() => requireSummable([{ count: SUMMED_ROWS_MAX - 1 }, { count: 1 }])).not.toThrow();
  expect(() => requireSummable([{ count: SUMMED_ROWS_MAX }, { count: 1 }])).toThrow(
    expect.objectContaining({ code: 'too_many_rows' }),
  );
});
