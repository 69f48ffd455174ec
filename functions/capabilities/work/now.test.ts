import { expect, test } from 'vitest';
import type { WorkKey } from '../ports/work.ts';
import type { App } from '../ports.ts';
import { runNow } from './now.ts';

const WORK = { topic: 'close_checkout', subjectId: 'page' } as const;

function appThatRemembers() {
  const done: WorkKey[] = [];
  const outbox = { done: async (work: WorkKey) => void done.push(work) };
  return { app: { db: { read: { outbox } }, log: { warn() {} } } as unknown as App, done };
}

test('work that is done at once is done for the queue too', async () => {
  const { app, done } = appThatRemembers();
  expect(await runNow(app, WORK, async () => 'expired')).toEqual({ result: 'expired' });
  expect(done).toEqual([WORK]);
});

test('work that fails stays due, so that the sweep finds it', async () => {
  const { app, done } = appThatRemembers();
  const failing = () => Promise.reject(new Error('Stripe does not answer.'));
  expect(await runNow(app, WORK, failing)).toBeUndefined();
  expect(done).toEqual([]);
});
