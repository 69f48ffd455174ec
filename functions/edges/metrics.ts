/** Counts what this process does in memory, and adds it to what all processes counted, in the database. */
import { randomBytes } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Log } from '../capabilities/ports/common.ts';
import type { Metrics, MetricsStore } from '../capabilities/ports/operations.ts';
import { bucketOf, type MetricCount, type Reading } from '../domain/metrics.ts';
import { machineReadings, type WatchedMachine } from './machine.ts';

const FLUSH_EVERY_MS = 15_000;
/** Names are the product's own and few; beyond this many a measurement is passed over, so that memory has a bound. */
const MOST_COUNTS = 5_000;

type DelayHistogram = ReturnType<typeof monitorEventLoopDelay>;

export type Counter = {
  count: Metrics['count'];
  /** Gives what was counted and begins anew. */
  take(): MetricCount[];
  /** Puts back what could not be kept. */
  putBack(counts: readonly MetricCount[]): void;
};

export function createCounter(): Counter {
  let counts = new Map<string, MetricCount>();
  const add = (count: MetricCount): void => {
    const key = `${count.kind} ${count.name} ${count.outcome} ${count.bucket}`;
    const seen = counts.get(key);
    if (seen === undefined && counts.size >= MOST_COUNTS) return;
    counts.set(key, {
      ...count,
      count: count.count + (seen?.count ?? 0),
      milliseconds: count.milliseconds + (seen?.milliseconds ?? 0),
    });
  };
  return {
    count: ({ kind, name, outcome, milliseconds }) =>
      add({ kind, name, outcome, milliseconds, bucket: bucketOf(milliseconds), count: 1 }),
    take: () => {
      const taken = [...counts.values()];
      counts = new Map();
      return taken;
    },
    putBack: (taken) => taken.forEach(add),
  };
}

/** What a pool says of itself. */
type Pool = {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options: { readonly max: number };
};

type MetricsOptions = {
  counter: Counter;
  store: MetricsStore;
  pool: Pool;
  machine: WatchedMachine;
  log: Log;
};

/** `start` flushes four times a minute until `stop`; a database that does not answer gets the counts later. */
export function createMetrics({
  counter,
  store,
  pool,
  machine,
  log,
}: MetricsOptions): Metrics & { start(): void; stop(): void } {
  const process_ = `${process.pid}-${randomBytes(3).toString('hex')}`;
  let timer: NodeJS.Timeout | undefined;
  let delay: DelayHistogram | undefined;
  const readings = async (): Promise<Reading[]> =>
    [...poolReadings(pool), ...processReadings(delay), ...(await machineReadings(machine))].map(
      (reading) => ({
        ...reading,
        labels: { process: process_, ...reading.labels },
      }),
    );
  const flush = async (): Promise<void> => {
    const taken = counter.take();
    try {
      await store.add(taken);
    } catch (error) {
      counter.putBack(taken);
      throw error;
    }
    await store.report(process_, await readings());
    delay?.reset();
  };
  return {
    count: counter.count,
    flush,
    readings,
    start: () => {
      delay = monitorEventLoopDelay({ resolution: 20 });
      delay.enable();
      timer = setInterval(() => {
        flush().catch((error: unknown) => log.info('metrics_not_flushed', { error: String(error) }));
      }, FLUSH_EVERY_MS);
      timer.unref();
    },
    stop: () => {
      clearInterval(timer);
      delay?.disable();
    },
  };
}

function poolReadings(pool: Pool): Reading[] {
  const of = (state: string, value: number): Reading => ({
    name: 'clinic_pool_connections',
    labels: { state },
    value,
  });
  return [
    of('used', pool.totalCount - pool.idleCount),
    of('idle', pool.idleCount),
    of('waiting', pool.waitingCount),
    { name: 'clinic_pool_size', labels: {}, value: pool.options.max },
  ];
}

/** The histogram is in nanoseconds; before its first sample it has no values. */
function processReadings(delay: DelayHistogram | undefined): Reading[] {
  const of = (quantile: string, nanoseconds: number): Reading => ({
    name: 'clinic_event_loop_delay_seconds',
    labels: { quantile },
    value: Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0,
  });
  const loop =
    delay === undefined || delay.count === 0
      ? []
      : [of('0.5', delay.percentile(50)), of('0.99', delay.percentile(99)), of('1', delay.max)];
  return [...loop, { name: 'clinic_process_memory_bytes', labels: {}, value: process.memoryUsage.rss() }];
}
