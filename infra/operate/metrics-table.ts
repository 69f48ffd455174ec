/** The figures of the log as a table for the terminal. */
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { faultsOf, type MetricKind, quantile } from '../../functions/domain/metrics.ts';
import type { Figures } from '../server/figures.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A period such as `1h` in milliseconds. Throws when it is none. */
export function periodOf(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const milliseconds = Number(number) * (UNITS[unit] ?? 0);
  if (milliseconds === 0) throw new Error('--since takes a number and s, m, h or d, such as 1h.');
  return milliseconds;
}

/** The lines of a log and of its rotated files, the oldest first. */
export async function* linesOf(file: string): AsyncGenerator<string> {
  const folder = dirname(file);
  if (!existsSync(folder)) throw new Error(`There is no log in ${folder}.`);
  const rotated = readdirSync(folder)
    .filter((name) => name.startsWith(`${basename(file)}.`))
    .sort();
  for (const name of [...rotated, basename(file)]) {
    const path = join(folder, name);
    if (existsSync(path)) yield* createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  }
}

/** A table for each kind: how many, how many a minute, refusals, faults, and durations in milliseconds. */
export function metricsTable(figures: Figures, periodMilliseconds: number): string {
  const minutes = periodMilliseconds / 60_000;
  const events = figures.events().map(({ event, level, count }) => [`${level} ${event}`, String(count)]);
  const tables = KINDS.flatMap(({ kind, head, refused }) => {
    const found = figures.series(kind).sort((a, b) => b.count - a.count);
    // Requests are always asked about; what there was none of has no table.
    if (found.length === 0 && kind !== 'request') return [];
    const rows = found.map((series) => [
      series.name,
      String(series.count),
      (series.count / minutes).toFixed(2),
      String(series.byOutcome.get(refused) ?? 0),
      String(faultsOf(series)),
      String(quantile(series, 0.5)),
      String(quantile(series, 0.95)),
      String(series.slowest),
    ]);
    return aligned([
      [head, 'count', 'a minute', refused, 'faults', 'p50 ms', 'p95 ms', 'slowest ms'],
      ...rows,
    ]);
  });
  return [...tables, aligned([['warnings and errors', 'count'], ...events])].join('\n\n');
}

const KINDS: readonly { kind: MetricKind; head: string; refused: string }[] = [
  { kind: 'request', head: 'operation', refused: '4xx' },
  { kind: 'queue', head: 'queue', refused: 'refused' },
  { kind: 'timer', head: 'scheduled job', refused: 'refused' },
  { kind: 'stripe', head: 'call to Stripe', refused: 'refused' },
];

function aligned(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}
