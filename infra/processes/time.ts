/** Waiting with an end: a limit for a promise, and a condition asked for until it holds. */
import { setTimeout as delay } from 'node:timers/promises';

/** The promise's value, or undefined when it is not there within the time. */
export async function outcomeWithin<T>(limitMs: number, promise: Promise<T>): Promise<T | undefined> {
  const clock = new AbortController();
  const timeUp = delay(limitMs, undefined, { signal: clock.signal }).catch(() => undefined);
  try {
    return await Promise.race([promise, timeUp]);
  } finally {
    clock.abort();
  }
}

/** Asks every 50 ms until the condition holds; throws, naming what was awaited, when it never did. */
export async function until(
  what: string,
  limitMs: number,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${what} did not happen within ${limitMs / 1000} s`);
    await delay(50);
  }
}
