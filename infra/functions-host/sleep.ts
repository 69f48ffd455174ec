/** Waits with an end. */

/** A wait that an abort signal ends early, without an error. Resolves after the time or as soon as the signal aborts. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}

/** Waits for the work, but no longer than the limit; rejects with what the work throws within it. */
export async function endsWithin(limitMs: number, work: Promise<unknown>): Promise<void> {
  const timeUp = new AbortController();
  try {
    await Promise.race([work, sleep(limitMs, timeUp.signal)]);
  } finally {
    timeUp.abort();
  }
}
