import { expect, test } from 'vitest';
import { gathered } from './gathered.ts';

test('what comes while a message is sent leaves with the next, at most so many together', async () => {
  const messages: (readonly number[])[] = [];
  const gates: (() => void)[] = [];
  const send = gathered<number>(3, (items) => {
    messages.push(items);
    return new Promise((done) => gates.push(done));
  });
  const sent = [1, 2, 3, 4, 5].map((item) => send(item));
  expect(messages).toEqual([[1]]);
  gates[0]?.();
  await sent[0];
  expect(messages).toEqual([[1], [2, 3, 4]]);
  gates[1]?.();
  await sent[3];
  gates[2]?.();
  await Promise.all(sent);
  expect(messages).toEqual([[1], [2, 3, 4], [5]]);
  const alone = send(6);
  expect(messages.at(-1)).toEqual([6]);
  gates[3]?.();
  await alone;
});

test('a message that fails fails the calls that it carried, and no other', async () => {
  const send = gathered<string>(2, (items) =>
    items.includes('bad') ? Promise.reject(new Error('It is too long.')) : Promise.resolve(),
  );
  const ended = await Promise.allSettled(['good', 'bad', 'beside', 'after'].map((item) => send(item)));
  expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
});
