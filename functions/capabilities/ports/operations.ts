/** What the running system measures of itself. */
import type { Measurement, MetricCount, Reading } from '../../domain/metrics.ts';

/** The measurements of this process. Counting never fails and never waits. */
export type Metrics = {
  count(measurement: Measurement): void;
  /** Adds what was counted since the last time to the database. Throws when it does not answer; nothing is lost then. */
  flush(): Promise<void>;
  /** What this process itself reads at this moment. */
  readings(): Promise<Reading[]>;
};

export type ProcessReadings = { process: string; seenAt: Date; readings: Reading[] };

/** Measurements of all processes together. */
export type MetricsStore = {
  /** Adds counts to the five minutes of now. */
  add(counts: readonly MetricCount[]): Promise<void>;
  /** Replaces what a process read of itself. */
  report(process: string, readings: readonly Reading[]): Promise<void>;
  /** What the processes read that reported within the last minute. */
  processes(): Promise<ProcessReadings[]>;
  /** All counts since the instant, or since ever. */
  counts(since: Date | null): Promise<MetricCount[]>;
  /** Counts since the instant in steps of so many minutes, the oldest first. */
  history(since: Date, stepMinutes: number): Promise<(MetricCount & { at: Date })[]>;
  /** What the database says of waiting jobs, scheduled jobs, backups and the reconciliation. */
  readings(): Promise<Reading[]>;
  /** Adds counts from before the instant together, so that the table stays small and totals stay. */
  foldBefore(instant: Date): Promise<void>;
};
