import { expect, test } from 'vitest';
import { connectionShares } from './connection-shares.ts';

test.each([
  [12, { main: 8, desk: 2, reports: 2 }],
  [8, { main: 4, desk: 2, reports: 2 }],
  [4, { main: 2, desk: 1, reports: 1 }],
  [1, { main: 1, desk: 1, reports: 1 }],
])('of %i connections', (most, shares) => {
  expect(connectionShares(most)).toEqual(shares);
});

test('the shares stay within what a process may open', () => {
  for (let most = 3; most <= 100; most++) {
    const { main, desk, reports } = connectionShares(most);
    expect(main + desk + reports).toBe(most);
  }
});
