/** The figures of the log as a table for the terminal. */
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Figures, quantile } from '../server/figures.ts';

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

/** One line for each operation: how many, how many a minute, refusals, faults, and durations in milliseconds. */
export function metricsTable(figures: Figures, periodMilliseconds: number): string {
  const minutes = periodMilliseconds / 60_000;
  const rows = figures
    .operations()
    .sort((a, b) => b.count - a.count)
    .map((operation) => [
      operation.name,
      String(operation.count),
      (operation.count / minutes).toFixed(2),
      String(operation.byStatus.get('4xx') ?? 0),
      String(operation.byStatus.get('5xx') ?? 0),
      String(quantile(operation, 0.5)),
      String(quantile(operation, 0.95)),
      String(operation.slowest),
    ]);
  const events = figures.events().map(({ event, level, count }) => [`${level} ${event}`, String(count)]);
  return [
    aligned([['operation', 'count', 'a minute', '4xx', '5xx', 'p50 ms', 'p95 ms', 'slowest ms'], ...rows]),
    aligned([['warnings and errors', 'count'], ...events]),
  ].join('\n\n');
}

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
