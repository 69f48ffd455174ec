import { expect, test } from 'vitest';
import * as z from 'zod';
import type { UnreadableObject } from '../../capabilities/ports/stripe.ts';
import { allOf } from './answers.ts';

const shape = z.object({ id: z.string(), amount: z.int() });
const pages = [
  {
    data: [{ id: 're_1', amount: 1 } as object, { id: 're_2', amount: 'much', currency: 'usd', created: 60 }],
  },
  { data: [{ id: 're_3', amount: 3 }] },
];
const list = (page: { starting_after?: string }) =>
  Promise.resolve(
    page.starting_after === undefined
      ? { data: pages[0]?.data ?? [], has_more: true }
      : { data: pages[1]?.data ?? [], has_more: false },
  );

test('an object that cannot be read hides no other, and is set aside with its id, currency and time', async () => {
  const aside: UnreadableObject[] = [];
  const found = await allOf(
    list,
    (object) => shape.parse(object),
    (object) => aside.push(object),
  );
  expect(found.map(({ id }) => id)).toEqual(['re_1', 're_3']);
  expect(aside).toMatchObject([{ id: 're_2', currency: 'usd', at: new Date(60_000) }]);
  expect(aside[0]?.reason).toContain('amount');
});

test('without a place for it, it fails the list', async () => {
  await expect(allOf(list, (object) => shape.parse(object))).rejects.toThrow('amount');
});

test('an answer without ids is a broken answer', async () => {
  const broken = () => Promise.resolve({ data: [{}], has_more: false });
  await expect(
    allOf(
      broken,
      (object) => shape.parse(object),
      () => undefined,
    ),
  ).rejects.toThrow();
});
