/** What a later setup may not change, because books exist that were made with it. */
import type { Answers, Problem } from './answers.ts';

const FIXED: readonly (keyof Answers)[] = ['mode', 'currency', 'database', 'storage', 'data'];

/** Every fixed answer that differs from the earlier setup's. */
export function forbiddenChanges(before: Answers, now: Answers): Problem[] {
  return FIXED.filter((field) => before[field] !== now[field]).map((field) => ({
    field,
    problem: `cannot be changed from ${before[field] ?? 'the default'} after the first setup: use another --home`,
  }));
}
