import { expect, test } from 'vitest';
import { freePosition, SAVED_VIEWS_MAX } from './saved-view.ts';

test('a view takes the first free place, and there are ten', () => {
  const all = Array.from({ length: SAVED_VIEWS_MAX }, (_, index) => index + 1);
  expect(freePosition([])).toBe(1);
  expect(freePosition([1, 2, 4])).toBe(3);
  expect(freePosition(all)).toBeUndefined();
});
