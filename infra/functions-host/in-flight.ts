/** Counts work that has begun and not ended, so that a stop or a drain can wait for it. */

export type InFlight = {
  readonly count: number;
  /** Hands the promise back and counts it until it settles. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Resolves once nothing is running. */
  idle(): Promise<void>;
};

export function createInFlight(): InFlight {
  let count = 0;
  let waiting: (() => void)[] = [];
  const done = (): void => {
    count -= 1;
    if (count > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  return {
    get count() {
      return count;
    },
    track: (work) => {
      count += 1;
      work.then(done, done);
      return work;
    },
    idle: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
