import { expect, test } from 'vitest';
import { inTurn } from './in-turn.ts';

test('work with one key runs one after the other, also after a failure; work with another key does not wait', async () => {
  const seen: string[] = [];
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const first = inTurn('pi_1', async () => {
    await gate;
    seen.push('first');
    throw new Error('It fails.');
  });
  const second = inTurn('pi_1', async () => seen.push('second'));
  await inTurn('pi_2', async () => seen.push('other payment'));
  await inTurn(undefined, async () => seen.push('no payment'));
  expect(seen).toEqual(['other payment', 'no payment']);
  release();
  await expect(first).rejects.toThrow('It fails.');
  await second;
  expect(seen.slice(2)).toEqual(['first', 'second']);
});
