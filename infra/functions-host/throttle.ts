/** host.json's limits on HTTP requests: how many run at once, and how many may run or wait. */

export type ThrottleLimits = { maxConcurrentRequests: number; maxOutstandingRequests: number };

export type Throttle = {
  /** Resolves when the request may run, and says how to give the place back; undefined when there is no room. */
  enter(): Promise<() => void> | undefined;
};

/** A limit of -1 is none. Those who wait go first come, first served. */
export function createThrottle({ maxConcurrentRequests, maxOutstandingRequests }: ThrottleLimits): Throttle {
  const mostRunning = maxConcurrentRequests < 0 ? Number.POSITIVE_INFINITY : maxConcurrentRequests;
  const mostOutstanding = maxOutstandingRequests < 0 ? Number.POSITIVE_INFINITY : maxOutstandingRequests;
  const waiting: (() => void)[] = [];
  let running = 0;
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  };
  return {
    enter: () => {
      if (running + waiting.length >= mostOutstanding) return undefined;
      if (running < mostRunning) {
        running += 1;
        return Promise.resolve(leave);
      }
      return new Promise((resolve) => waiting.push(() => resolve(leave)));
    },
  };
}
