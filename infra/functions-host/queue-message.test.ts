/** How long a queue message is kept from others while its function runs, on a clock of the test's own. */
import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HostFunction } from './function-table.ts';
import type { Outcome } from './invocation.ts';
import { createWakeups } from './outputs.ts';
import { handleMessage } from './queue-message.ts';

const MINUTE = 60_000;
/** What a host asks for: it cannot be configured. */
const LOCK_SECONDS = 600;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});

afterEach(() => {
  vi.useRealTimers();
});

type Failure = { statusCode: number } | undefined;

/** Handles a message whose function runs for `runMinutes`; `failures` are how storage answers the renewals. */
function handle(runMinutes: number, failures: Failure[] = []) {
  const renewals: { minute: number; receipt: string; seconds: number }[] = [];
  const deleted: string[] = [];
  const queue = {
    name: 'work',
    updateMessage: async (_: string, receipt: string, __: undefined, seconds: number) => {
      renewals.push({ minute: Date.now() / MINUTE, receipt, seconds });
      const failure = failures.shift();
      if (failure !== undefined) throw Object.assign(new Error('storage says no'), failure);
      return { popReceipt: `receipt-${renewals.length}` };
    },
    deleteMessage: async (_: string, receipt: string) => void deleted.push(receipt),
  } as unknown as QueueClient;
  const invoke = (): Promise<Outcome> =>
    new Promise((resolve) =>
      setTimeout(() => resolve({ ok: true, returnValue: undefined }), runMinutes * MINUTE),
    );
  const settings = {
    batchSize: 1,
    newBatchThreshold: 0,
    maxDequeueCount: 5,
    visibilityTimeoutMs: 0,
    maxPollingIntervalMs: 2000,
    messageEncoding: 'base64',
  } as const;
  const message = {
    messageId: 'id',
    popReceipt: 'receipt-0',
    messageText: Buffer.from('{}').toString('base64'),
    dequeueCount: 1,
  } as DequeuedMessageItem;
  const done = handleMessage(
    {
      fn: { name: 'worker' } as HostFunction,
      queue,
      poison: undefined,
      settings,
      lockSeconds: LOCK_SECONDS,
      invoke,
      wakeups: createWakeups(),
      log: () => undefined,
    },
    message,
  );
  return { renewals, deleted, done };
}

test('the lock of ten minutes is renewed every five, each time with the newest receipt', async () => {
  const { renewals, deleted, done } = handle(14);
  await vi.advanceTimersByTimeAsync(14 * MINUTE);
  await done;
  expect(renewals).toEqual([
    { minute: 5, receipt: 'receipt-0', seconds: LOCK_SECONDS },
    { minute: 10, receipt: 'receipt-1', seconds: LOCK_SECONDS },
  ]);
  expect(deleted).toEqual(['receipt-2']);
});

test('a renewal that fails is tried again after a minute', async () => {
  const { renewals, done } = handle(12, [{ statusCode: 503 }]);
  await vi.advanceTimersByTimeAsync(12 * MINUTE);
  await done;
  expect(renewals.map(({ minute }) => minute)).toEqual([5, 6, 11]);
});

test('a message that is gone, or that another has, is renewed no more', async () => {
  const { renewals, done } = handle(14, [{ statusCode: 404 }]);
  await vi.advanceTimersByTimeAsync(14 * MINUTE);
  await done;
  expect(renewals).toHaveLength(1);
});
