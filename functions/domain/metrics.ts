/** What is counted of the running system: calls by name and outcome, with their durations in classes. */

/** `log` counts warnings and errors; `webhook` the time between an event at Stripe and its arrival. */
export const METRIC_KINDS = ['request', 'queue', 'timer', 'stripe', 'webhook', 'log'] as const;
export type MetricKind = (typeof METRIC_KINDS)[number];

/** Upper bounds of the classes of duration, in milliseconds; the last class has none. */
export const BUCKETS = [10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 60_000, 600_000] as const;

export type Measurement = { kind: MetricKind; name: string; outcome: string; milliseconds: number };

/** Measurements of one class of duration: `bucket` is its index in BUCKETS, or the number of bounds. */
export type MetricCount = {
  kind: MetricKind;
  name: string;
  outcome: string;
  bucket: number;
  count: number;
  milliseconds: number;
};

/** A value at this moment, such as the free bytes of a folder. */
export type Reading = { name: string; labels: Record<string, string>; value: number };

export type Series = {
  name: string;
  count: number;
  byOutcome: Map<string, number>;
  /** How many took at most the bound, for each bound; slower ones are in none. */
  atMost: number[];
  milliseconds: number;
  /** The slowest, in milliseconds, as far as it is known. */
  slowest: number;
};

/** The class of a duration. */
export function bucketOf(milliseconds: number): number {
  const found = BUCKETS.findIndex((bound) => milliseconds <= bound);
  return found === -1 ? BUCKETS.length : found;
}

/** Whether the outcome counts as a fault of ours: a 5xx, a failed run, an error. A refusal is an answer. */
export const isFault = (outcome: string): boolean => ['5xx', 'failed', 'error'].includes(outcome);

export const emptySeries = (name: string): Series => ({
  name,
  count: 0,
  byOutcome: new Map(),
  atMost: BUCKETS.map(() => 0),
  milliseconds: 0,
  slowest: 0,
});

/** Adds counted calls to their series; `slowest` is the longest of them, where it is known. */
export function addCount(series: Series, count: MetricCount, slowest?: number): void {
  series.count += count.count;
  series.milliseconds += count.milliseconds;
  series.byOutcome.set(count.outcome, (series.byOutcome.get(count.outcome) ?? 0) + count.count);
  series.atMost = series.atMost.map((seen, index) => seen + (count.bucket <= index ? count.count : 0));
  series.slowest = Math.max(series.slowest, slowest ?? BUCKETS[count.bucket] ?? BUCKETS.at(-1) ?? 0);
}

/** The series of a kind, by name. */
export function seriesOf(counts: readonly MetricCount[], kind: MetricKind): Series[] {
  const found = new Map<string, Series>();
  for (const count of counts.filter((each) => each.kind === kind)) {
    const series = found.get(count.name) ?? emptySeries(count.name);
    addCount(series, count);
    found.set(count.name, series);
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** How many of the calls were faults. */
export const faultsOf = ({ byOutcome }: Series): number =>
  [...byOutcome].reduce((sum, [outcome, count]) => sum + (isFault(outcome) ? count : 0), 0);

/** The duration in milliseconds that the share of calls (0.95: 95 %) did not exceed, to the bound of its class. */
export function quantile({ count, atMost, slowest }: Series, share: number): number {
  const index = atMost.findIndex((seen) => seen >= count * share);
  return index === -1 ? slowest : Math.min(BUCKETS[index] ?? slowest, slowest);
}
