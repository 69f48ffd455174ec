import { expect, expectTypeOf, test } from 'vitest';
import { commandTransaction, type Done } from './command.ts';
import type { Database } from './ports.ts';

test('the id of what a command did is given to the transaction, and nothing else passes for it', async () => {
  const subjects: unknown[] = [];
  const db = {
    transaction: async <T>(work: (stores: never) => Promise<T>, subject?: (made: T) => string) => {
      const made = await work(undefined as never);
      subjects.push(subject?.(made));
      return made;
    },
  } as unknown as Database;
  const made = await commandTransaction({ db }, async () => ({ id: 'inv_1', work: ['w_1'] }));
  expect([made, subjects]).toEqual([{ id: 'inv_1', work: ['w_1'] }, ['inv_1']]);
  expectTypeOf<{ id: string }>().not.toExtend<Done>();
  // @ts-expect-error a command whose transaction gives no id does not compile.
  await commandTransaction({ db }, async () => ({ number: 'C-1' }));
});
