/** Runs an invocation again after a failure, as a function's retry policy says (timers are the trigger that has one). */
import type { InvocationRequest, RetryDuration, RetryOptions } from './core-types.ts';
import type { Outcome } from './invocation.ts';
import { sleep } from './sleep.ts';

type RetryContext = NonNullable<InvocationRequest['retryContext']>;

/**
 * Attempts until success, until the policy's count is used up (-1: never), or until stopped.
 * `waiting` is called when a wait between two attempts begins and ends.
 */
export async function withRetries(
  policy: RetryOptions | undefined,
  attempt: (context: RetryContext | undefined) => Promise<Outcome>,
  stopped: AbortSignal,
  waiting: (change: 1 | -1) => void,
): Promise<Outcome> {
  if (policy === undefined) return attempt(undefined);
  let outcome = await attempt({ retryCount: 0, maxRetryCount: policy.maxRetryCount });
  for (
    let retry = 1;
    !outcome.ok && (policy.maxRetryCount === -1 || retry <= policy.maxRetryCount);
    retry += 1
  ) {
    waiting(1);
    await sleep(retryDelayMs(policy, retry), stopped);
    waiting(-1);
    if (stopped.aborted) return outcome;
    outcome = await attempt({
      retryCount: retry,
      maxRetryCount: policy.maxRetryCount,
      exception: exceptionOf(outcome.error),
    });
  }
  return outcome;
}

/** The wait before retry 1, 2, …: fixed, or the minimum and then growing by powers of two up to the maximum. */
export function retryDelayMs(
  policy: RetryOptions,
  retry: number,
  random: () => number = Math.random,
): number {
  if (policy.retryStrategy === 'fixedDelay') return milliseconds(policy.delayInterval);
  const minimum = milliseconds(policy.minimumInterval);
  const growth = retry === 1 ? 0 : (0.8 + random() * 0.4) * 2 ** (retry - 2) * minimum;
  return Math.min(milliseconds(policy.maximumInterval), minimum + growth);
}

function milliseconds(duration: RetryDuration | undefined): number {
  return Number(duration?.seconds ?? 0) * 1000;
}

function exceptionOf(error: unknown): { message: string; stackTrace: string } {
  return error instanceof Error
    ? { message: error.message, stackTrace: error.stack ?? '' }
    : { message: String(error), stackTrace: '' };
}
