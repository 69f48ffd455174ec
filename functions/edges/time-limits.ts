/** How long each service may take, in milliseconds, and how often one call is tried. docs/operations.md shows this table. */

export type TimeLimits = { requestMilliseconds: number; deadlineMilliseconds: number; tries: number };

/** A backup that is written as a stream may make no progress for so long: its source is the database. */
export const STREAM_IDLE_MILLISECONDS = 300_000;

/**
 * `request`: until the answer to one request, connecting included. `deadline`: until one call ends, all its tries
 * included. Work that is not done by then goes on from the queue, whose lease (60 s) is longer than each deadline.
 * PostgreSQL's limits are in `postgres/pool.ts`.
 */
export const TIME_LIMITS = {
  /** The SDK's 80 s three times over outlasts an Azure HTTP answer (230 s) and the person who waits. */
  stripe: { requestMilliseconds: 10_000, deadlineMilliseconds: 25_000, tries: 2 },
  blobs: { requestMilliseconds: 20_000, deadlineMilliseconds: 45_000, tries: 2 },
  /** Short, because a wake-up call may be lost. */
  queues: { requestMilliseconds: 2_000, deadlineMilliseconds: 4_000, tries: 1 },
  /** A server that drips its answers is left before the lease of the work ends, so that no other run sends meanwhile. */
  mail: { requestMilliseconds: 15_000, deadlineMilliseconds: 45_000, tries: 1 },
  alerts: { requestMilliseconds: 10_000, deadlineMilliseconds: 10_000, tries: 1 },
  sms: { requestMilliseconds: 10_000, deadlineMilliseconds: 20_000, tries: 1 },
} as const satisfies Record<string, TimeLimits>;
