/** Waiting and limits: polling back-off, retry delays, the request throttle, and what an output value stands for. */
import { describe, expect, test } from 'vitest';
import { messagesOf } from './outputs.ts';
import { pollingDelays } from './queue-listener.ts';
import { retryDelayMs } from './retry-policy.ts';
import { createThrottle } from './throttle.ts';

test('an empty queue is polled ever more seldom, up to the ceiling, and at once after a message', () => {
  const delays = pollingDelays(2000, () => 0.5);
  expect(Array.from({ length: 7 }, delays.next)).toEqual([100, 200, 300, 500, 900, 1700, 2000]);
  delays.reset();
  expect(delays.next()).toBe(100);
});

describe('retry delays', () => {
  test('are fixed', () => {
    const policy = { maxRetryCount: 3, retryStrategy: 'fixedDelay', delayInterval: { seconds: 5 } } as const;
    expect([1, 2, 3].map((retry) => retryDelayMs(policy, retry))).toEqual([5000, 5000, 5000]);
  });

  test('or grow from the minimum to the maximum', () => {
    const policy = {
      maxRetryCount: -1,
      retryStrategy: 'exponentialBackoff',
      minimumInterval: { seconds: 4 },
      maximumInterval: { seconds: 30 },
    } as const;
    expect([1, 2, 3, 4, 5].map((retry) => retryDelayMs(policy, retry, () => 0.5))).toEqual([
      4000, 8000, 12_000, 20_000, 30_000,
    ]);
  });
});

describe('the throttle', () => {
  test('without limits lets everybody in', async () => {
    const throttle = createThrottle({ maxConcurrentRequests: -1, maxOutstandingRequests: -1 });
    await Promise.all(Array.from({ length: 1000 }, () => throttle.enter()));
  });

  test('makes requests wait in line, and turns away those beyond the line', async () => {
    const throttle = createThrottle({ maxConcurrentRequests: 1, maxOutstandingRequests: 3 });
    const order: string[] = [];
    const leave = await throttle.enter();
    const second = throttle.enter()?.then((next) => {
      order.push('second');
      next();
    });
    const third = throttle.enter()?.then(() => order.push('third'));
    expect(throttle.enter()).toBeUndefined();
    expect(order).toEqual([]);
    leave?.();
    await Promise.all([second, third]);
    expect(order).toEqual(['second', 'third']);
  });
});

describe('an output value', () => {
  test.each([
    [{ json: '[{"a":1},"b",2]' }, ['{\n  "a": 1\n}', 'b', '2']],
    [{ string: 'plain' }, ['plain']],
    [{ string: '[1,2]' }, ['1', '2']],
    [{ string: '{"a":1}' }, ['{\n  "a": 1\n}']],
    [{ string: '[broken' }, ['[broken']],
    [{ int: 5 }, ['5']],
    [{ bytes: Buffer.from('raw') }, ['raw']],
  ])('%j', (data, expected) => {
    expect(messagesOf(data).map(String)).toEqual(expected);
  });
});
