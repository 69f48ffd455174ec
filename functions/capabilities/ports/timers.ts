/** When the scheduled jobs ran, and how that ended. */

export type TimerRun = {
  name: string;
  periodSeconds: number;
  startedAt: Date;
  finishedAt: Date | null;
  lastError: string | null;
  failuresInARow: number;
};

export type TimerStore = {
  started(name: string, periodSeconds: number): Promise<void>;
  /** Null when it ended well. */
  ended(name: string, error: string | null): Promise<void>;
  list(): Promise<TimerRun[]>;
};
