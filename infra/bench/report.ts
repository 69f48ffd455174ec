/** What was measured, as a table for people and as JSON for programs. */
import type { Measured } from './load.ts';

export type Figures = { perSecond: number; p50: number; p95: number; p99: number; failed: number };

/** One route at one number of connections; `ratio` is the product's rate over that of the bare server. */
export type Row = {
  route: string;
  connections: number;
  product: Figures;
  bare: Figures | undefined;
  ratio: number | undefined;
};

/** The value below which the share of the sorted list lies. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

export function figures({ latencies, seconds, failed }: Measured): Figures {
  const sorted = [...latencies].sort((a, b) => a - b);
  return {
    perSecond: seconds > 0 ? sorted.length / seconds : 0,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    failed,
  };
}

export function rowOf(route: string, connections: number, product: Measured, bare?: Measured): Row {
  const ours = figures(product);
  const theirs = bare && figures(bare);
  const ratio = theirs && theirs.perSecond > 0 ? ours.perSecond / theirs.perSecond : undefined;
  return { route, connections, product: ours, bare: theirs, ratio };
}

const HEAD = [
  'route',
  'clients',
  'product/s',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'failed',
  'bare/s',
  'bare p99',
  'ratio',
];

const short = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(1));

const cellsOf = ({ route, connections, product, bare, ratio }: Row): string[] => [
  route,
  String(connections),
  short(product.perSecond),
  ...[product.p50, product.p95, product.p99].map(short),
  String(product.failed),
  bare ? short(bare.perSecond) : '–',
  bare ? short(bare.p99) : '–',
  ratio === undefined ? '–' : ratio.toFixed(3),
];

/** Lines of equal columns: the route to the left, figures to the right. */
export function table(rows: readonly Row[]): string[] {
  const cells = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  return cells.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
}

/** The routes whose p95 passes the limit, and those that failed. */
export function shortfalls(rows: readonly Row[], limitMs: number): string[] {
  return rows.flatMap(({ route, connections, product }) => [
    ...(product.p95 > limitMs
      ? [`${route} at ${connections} clients: p95 is ${short(product.p95)} ms, the limit ${limitMs} ms`]
      : []),
    ...(product.failed > 0 ? [`${route} at ${connections} clients: ${product.failed} requests failed`] : []),
  ]);
}
