import { expect, test } from 'vitest';
import type { AddedWork } from '../ports/work.ts';
import type { Database, Stores } from '../ports.ts';
import { wakingDatabase } from './wake.ts';

/** A database whose transaction does its work so often before it commits, as after a deadlock, or fails in the end. */
function database({ attempts = 1, fails = false } = {}) {
  const seen: string[] = [];
  let ids = 0;
  const outbox = { add: async () => `work_${++ids}` };
  const db = {
    read: { outbox },
    async transaction<T>(work: (tx: Stores) => Promise<T>): Promise<T> {
      let result: T | undefined;
      for (let attempt = 0; attempt < attempts; attempt++)
        result = await work({ outbox } as unknown as Stores);
      if (fails) throw new Error('The commit failed.');
      seen.push('commit');
      return result as T;
    },
  } as unknown as Database;
  const queues = {
    enqueueWork: async ({ id, requestId }: AddedWork) => {
      seen.push(`${id} of ${requestId}`);
    },
  };
  return { db: wakingDatabase(db, queues), seen };
}

test('work of a transaction wakes its queue after the commit, once, whatever was tried before', async () => {
  const { db, seen } = database({ attempts: 2 });
  const id = await db.transaction((tx) => tx.outbox.add('send_message', 'message', 'request'));
  expect([id, seen]).toEqual(['work_2', ['commit', 'work_2 of request']]);
});

test('no queue is woken after a rollback, nor for work that the caller does at once', async () => {
  const failed = database({ fails: true });
  await expect(
    failed.db.transaction((tx) => tx.outbox.add('send_message', 'message', 'request')),
  ).rejects.toThrow('The commit failed.');
  const done = database();
  await done.db.transaction((tx) => tx.outbox.add('open_checkout', 'page', 'request', 'caller'));
  expect([failed.seen, done.seen]).toEqual([[], ['commit']]);
});

test('work that stands alone wakes its queue at once', async () => {
  const { db, seen } = database();
  await db.read.outbox.add('archive', 'invoice', 'request');
  expect(seen).toEqual(['work_1 of request']);
});
