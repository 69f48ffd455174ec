/** Rates, errors and durations by operation, counted from the lines of the app's log. */

/** Upper bounds of the histogram, in milliseconds. */
export const BUCKETS = [10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000] as const;

export type Operation = {
  name: string;
  count: number;
  /** Answers by their first digit: `2xx`, `4xx`, `5xx`. */
  byStatus: Map<string, number>;
  /** How many took at most the bucket's bound, for each bucket; slower ones are in none. */
  atMost: number[];
  milliseconds: number;
  /** The slowest, in milliseconds. */
  slowest: number;
};

export type Figures = {
  /** Counts one line of the log; a line that is none is passed over. */
  add(line: string): void;
  operations(): Operation[];
  /** Warnings and errors by event and level. */
  events(): { event: string; level: string; count: number }[];
};

type Entry = {
  level?: unknown;
  time?: unknown;
  event?: unknown;
  operation?: unknown;
  status?: unknown;
  milliseconds?: unknown;
};

/** Names are the product's own and few; beyond this many a line is passed over, so that memory has a bound. */
const MOST_NAMES = 1_000;

/** `since` leaves older lines out. */
export function figures(since?: Date): Figures {
  const operations = new Map<string, Operation>();
  const events = new Map<string, { event: string; level: string; count: number }>();
  return {
    add(line) {
      const entry = parse(line);
      if (entry === undefined || isBefore(entry.time, since)) return;
      const { event, level, operation, status, milliseconds } = entry;
      if (event === 'request' && typeof operation === 'string' && operations.size < MOST_NAMES)
        count(operations, operation, { status: Number(status), milliseconds: Number(milliseconds) });
      if (typeof event !== 'string' || (level !== 'warn' && level !== 'error')) return;
      const key = `${level} ${event}`;
      const seen = events.get(key) ?? { event, level, count: 0 };
      if (events.size < MOST_NAMES || seen.count > 0) events.set(key, { ...seen, count: seen.count + 1 });
    },
    operations: () => [...operations.values()].sort((a, b) => a.name.localeCompare(b.name)),
    events: () => [...events.values()].sort((a, b) => b.count - a.count || a.event.localeCompare(b.event)),
  };
}

function count(
  operations: Map<string, Operation>,
  name: string,
  { status, milliseconds }: { status: number; milliseconds: number },
): void {
  if (!Number.isFinite(status) || !Number.isFinite(milliseconds)) return;
  const found = operations.get(name) ?? {
    ...{ name, count: 0, byStatus: new Map<string, number>(), milliseconds: 0, slowest: 0 },
    atMost: BUCKETS.map(() => 0),
  };
  const kind = `${Math.floor(status / 100)}xx`;
  found.count += 1;
  found.milliseconds += milliseconds;
  found.slowest = Math.max(found.slowest, milliseconds);
  found.byStatus.set(kind, (found.byStatus.get(kind) ?? 0) + 1);
  found.atMost = found.atMost.map((seen, index) => seen + (milliseconds <= (BUCKETS[index] ?? 0) ? 1 : 0));
  operations.set(name, found);
}

/** The duration in milliseconds that the share of requests (0.95: 95 %) did not exceed, to the bucket's bound. */
export function quantile({ count: all, atMost, slowest }: Operation, share: number): number {
  const index = atMost.findIndex((seen) => seen >= all * share);
  return index === -1 ? slowest : Math.min(BUCKETS[index] ?? slowest, slowest);
}

function parse(line: string): Entry | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return undefined;
  }
}

const isBefore = (time: unknown, since: Date | undefined): boolean =>
  since !== undefined && !(typeof time === 'string' && new Date(time) >= since);
