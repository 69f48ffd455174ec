/** Requests that wait at the same time share a statement; one of them that fails harms no other. */
import { expect, test } from 'vitest';
import { Refusal } from '../../domain/refusal.ts';
import { coalesced } from './coalesced.ts';

/** A function for many whose statements end when the test says so. */
function gated() {
  const batches: (readonly number[])[] = [];
  const ends: (() => void)[] = [];
  const run = coalesced<number, number>(async (items) => {
    batches.push(items);
    await new Promise<void>((resolve) => ends.push(resolve));
    return items.map((item) => item * 10);
  });
  return { run, batches, end: () => ends.shift()?.() };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('an item alone goes at once; what comes while two statements run goes together', async () => {
  const { run, batches, end } = gated();
  const results: Promise<number>[] = [];
  for (const item of [1, 2, 3, 4, 5]) {
    results.push(run(item));
    await turn();
  }
  expect(batches).toEqual([[1], [2]]);
  end();
  await turn();
  expect(batches).toEqual([[1], [2], [3, 4, 5]]);
  end();
  end();
  expect(await Promise.all(results)).toEqual([10, 20, 30, 40, 50]);
});

test('an item that is refused fails alone', async () => {
  const run = coalesced<number, string>(async (items) => {
    if (items.includes(2)) throw new Error('two is refused');
    return items.map(String);
  });
  const results = await Promise.allSettled([run(1), run(2), run(3)]);
  expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'failed'))).toEqual([
    '1',
    'failed',
    '3',
  ]);
});

test('while the database is away it is not asked again for each item', async () => {
  let queries = 0;
  const run = coalesced<number, string>(async () => {
    queries++;
    throw new Refusal('unavailable', 'database_unavailable', 'The database does not answer at the moment.');
  });
  const results = await Promise.allSettled([run(1), run(2), run(3)]);
  expect(results.every(({ status }) => status === 'rejected')).toBe(true);
  expect(queries).toBe(1);
});

test('more items than a statement takes are run in several', async () => {
  const sizes: number[] = [];
  const run = coalesced<number, number>(async (items) => {
    sizes.push(items.length);
    return [...items];
  });
  const results = await Promise.all(Array.from({ length: 250 }, (_, item) => run(item)));
  expect(results).toEqual(Array.from({ length: 250 }, (_, item) => item));
  expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
});
