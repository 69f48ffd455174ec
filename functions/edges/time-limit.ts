/** Ends calls of Azure Storage whose answer does not come: its own `tryTimeoutInMs` only asks the server to be quick. */

export type TimeLimit = {
  /** Ends the call to which it is given. */
  signal: AbortSignal;
  /** Waits for a part of the call, at most so long; throws when it is late. */
  within<T>(part: Promise<T>): Promise<T>;
  /** Starts the time of the current part again, because something has moved. */
  extend(): void;
};

export function timeLimit(milliseconds: number): TimeLimit {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: controller.signal,
    extend: () => timer?.refresh(),
    async within(part) {
      timer = setTimeout(() => controller.abort(), milliseconds);
      try {
        return await part;
      } catch (error) {
        if (controller.signal.aborted) throw new Error(`Storage did not answer within ${milliseconds} ms.`);
        throw error;
      } finally {
        clearTimeout(timer);
        timer = undefined;
      }
    },
  };
}
