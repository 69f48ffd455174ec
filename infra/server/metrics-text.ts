/** The text format of Prometheus (version 0.0.4). */
import { BUCKETS, type Figures, type Operation } from './figures.ts';

export type Sample = { labels: Record<string, string>; value: number };
export type Gauge = { name: string; help: string; samples: Sample[] };
type Metric = Gauge & { type: 'counter' | 'gauge' };

export type Measured = { figures: Figures; restarts: ReadonlyMap<string, number>; gauges: readonly Gauge[] };

/** Everything that was measured; durations are in seconds, as Prometheus wants them. */
export function prometheusText({ figures, restarts, gauges }: Measured): string {
  const operations = figures.operations();
  const metrics: Metric[] = [
    {
      name: 'clinic_requests_total',
      help: 'Answered requests',
      type: 'counter',
      samples: operations.flatMap(({ name, byStatus }) =>
        [...byStatus].map(([status, value]) => ({ labels: { operation: name, status }, value })),
      ),
    },
    {
      name: 'clinic_log_events_total',
      help: 'Warnings and errors in the log',
      type: 'counter',
      samples: figures
        .events()
        .map(({ event, level, count }) => ({ labels: { event, level }, value: count })),
    },
    {
      name: 'clinic_part_restarts_total',
      help: 'Parts of the server that ended and were started again',
      type: 'counter',
      samples: [...restarts].map(([part, value]) => ({ labels: { part }, value })),
    },
    ...gauges.map((gauge) => ({ ...gauge, type: 'gauge' as const })),
  ];
  return [...metrics.map(textOf), histogram(operations)].join('');
}

function textOf({ name, help, type, samples }: Metric): string {
  const lines = samples.map(({ labels, value }) => `${name}${labelsOf(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function histogram(operations: readonly Operation[]): string {
  const name = 'clinic_request_duration_seconds';
  const lines = operations.flatMap((operation) => {
    const labels = { operation: operation.name };
    const bucket = (le: string, value: number): string =>
      `${name}_bucket${labelsOf({ ...labels, le })} ${value}\n`;
    return [
      ...BUCKETS.map((bound, index) => bucket(String(bound / 1_000), operation.atMost[index] ?? 0)),
      bucket('+Inf', operation.count),
      `${name}_sum${labelsOf(labels)} ${operation.milliseconds / 1_000}\n`,
      `${name}_count${labelsOf(labels)} ${operation.count}\n`,
    ];
  });
  return `# HELP ${name} Duration of requests\n# TYPE ${name} histogram\n${lines.join('')}`;
}

function labelsOf(labels: Record<string, string>): string {
  const escaped = (text: string): string =>
    text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
