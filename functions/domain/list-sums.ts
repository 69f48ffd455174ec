/** Sums over what a list's filter matches: within a bound, so that no request reads without end. */
import { refuse } from './refusal.ts';

/** The most rows that one sum reads. */
export const SUMMED_ROWS_MAX = 250_000;

/** Refuses `too_many_rows` (422) when more match than are summed. */
export function requireSummable(sums: readonly { count: number }[]): void {
  const rows = sums.reduce((total, { count }) => total + count, 0);
  if (rows <= SUMMED_ROWS_MAX) return;
  const most = SUMMED_ROWS_MAX.toLocaleString('en');
  refuse('unprocessable', 'too_many_rows', `More than ${most} match. Narrow the filter to see their sum.`);
}
